"""The child's record. Every row carries the village of care, which decides who may see it.

`village` follows `children.village` through a composite foreign key with ON UPDATE CASCADE, added
in a raw migration: a move blinds the old village at once and takes the whole file along.
"""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    FAMILY,
    HEALTH,
    IDENTITY,
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
    name_sounds,
    prose,
    small,
    to,
    word,
    words,
)  # fmt: skip
from carenet.people.tables import Person


class Child(Table, tablename="children"):
    """Any child known to the system, also one who only drops in at a centre."""

    id = key()
    village = code(WHEREABOUTS)
    name = word(IDENTITY)
    sort_key = word(IDENTITY, 120)
    initials = prose(IDENTITY)
    pinyin = name_sounds(IDENTITY)
    sex = maybe_word(IDENTITY, 1)
    birth_date = maybe_day(IDENTITY)
    ethnicity = maybe_word(IDENTITY, 20)
    short_record = flag(RECORD)
    class_said = maybe_word(RECORD, 30)
    allergy = maybe_word(HEALTH, 120)
    special_care = maybe_word(HEALTH, 120)
    languages = words(PUBLIC)
    wish = maybe_prose(FAMILY)
    created_at = made_at()
    created_by = maybe_ident(RECORD)
    left_on = maybe_day(RECORD)
    left_because = maybe_word(RECORD, 200)
    merged_into = maybe_ident(RECORD)
    id_village = Unique([id, village])


class ChildIdentity(Table, tablename="child_identities"):
    """The sealed identity number and marks of the national systems, encrypted field by field."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    kind = word(IDENTITY, 20)
    id_number = maybe_blob(IDENTITY)
    id_number_index = maybe_blob(IDENTITY)
    pupil_number = maybe_blob(IDENTITY)
    preschool_mark = maybe_word(IDENTITY, 40)
    insurance_place = maybe_word(IDENTITY, 100)


class HukouPlace(Table, tablename="hukou_places"):
    """Where the child is registered, from-until."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    division = maybe_code(IDENTITY)
    address = maybe_word(IDENTITY, 120)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)


class CarePlace(Table, tablename="care_places"):
    """Where the child is cared for, from-until: the place that owns the daily duty."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    division = code(WHEREABOUTS)
    hamlet = maybe_ident(WHEREABOUTS)
    address = maybe_word(IDENTITY, 120)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)
    moved_by = maybe_ident(RECORD)


class CareHousehold(Table, tablename="care_households"):
    """Who sleeps under one roof: visits and transport go by it."""

    id = key()
    village = code(WHEREABOUTS)
    hamlet = maybe_ident(WHEREABOUTS)
    name = word(IDENTITY)
    address = maybe_word(IDENTITY, 120)
    created_at = made_at()


class HouseholdMember(Table, tablename="household_members"):
    """A child sleeps in a care household, from-until."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    household = to(CareHousehold)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)


class Schooling(Table, tablename="schoolings"):
    """The stage, school and class of a child, from-until; no school where it goes to none."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    organisation = maybe_ident(WHEREABOUTS)
    stage = word(RECORD, 20)
    grade = maybe_word(RECORD, 20)
    class_name = maybe_word(RECORD, 30)
    boards = flag(WHEREABOUTS)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)


class Guardian(Table, tablename="guardians"):
    """A person who holds guardianship of a child; the only one who can consent for an under-14."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, FAMILY)
    relation = word(FAMILY, 20)
    caring_confirmed_on = maybe_day(FAMILY)
    separated_on = maybe_day(FAMILY)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)


class Absence(Table, tablename="absences"):
    """A parent's time away for work, or another lasting reason for not being there, from-until."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    parent = word(FAMILY, 10)
    kind = word(FAMILY, 20)
    place = maybe_word(FAMILY, 80)
    starts_on = day(FAMILY)
    ends_on = maybe_day(FAMILY)
    source = maybe_word(RECORD, 40)


class Carer(Table, tablename="carers"):
    """Who looks after the child by the parents' entrusting, from-until; nobody is an answer."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    person = maybe_to(Person, FAMILY)
    relation = word(FAMILY, 20)
    able = word(FAMILY, 12)
    health_note = maybe_word(HEALTH, 120)
    can_read = maybe_flag(FAMILY)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)


class PickupPerson(Table, tablename="pickup_people"):
    """Who may fetch the child, by the carer's word."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    name = word(IDENTITY)
    relation = maybe_word(FAMILY, 30)
    phone = maybe_word(IDENTITY, 30)
    agreed_on = day(RECORD)
    ended_on = maybe_day(RECORD)


class WeekPlan(Table, tablename="week_plan_nights"):
    """Where the child sleeps on a night of the week, from-until; who fetches on Friday and Sunday."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    weekday = small(WHEREABOUTS)
    night = word(WHEREABOUTS, 20)
    adult = maybe_to(Person, WHEREABOUTS)
    fetched_by = maybe_word(WHEREABOUTS, 60)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)


class Finding(Table, tablename="findings"):
    """What a rule version found about a child on a day, with its reasons; never ticked by hand."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    kind = word(FAMILY, 30)
    version = word(RECORD, 20)
    holds = flag(FAMILY)
    since = maybe_day(FAMILY)
    reasons = document(FAMILY)
    found_on = day(RECORD)
    ended_on = maybe_day(RECORD)


class KeyGroup(Table, tablename="key_groups"):
    """A key group the census put a child into, from-until."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    kind = word(FAMILY, 30)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)
    source = maybe_word(RECORD, 40)


class Urgency(Table, tablename="urgencies"):
    """How urgently a child needs an adult, computed with reasons: tier 0 first."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    tier = small(FAMILY)
    reasons = document(FAMILY)
    found_on = day(RECORD)
    ended_on = maybe_day(RECORD)


class Consent(Table, tablename="consents"):
    """A yes or a no for one purpose, by one giver; withdrawn by a later row."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    purpose = word(RECORD, 30)
    agreed = flag(RECORD)
    given_by = to(Person, FAMILY)
    relation = word(FAMILY, 20)
    basis = word(RECORD, 20)
    channel = word(RECORD, 20)
    rules_version = word(RECORD, 20)
    child_voice = maybe_prose(FAMILY)
    given_at = made_at(RECORD)
    recorded_by = maybe_ident(RECORD)
    until = maybe_day(RECORD)
    evidence_sha256 = maybe_word(RECORD, 64)
    withdrawn_at = maybe_moment(RECORD)


class Attempt(Table, tablename="guardian_attempts"):
    """A dated try to reach a guardian: which way, and what came of it."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    guardian = to(Person, FAMILY)
    way = word(RECORD, 20)
    reached = flag(RECORD)
    at = made_at(RECORD)
    by = ident(RECORD)


class Reach(Table, tablename="reaches"):
    """This person may see this child, because of something that begins and ends."""

    id = key()
    person = ident(RECORD)
    child = to(Child)
    village = code(WHEREABOUTS)
    because = word(RECORD, 80, index=True)
    starts_at = made_at(RECORD)
    ends_at = maybe_moment(RECORD)
    person_child_because = Unique([person, child, because])


class Move(Table, tablename="child_moves"):
    """A child's care moved from one village to another; the receiving township was told."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    came_from = code(WHEREABOUTS)
    went_to = code(WHEREABOUTS)
    on_day = day(RECORD)
    by = ident(RECORD)
    received_at = maybe_moment(RECORD)
    received_by = maybe_ident(RECORD)


class Merge(Table, tablename="child_merges"):
    """Two records of one child made one, by two persons; it can be undone."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    other = ident(RECORD)
    proposed_by = ident(RECORD)
    proposed_at = made_at(RECORD)
    agreed_by = maybe_ident(RECORD)
    agreed_at = maybe_moment(RECORD)
    undone_at = maybe_moment(RECORD)
    undo = document(TECHNICAL)


class HealthNote(Table, tablename="health_notes"):
    """What an adult with the child must know: disability, lasting illness. Sealed."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    kind = word(HEALTH, 30)
    note = maybe_blob(HEALTH)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)
    grade = maybe_number(HEALTH)


class Filling(Table, tablename="fillings"):
    """A filling-in of the record: who wrote it, who in the family confirmed it, who saw the home."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    source = word(RECORD, 20)
    workbook = maybe_ident(RECORD)
    filled_by = word(IDENTITY)
    filled_on = day(RECORD)
    confirmed_by = maybe_word(IDENTITY)
    visited_on = maybe_day(RECORD)
    details = document(FAMILY)
    recorded_by = maybe_ident(RECORD)
    created_at = made_at()
