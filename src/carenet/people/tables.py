"""Adults who care: who they are, what they offer, when they are taken."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    FAMILY,
    IDENTITY,
    PUBLIC,
    RECORD,
    blob,
    code,
    day,
    flag,
    ident,
    key,
    made_at,
    maybe_blob,
    maybe_code,
    maybe_day,
    maybe_ident,
    maybe_moment,
    maybe_number,
    maybe_prose,
    maybe_to,
    maybe_word,
    measure,
    moment,
    name_sounds,
    number,
    small,
    to,
    word,
    words,
)  # fmt: skip


class Person(Table, tablename="people"):
    """An adult known to the system: helper, officer, guardian or carer."""

    id = key()
    name = word(IDENTITY)
    sort_key = word(IDENTITY, 120)
    initials = maybe_prose(IDENTITY)
    pinyin = name_sounds(IDENTITY)
    sex = maybe_word(IDENTITY, 1)
    birth_year = maybe_number(IDENTITY)
    division = maybe_code(IDENTITY, index=True)
    household = maybe_ident(FAMILY)
    identity_index = maybe_blob(IDENTITY)
    identity_number = maybe_blob(IDENTITY)
    created_at = made_at()
    created_by = maybe_ident(RECORD)


class ContactWay(Table, tablename="contact_ways"):
    """A way to reach a person: own phone, a neighbour with the neighbour's yes, in person by whom."""

    id = key()
    person = to(Person, IDENTITY)
    kind = word(IDENTITY, 20)
    value = maybe_word(IDENTITY, 120)
    value_index = maybe_blob(IDENTITY)
    via = maybe_word(IDENTITY, 60)
    via_agreed_on = maybe_day(RECORD)
    tested_on = maybe_day(RECORD)
    works = flag(RECORD, True)
    rank = small(RECORD, 1)
    ended_on = maybe_day(RECORD)


class PersonLanguage(Table, tablename="person_languages"):
    """A language a person understands, or can explain in."""

    id = key()
    person = to(Person, PUBLIC)
    language = word(PUBLIC, 20)
    can_explain = flag(PUBLIC)
    person_language = Unique([person, language])


class Volunteer(Table, tablename="volunteers"):
    """A person who offers time: what, where from, how far, how much."""

    id = key()
    person = to(Person, RECORD)
    organisation = maybe_ident(RECORD)
    volunteer_number = maybe_word(PUBLIC, 20, unique=True)
    subjects = words(PUBLIC)
    skills = words(PUBLIC)
    can_read = flag(PUBLIC, True)
    reach_minutes = number(PUBLIC, 30)
    hours_week_max = small(PUBLIC, 4)
    joined_on = day(RECORD)
    left_on = maybe_day(RECORD)
    left_because = maybe_word(RECORD, 200)


class Availability(Table, tablename="availabilities"):
    """A part of the week in which a person is usually free."""

    id = key()
    person = to(Person, RECORD)
    weekday = small(RECORD)
    part = word(RECORD, 12)
    person_part = Unique([person, weekday, part])


class ProxyParent(Table, tablename="proxy_parents"):
    """A person who offers to stand beside children from afar or near, at most so many households."""

    id = key()
    person = to(Person, RECORD)
    households_max = small(RECORD, 3)
    approved_on = maybe_day(RECORD)
    approved_by = maybe_ident(RECORD)
    renew_by = maybe_day(RECORD)
    joined_on = day(RECORD)
    left_on = maybe_day(RECORD)
    left_because = maybe_word(RECORD, 200)


class HostFamily(Table, tablename="host_families"):
    """A household that takes in children who are not its own and not kin."""

    id = key()
    name = word(IDENTITY)
    village = code(IDENTITY)
    hamlet = maybe_ident(IDENTITY)
    beds = small(RECORD)
    takes_girls = flag(RECORD)
    takes_boys = flag(RECORD, True)
    full_care = flag(RECORD)
    school_minutes = maybe_number(RECORD)
    rooms = maybe_number(RECORD)
    approved_on = maybe_day(RECORD)
    approved_by = maybe_ident(RECORD)
    renew_by = maybe_day(RECORD)
    left_on = maybe_day(RECORD)
    entered_by = maybe_ident(RECORD)


class HostFamilyAdult(Table, tablename="host_family_adults"):
    """An adult who lives in a host home; every one of them needs clearance."""

    id = key()
    family = to(HostFamily, IDENTITY)
    person = to(Person, IDENTITY)
    relation = maybe_word(FAMILY, 30)
    confirmed_on = day(RECORD)
    left_on = maybe_day(RECORD)


class Team(Table, tablename="teams"):
    """A visiting team: organisation, agreement, leader, dates."""

    id = key()
    organisation = ident(PUBLIC)
    name = word(PUBLIC, 100)
    leader = to(Person, RECORD)
    agreement_on = maybe_day(RECORD)
    starts_on = day(RECORD)
    ends_on = day(RECORD)
    division = maybe_code(PUBLIC, index=True)


class TeamMember(Table, tablename="team_members"):
    """A person on a visiting team's roster."""

    id = key()
    team = to(Team, RECORD)
    person = to(Person, RECORD)
    visiting = flag(RECORD)
    joined_at = made_at(RECORD)
    left_at = maybe_moment(RECORD)
    left_by = maybe_ident(RECORD)
    team_person = Unique([team, person])


class Guest(Table, tablename="guests"):
    """A guest for one day: named, identity seen, always in sight, never counted as an adult."""

    id = key()
    name = word(IDENTITY)
    purpose = word(RECORD, 200)
    on_day = day(RECORD)
    organisation = ident(RECORD)
    identity_seen_by = ident(RECORD)
    created_at = made_at()


class Commitment(Table, tablename="commitments"):
    """An adult is taken from-until; two that occupy may not overlap, a load is only counted."""

    id = key()
    person = to(Person, RECORD)
    kind = word(RECORD, 10)
    starts_at = moment(RECORD)
    ends_at = maybe_moment(RECORD)
    because = word(RECORD, 80, index=True)
    load = small(RECORD, 1)
    latitude = measure(RECORD)
    longitude = measure(RECORD)
    created_at = made_at()


class AdultTie(Table, tablename="adult_ties"):
    """Two adults are a couple or relatives by their own word or an office's; the other is named by telephone."""

    id = key()
    person = to(Person, RECORD)
    kind = word(RECORD, 10)
    other_index = blob(IDENTITY)
    other_tail = word(IDENTITY, 4)
    other = maybe_to(Person, RECORD)
    said_by = ident(RECORD, index=False)
    said_at = made_at(RECORD)
    agreed_at = maybe_moment(RECORD)
    agreed_by = maybe_ident(RECORD)
    ended_at = maybe_moment(RECORD)
    ended_by = maybe_ident(RECORD)
    ended_because = maybe_word(RECORD, 200)
