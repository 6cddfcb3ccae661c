"""Care at home, written down: visits, day logs, contacts, family calls, illness."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.children.tables import Child
from carenet.core.columns import (
    FAMILY,
    HEALTH,
    PUBLIC,
    RECORD,
    TECHNICAL,
    WHEREABOUTS,
    code,
    day,
    document,
    flag,
    ident,
    key,
    made_at,
    maybe_blob,
    maybe_code,
    maybe_day,
    maybe_flag,
    maybe_ident,
    maybe_moment,
    maybe_number,
    maybe_prose,
    maybe_to,
    maybe_word,
    moment,
    number,
    to,
    word,
    words,
)  # fmt: skip
from carenet.people.tables import Person


class Visit(Table, tablename="visits"):
    """An adult goes to a child's home: booked, then reported."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    starts_at = moment(WHEREABOUTS)
    ends_at = moment(WHEREABOUTS)
    booked_by = ident(RECORD)
    booked_at = made_at(RECORD)
    commitment = maybe_ident(TECHNICAL)
    called_off_at = maybe_moment(RECORD)
    called_off_because = maybe_word(RECORD, 200)
    with_person = maybe_to(Person, RECORD)


class VisitReport(Table, tablename="visit_reports"):
    """What a visitor found: who was there, what was seen, the child's own words."""

    id = key()
    visit = maybe_to(Visit)
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    on_day = day(RECORD)
    who_was_there = words(FAMILY)
    night_adult = maybe_word(WHEREABOUTS, 30)
    state = word(HEALTH, 20)
    seen = words(HEALTH)
    child_words = maybe_prose(FAMILY)
    note = maybe_prose(FAMILY)
    follow_up = maybe_word(RECORD, 200)
    happened_at = moment(RECORD)
    received_at = made_at(RECORD)
    offline = flag(TECHNICAL)


class DayLog(Table, tablename="day_logs"):
    """What a host family recorded of a child's day."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    placement = maybe_ident(RECORD)
    on_day = day(RECORD, index=True)
    arrived_at = maybe_moment(WHEREABOUTS)
    ate = maybe_word(HEALTH, 12)
    homework = maybe_word(RECORD, 12)
    slept = maybe_word(HEALTH, 12)
    health = maybe_word(HEALTH, 12)
    kind_line = maybe_prose(FAMILY)
    worry = maybe_prose(FAMILY)
    other_adult_tonight = maybe_flag(WHEREABOUTS)
    happened_at = moment(RECORD)
    received_at = made_at(RECORD)
    offline = flag(TECHNICAL)
    child_day_person = Unique([child, on_day, person])


class Contact(Table, tablename="contacts"):
    """A proxy parent's or teacher's call, message or meeting with a child."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    kind = word(RECORD, 12)
    place = maybe_word(WHEREABOUTS, 20)
    minutes = maybe_number(RECORD)
    state = maybe_word(HEALTH, 20)
    note = maybe_prose(FAMILY)
    happened_at = moment(RECORD)
    received_at = made_at(RECORD)
    offline = flag(TECHNICAL)


class FamilyCall(Table, tablename="family_calls"):
    """The child and its parents talked, helped by us or by themselves."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    guardian = maybe_to(Person, FAMILY)
    arranged_by = maybe_to(Person, RECORD)
    kind = word(RECORD, 12)
    minutes = maybe_number(RECORD)
    wanted_at = maybe_moment(RECORD)
    happened_at = maybe_moment(RECORD)
    answer = maybe_word(RECORD, 12)
    received_at = made_at(RECORD)
    offline = flag(TECHNICAL)


class Photo(Table, tablename="photos"):
    """A picture that came with a record, for one child on it; the bytes lie encrypted in the data directory.

    `picture` is the same for brothers and sisters on one picture: it goes for all when it goes for one.
    """

    id = key()
    picture = ident(TECHNICAL)
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    what = word(RECORD, 12)
    record = ident(RECORD)
    size = number(TECHNICAL)
    happened_at = moment(RECORD)
    received_at = made_at(RECORD)
    removed_at = maybe_moment(RECORD)
    removed_because = maybe_word(RECORD, 200)
    removed_by = maybe_ident(RECORD)
    picture_child = Unique([picture, child])


class VoiceNote(Table, tablename="voice_notes"):
    """Words spoken instead of typed, for one child they are about; the sound lies encrypted in the data directory.

    `sound` is the same for brothers and sisters; `for_family`: the host family wishes that the parents hear it too.
    """

    id = key()
    sound = ident(TECHNICAL)
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    what = word(RECORD, 12)
    record = ident(RECORD)
    seconds = number(RECORD)
    size = number(TECHNICAL)
    for_family = flag(RECORD)
    happened_at = moment(RECORD)
    received_at = made_at(RECORD)
    removed_at = maybe_moment(RECORD)
    removed_because = maybe_word(RECORD, 200)
    removed_by = maybe_ident(RECORD)
    sound_child = Unique([sound, child])


class SealedTalk(Table, tablename="sealed_talks"):
    """A talk in confidence: counselling, or the monthly one with a hosted child out of the host's hearing."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    kind = word(RECORD, 12)
    on_day = day(RECORD)
    minutes = maybe_number(RECORD)
    place = maybe_word(WHEREABOUTS, 20)
    state = maybe_word(HEALTH, 20)
    words_sealed = maybe_blob(HEALTH)
    happened_at = moment(RECORD)
    received_at = made_at(RECORD)
    offline = flag(TECHNICAL)


class RecordNote(Table, tablename="record_notes"):
    """A second word on a record: how it stood before, what was added later, a question, its answer."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    what = word(RECORD, 12)
    record = ident(RECORD)
    author = ident(RECORD)
    kind = word(RECORD, 12)
    said = document(FAMILY)
    words = maybe_prose(FAMILY)
    person = to(Person, RECORD)
    answers = maybe_ident(RECORD, index=True)
    at = made_at(RECORD)


class VisitTask(Table, tablename="visit_tasks"):
    """What should follow a visit, until somebody says what came of it; without a person it is the director's."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    report = to(VisitReport)
    what = word(RECORD, 20)
    person = maybe_to(Person, RECORD)
    opened_on = day(RECORD)
    due_on = day(RECORD)
    done_at = maybe_moment(RECORD)
    done_by = maybe_to(Person, RECORD)
    outcome = maybe_word(RECORD, 200)


class VisitCompanion(Table, tablename="visit_companions"):
    """Somebody named as having come along on a visit, and their own word on it; the record stays its writer's."""

    id = key()
    report = to(VisitReport)
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    named_by = to(Person, RECORD)
    named_at = made_at(RECORD)
    on_day = day(RECORD)
    happened_at = moment(RECORD)
    came = maybe_flag(RECORD)
    words = maybe_word(RECORD, 200)
    answered_at = maybe_moment(RECORD)


class JointVisit(Table, tablename="joint_visits"):
    """One is asked to come along to one child on a day ahead; `visit` is the same for all children and all asked."""

    id = key()
    visit = ident(TECHNICAL)
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    proposed_by = to(Person, RECORD)
    proposed_at = made_at(RECORD)
    starts_at = moment(WHEREABOUTS)
    owed = words(RECORD)
    accepted = maybe_flag(RECORD)
    agreed_at = maybe_moment(RECORD)
    words = maybe_word(RECORD, 200)
    answered_at = maybe_moment(RECORD)
    called_off_at = maybe_moment(RECORD)


class FamilyRequest(Table, tablename="family_requests"):
    """A parent wants a copy of the file, or something put right; answered within a time."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    guardian = to(Person, FAMILY)
    kind = word(RECORD, 12)
    words = maybe_prose(FAMILY)
    asked_at = made_at(RECORD)
    due_on = day(RECORD)
    answered_at = maybe_moment(RECORD)
    answered_by = maybe_to(Person, RECORD)
    answer = maybe_word(RECORD, 500)


class CallSlot(Table, tablename="call_slots"):
    """A time of a phone room for a call home: free until a parent takes it, then a line of the child's file."""

    id = key()
    place = word(PUBLIC, 60)
    division = code(PUBLIC)
    starts_at = moment(RECORD)
    ends_at = moment(RECORD)
    opened_by = to(Person, RECORD)
    opened_at = made_at(RECORD)
    child = maybe_to(Child)
    village = maybe_code(WHEREABOUTS, index=True)
    guardian = maybe_to(Person, FAMILY)
    taken_at = maybe_moment(RECORD)
    held_at = maybe_moment(RECORD)
    minutes = maybe_number(RECORD)


class IllnessEpisode(Table, tablename="illness_episodes"):
    """A child is ill: which adult is with it tonight, and what was done, until it is over."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    opened_by = to(Person, RECORD)
    opened_at = made_at(RECORD)
    adult_tonight = maybe_word(WHEREABOUTS, 60)
    signs = words(HEALTH)
    doctor_seen_at = maybe_moment(HEALTH)
    guardian_told_at = maybe_moment(RECORD)
    next_check_at = maybe_moment(RECORD)
    over_on = maybe_day(HEALTH)
    closed_by = maybe_ident(RECORD)


class IllnessEntry(Table, tablename="illness_entries"):
    """Fever, medicine and who agreed to it, a doctor's word: one line of an illness."""

    id = key()
    episode = to(IllnessEpisode)
    child = to(Child)
    village = code(WHEREABOUTS)
    kind = word(HEALTH, 20)
    value = maybe_word(HEALTH, 100)
    dose = maybe_word(HEALTH, 60)
    agreed_by = maybe_word(RECORD, 60)
    at = moment(HEALTH)
    by = ident(RECORD)
