"""Series, care sessions, who signed up, who came, and the child nobody has seen."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.centres.tables import Centre, Room
from carenet.children.tables import Child
from carenet.core.columns import (
    HEALTH,
    PUBLIC,
    RECORD,
    TECHNICAL,
    WHEREABOUTS,
    clock_time,
    code,
    day,
    document,
    flag,
    ident,
    key,
    made_at,
    maybe_day,
    maybe_flag,
    maybe_ident,
    maybe_moment,
    maybe_number,
    maybe_to,
    maybe_word,
    moment,
    number,
    numbers,
    small,
    to,
    word,
)  # fmt: skip
from carenet.people.tables import Person


class Series(Table, tablename="series"):
    """The recurring pattern from which care sessions are made."""

    id = key()
    centre = to(Centre, PUBLIC)
    village = code()
    room = maybe_to(Room, PUBLIC)
    kind = word(PUBLIC, 20)
    subject = maybe_word(PUBLIC, 20)
    activity = word(PUBLIC, 20)
    title = maybe_word(PUBLIC, 100)
    weekdays = numbers(PUBLIC)
    weeks = word(PUBLIC, 6)
    starts_at = clock_time(PUBLIC)
    ends_at = clock_time(PUBLIC)
    first_on = day(PUBLIC)
    last_on = day(PUBLIC)
    adults_min = small(PUBLIC, 2)
    adults_max = small(PUBLIC, 3)
    children_max = number(PUBLIC)
    drop_in = flag(PUBLIC)
    created_by = ident(RECORD)
    created_at = made_at()
    rolled_until = maybe_day(TECHNICAL)
    ended_at = maybe_moment(RECORD)
    ended_because = maybe_word(RECORD, 200)


class CareSession(Table, tablename="care_sessions"):
    """One dated tutoring, counselling, activity or opening shift at a centre."""

    id = key()
    series = maybe_to(Series, PUBLIC)
    centre = to(Centre, PUBLIC)
    village = code()
    room = maybe_to(Room, PUBLIC)
    kind = word(PUBLIC, 20)
    subject = maybe_word(PUBLIC, 20)
    activity = word(PUBLIC, 20)
    title = maybe_word(PUBLIC, 100)
    on_day = day(PUBLIC, index=True)
    starts_at = moment(PUBLIC, index=True)
    ends_at = moment(PUBLIC)
    adults_min = small(PUBLIC, 2)
    adults_max = small(PUBLIC, 3)
    adults = small(RECORD, 0)
    children_max = number(PUBLIC)
    drop_in = flag(PUBLIC)
    sequence = number(TECHNICAL, 0)
    updated_at = made_at(TECHNICAL)
    cancelled_at = maybe_moment(PUBLIC)
    check_in_code = maybe_word(RECORD, 8)
    planned_on = maybe_day(TECHNICAL)
    moved_at = maybe_moment(TECHNICAL)
    series_day = Unique([series, on_day])


class SessionCancellation(Table, tablename="session_cancellations"):
    """A care session was called off, or put back on: who, when, why."""

    id = key()
    care_session = to(CareSession, RECORD)
    at = made_at(RECORD)
    by = ident(RECORD)
    because = word(RECORD, 200)
    undone_at = maybe_moment(RECORD)


class SignUp(Table, tablename="sign_ups"):
    """An adult takes a place in a care session."""

    id = key()
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    role = word(RECORD, 12)
    tier = word(RECORD, 12)
    commitment = maybe_ident(TECHNICAL)
    signed_up_at = made_at(RECORD)
    signed_up_by = ident(RECORD)
    withdrawn_at = maybe_moment(RECORD)


class Withdrawal(Table, tablename="withdrawals"):
    """A sign-up was given back: by whom, when, why."""

    id = key()
    sign_up = to(SignUp, RECORD)
    person = ident(RECORD)
    centre = ident(RECORD)
    village = code()
    at = made_at(RECORD)
    by = ident(RECORD)
    because = maybe_word(RECORD, 200)
    late = flag(RECORD)


class Waiting(Table, tablename="waitings"):
    """An adult waits for a place in a full care session; asked in the order of waiting."""

    id = key()
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    since = made_at(RECORD)
    asked_at = maybe_moment(RECORD)
    answer_by = maybe_moment(RECORD, index=True)
    ended_at = maybe_moment(RECORD)
    outcome = maybe_word(RECORD, 12)


class StandIn(Table, tablename="stand_ins"):
    """Cover sought for a sign-up that was given back: whom we asked, and what they said."""

    id = key()
    care_session = to(CareSession, RECORD)
    sign_up = to(SignUp, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    wave = small(RECORD)
    asked_at = made_at(RECORD)
    answer_by = maybe_moment(RECORD)
    answered_at = maybe_moment(RECORD)
    answer = maybe_word(RECORD, 12)


class Enrolment(Table, tablename="enrolments"):
    """A child belongs to a series, from-until."""

    id = key()
    series = to(Series)
    centre = ident(WHEREABOUTS)
    child = to(Child)
    village = code(WHEREABOUTS)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)
    source = word(RECORD, 80)
    enrolled_by = ident(RECORD)
    series_child = Unique([series, child, starts_on])


class AdultAttendance(Table, tablename="adult_attendances"):
    """An adult came, and went: measured by the code at the place or the lead's tick."""

    id = key()
    sign_up = to(SignUp, RECORD)
    person = ident(RECORD)
    centre = ident(RECORD)
    village = code()
    came_at = moment(RECORD)
    came_by = word(RECORD, 12)
    recorded_by = ident(RECORD)
    recorded_at = made_at(RECORD)
    went_at = maybe_moment(RECORD)
    minutes = maybe_number(RECORD)
    one_each = Unique([sign_up])


class Register(Table, tablename="registers"):
    """The children's register of a care session: opened and closed by whom and when."""

    id = key()
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    opened_at = made_at(RECORD)
    opened_by = ident(RECORD)
    closed_at = maybe_moment(RECORD)
    closed_by = maybe_ident(RECORD)
    one_each = Unique([care_session])


class ChildAttendance(Table, tablename="child_attendances"):
    """What is known of a child at a care session: here, excused and by whom, or missing; going home."""

    id = key()
    care_session = to(CareSession)
    centre = ident(WHEREABOUTS)
    child = to(Child)
    village = code(WHEREABOUTS)
    state = word(WHEREABOUTS, 12)
    because = maybe_word(WHEREABOUTS, 20)
    said_by = maybe_word(RECORD, 60)
    at = made_at(WHEREABOUTS)
    by = ident(RECORD)
    left_at = maybe_moment(WHEREABOUTS)
    left_how = maybe_word(WHEREABOUTS, 12)
    left_with = maybe_word(WHEREABOUTS, 60)
    home_at = maybe_moment(WHEREABOUTS)
    session_child = Unique([care_session, child])


class Alarm(Table, tablename="alarms"):
    """A child nobody has seen, or a register nobody opened; closes only with a name and a reason."""

    id = key()
    kind = word(WHEREABOUTS, 20)
    care_session = to(CareSession)
    centre = ident(WHEREABOUTS)
    child = maybe_to(Child)
    village = code(WHEREABOUTS)
    raised_at = moment(RECORD)
    step = small(RECORD, 0)
    reasons = document(WHEREABOUTS)
    taken_by = maybe_ident(RECORD)
    taken_at = maybe_moment(RECORD)
    closed_at = maybe_moment(RECORD)
    closed_by = maybe_ident(RECORD)
    closed_because = maybe_word(RECORD, 200)
    false_alarm = maybe_flag(RECORD)


class Excuse(Table, tablename="excuses"):
    """A child is known not to come: who said so, for which days."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    because = word(WHEREABOUTS, 20)
    said_by = maybe_word(RECORD, 60)
    starts_on = day(WHEREABOUTS)
    ends_on = day(WHEREABOUTS)
    by = ident(RECORD)
    at = made_at(RECORD)
    note = maybe_word(HEALTH, 100)
    ended_on = maybe_day(RECORD)


class ServiceHours(Table, tablename="service_hours"):
    """Hours a person gave: measured from attendance, attested on paper, or a counter-entry."""

    id = key()
    person = to(Person, RECORD)
    centre = maybe_ident(RECORD)
    village = code()
    kind = word(RECORD, 10)
    on_day = day(RECORD, index=True)
    minutes = number(RECORD)
    attendance = maybe_to(AdultAttendance, RECORD)
    typed_by = maybe_ident(RECORD)
    confirmed_by = maybe_ident(RECORD)
    because = maybe_word(RECORD, 200)
    entered_at = made_at(RECORD)
