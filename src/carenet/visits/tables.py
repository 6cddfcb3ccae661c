"""Care at home, written down: visits, day logs, contacts, family calls, illness."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.children.tables import Child
from carenet.core.columns import (
    FAMILY,
    HEALTH,
    RECORD,
    TECHNICAL,
    WHEREABOUTS,
    code,
    day,
    flag,
    ident,
    key,
    made_at,
    maybe_day,
    maybe_flag,
    maybe_ident,
    maybe_moment,
    maybe_number,
    maybe_prose,
    maybe_to,
    maybe_word,
    moment,
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
