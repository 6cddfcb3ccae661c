"""Series, care sessions, who signed up, who came, and the child nobody has seen."""

from piccolo.constraints import Unique  # noqa: I001  one name a line is a page of its own
from piccolo.table import Table

from carenet.centres.tables import Centre, Room
from carenet.children.tables import Child
from carenet.core.columns import (
    HEALTH, IDENTITY, PUBLIC, RECORD, SECRET, TECHNICAL, WHEREABOUTS, clock_time, code, day,
    document, flag, ident, key, made_at, maybe_day, maybe_flag, maybe_ident, maybe_moment,
    maybe_number, maybe_small, maybe_to, maybe_word, moment, number, numbers, small, to, word,
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
    opens_days = maybe_small(PUBLIC)
    closes_hours = maybe_small(PUBLIC)
    needs_word = flag(PUBLIC)
    fewer_first = flag(PUBLIC, default=True)


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
    asking = small(RECORD, 0)
    created_at = made_at(TECHNICAL)
    standing_at = maybe_moment(TECHNICAL)
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


class SignUpOverride(Table, tablename="sign_up_overrides"):
    """An organiser judged that a rule which allows it does not stand in the way: which, by how much, why."""

    id = key()
    sign_up = to(SignUp, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    rule = word(RECORD, 20)
    minutes = number(RECORD)
    left_minutes = number(RECORD)
    because = word(RECORD, 200)
    at = made_at(RECORD)
    by = ident(RECORD)


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


class Asking(Table, tablename="askings"):
    """An adult asks for a place that needs a word: it is held until there is an answer, or its time is over."""

    id = key()
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    asked_at = made_at(RECORD)
    answer_by = moment(RECORD)
    ended_at = maybe_moment(RECORD)
    outcome = maybe_word(RECORD, 12)
    because = maybe_word(RECORD, 200)
    ended_by = maybe_ident(RECORD)


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
    went_by = maybe_word(RECORD, 12)
    minutes = maybe_number(RECORD)
    because = maybe_word(RECORD, 200)
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
    """What is known of a child at a care session: here or since when, excused, missing; going home."""

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
    late_at = maybe_moment(WHEREABOUTS)
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
    """Hours a person gave: measured by code, attested by the lead, or a counter-entry; never changed.

    What was not measured counts once somebody else than its writer has agreed.
    """

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
    counters = maybe_ident(RECORD)
    decided_at = maybe_moment(RECORD)
    refused_by = maybe_ident(RECORD)
    answer = maybe_word(RECORD, 200)
    counts = flag(RECORD)


class HourDispute(Table, tablename="hour_disputes"):
    """A person says that an entry of its hours is not right; somebody else decides."""

    id = key()
    entry = to(ServiceHours, RECORD)
    person = to(Person, RECORD)
    centre = maybe_ident(RECORD)
    village = code()
    minutes = number(RECORD)
    because = word(RECORD, 200)
    at = made_at(RECORD)
    by = ident(RECORD)
    decided_at = maybe_moment(RECORD)
    decided_by = maybe_ident(RECORD)
    upheld = maybe_flag(RECORD)
    answer = maybe_word(RECORD, 200)


class Certificate(Table, tablename="certificates"):
    """What a person's service amounts to, as it stood on a day: numbered, verifiable, revoked but never rewritten."""

    id = key()
    person = to(Person, RECORD)
    centre = maybe_ident(RECORD)
    village = code()
    name = word(IDENTITY, 60)
    first_on = day(RECORD)
    last_on = day(RECORD)
    minutes = number(RECORD)
    states = document(RECORD)
    asked_by = ident(RECORD)
    asked_at = made_at(RECORD)
    task = maybe_ident(TECHNICAL)
    stored_file = maybe_ident(TECHNICAL)
    ready_at = maybe_moment(RECORD)
    revoked_at = maybe_moment(RECORD)
    revoked_by = maybe_ident(RECORD)
    revoked_because = maybe_word(RECORD, 200)
    paper_number = word(RECORD, 24, unique=True)
    paper_code = word(SECRET, 20, unique=True)


class Leave(Table, tablename="leaves"):
    """A volunteer is away from a day to a day: nothing is asked, and places are given back."""

    id = key()
    person = to(Person, RECORD)
    starts_on = day(RECORD)
    ends_on = day(RECORD)
    because = maybe_word(RECORD, 200)
    at = made_at(RECORD)
    by = ident(RECORD)
    ended_at = maybe_moment(RECORD)
