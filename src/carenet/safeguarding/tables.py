"""What keeps a child safe from an adult: clearances, restrictions, suspensions, concerns."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.children.tables import Child
from carenet.core.columns import (
    AUTHORITY,
    CLEARED,
    FAMILY,
    HEALTH,
    IDENTITY,
    RECORD,
    WHEREABOUTS,
    blob,
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
    number,
    prose,
    to,
    word,
)  # fmt: skip
from carenet.people.tables import HostFamily, Person


class Clearance(Table, tablename="clearances"):
    """One paper that opens a tier: kind, issuer, result, from-until."""

    id = key()
    person = to(Person, CLEARED)
    kind = word(CLEARED, 30)
    issuer = maybe_word(CLEARED, 100)
    result = word(CLEARED, 12)
    starts_on = day(CLEARED)
    ends_on = maybe_day(CLEARED)
    entered_by = maybe_ident(RECORD)
    entered_at = made_at(RECORD)
    seen_by = maybe_ident(RECORD)
    voided_at = maybe_moment(RECORD)
    voided_by = maybe_ident(RECORD)
    voided_because = maybe_word(RECORD, 200)


class ClearedSpan(Table, tablename="cleared_spans"):
    """The tier a person holds, from-until: computed from the papers, read by every booking."""

    id = key()
    person = to(Person, CLEARED)
    tier = word(CLEARED, 12)
    starts_on = day(CLEARED)
    ends_on = day(CLEARED)
    computed_at = made_at()


class Suspension(Table, tablename="suspensions"):
    """An adult is set aside altogether, from-until, with a reason."""

    id = key()
    person = to(Person, AUTHORITY)
    starts_at = made_at(AUTHORITY)
    ends_at = maybe_moment(AUTHORITY)
    by = ident(AUTHORITY)
    because = word(AUTHORITY, 200)
    lifted_by = maybe_ident(AUTHORITY)
    lifted_because = maybe_word(AUTHORITY, 200)


class Restriction(Table, tablename="restrictions"):
    """This adult may not reach this child; it beats every other rule."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, AUTHORITY)
    starts_at = made_at(AUTHORITY)
    ends_at = maybe_moment(AUTHORITY)
    by = ident(AUTHORITY)
    because = word(AUTHORITY, 200)
    papers = maybe_word(AUTHORITY, 100)
    lifted_by = maybe_ident(AUTHORITY)
    lifted_because = maybe_word(AUTHORITY, 200)


class ChildrenApart(Table, tablename="children_apart"):
    """Two children who are not to be together, in the file of one of them; why is sealed."""

    id = key()
    pair = ident(AUTHORITY, index=False)
    child = to(Child)
    village = code(WHEREABOUTS)
    other = to(Child, AUTHORITY)
    because_sealed = blob(HEALTH)
    by = ident(AUTHORITY, index=False)
    at = made_at(AUTHORITY)
    until = maybe_day(AUTHORITY)
    ended_at = maybe_moment(AUTHORITY)
    ended_by = maybe_ident(AUTHORITY)
    ended_because = maybe_word(AUTHORITY, 200)
    pair_child = Unique([pair, child])


class Concern(Table, tablename="concerns"):
    """A worry about a child, written down, with a clock. Sealed."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    kind = word(HEALTH, 30)
    mandatory = flag(HEALTH)
    text = blob(HEALTH)
    raised_at = made_at(RECORD)
    skips = maybe_ident(HEALTH)
    taken_by = maybe_ident(RECORD)
    taken_at = maybe_moment(RECORD)
    closed_at = maybe_moment(RECORD)
    receipt = maybe_word(RECORD, 60)
    outcome = maybe_prose(HEALTH)


class ConcernClosing(Table, tablename="concern_closings"):
    """Somebody asked to close one of the nine situations; another officer agreed or sent it back. Sealed."""

    id = key()
    concern = to(Concern)
    child = to(Child)
    village = code(WHEREABOUTS)
    outcome = prose(HEALTH)
    receipt = word(RECORD, 60)
    proposed_by = ident(RECORD, index=False)
    proposed_person = ident(RECORD, index=False)
    proposed_at = made_at(RECORD)
    answered_by = maybe_ident(RECORD)
    answered_person = maybe_ident(RECORD)
    answered_at = maybe_moment(RECORD)
    agreed = flag(RECORD)
    because = maybe_word(RECORD, 200)


class FollowUp(Table, tablename="follow_ups"):
    """A screening asks that somebody looks at the child again by a day; done when and how. Sealed."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    kind = word(HEALTH, 12)
    found_on = day(HEALTH)
    due_on = day(HEALTH)
    noted_at = made_at(RECORD)
    noted_by = ident(RECORD, index=False)
    done_on = maybe_day(HEALTH)
    done_how = maybe_word(HEALTH, 12)
    done_by = maybe_ident(RECORD)


class Reporter(Table, tablename="reporters"):
    """Who raised a concern, sealed apart from it."""

    id = key()
    concern = to(Concern)
    village = code(WHEREABOUTS)
    person = maybe_to(Person, HEALTH)
    words = maybe_blob(HEALTH)
    lowest_level = maybe_code(AUTHORITY)
    share_from = maybe_day(RECORD)


class Candidacy(Table, tablename="candidacies"):
    """A family or a proxy parent on the way to take part: nominated, applied, looked at again, or changed."""

    id = key()
    kind = word(RECORD, 12)
    family = maybe_to(HostFamily, IDENTITY)
    person = maybe_to(Person, IDENTITY)
    village = code(IDENTITY)
    how = word(RECORD, 10)
    begun_at = made_at(RECORD)
    begun_by = maybe_ident(RECORD)
    confirmed_on = maybe_day(RECORD)
    confirmed_by = maybe_ident(RECORD)
    confirmed_before = maybe_ident(RECORD)
    done_at = maybe_moment(RECORD)
    ended_at = maybe_moment(RECORD)
    ended_by = maybe_ident(RECORD)
    ended_because = maybe_word(RECORD, 200)


class HomeCheck(Table, tablename="home_checks"):
    """Two people looked at a home, or talked with an adult, by a list; the second confirms what both saw."""

    id = key()
    candidacy = to(Candidacy, RECORD)
    village = code(IDENTITY)
    visited_on = day(RECORD)
    first_account = ident(RECORD, index=False)
    first_person = ident(RECORD, index=False)
    second_person = ident(RECORD, index=False)
    beds = maybe_number(RECORD)
    rooms = maybe_number(RECORD)
    school_minutes = maybe_number(RECORD)
    living = maybe_number(FAMILY)
    answers = document(FAMILY)
    fails = number(RECORD)
    note = maybe_word(FAMILY, 500)
    written_at = made_at(RECORD)
    answered_at = maybe_moment(RECORD)
    second_account = maybe_ident(RECORD)
    agreed = maybe_flag(RECORD)
    differs = maybe_word(FAMILY, 300)
    voided_at = maybe_moment(RECORD)
    voided_because = maybe_word(RECORD, 20)


class CandidacyDecision(Table, tablename="candidacy_decisions"):
    """Somebody who neither began it nor visited says yes, or sends it back with a reason."""

    id = key()
    candidacy = to(Candidacy, RECORD)
    village = code(IDENTITY)
    at = made_at(RECORD)
    by = ident(RECORD, index=False)
    by_person = ident(RECORD, index=False)
    agreed = flag(RECORD)
    because = maybe_word(RECORD, 200)
    voided_at = maybe_moment(RECORD)


class Introduction(Table, tablename="introductions"):
    """One thing that was gone through with a new home or adult, by whom and on which day."""

    id = key()
    candidacy = to(Candidacy, RECORD)
    village = code(IDENTITY)
    item = word(RECORD, 12)
    on_day = day(RECORD)
    by = ident(RECORD, index=False)
    at = made_at(RECORD)


class HomeDuty(Table, tablename="home_duties"):
    """What a home or a proxy parent owes by a day: who lives there said anew, the yearly look. Met, exempted, or missed for ever."""

    id = key()
    family = maybe_to(HostFamily, IDENTITY)
    person = maybe_to(Person, IDENTITY)
    village = code(IDENTITY)
    kind = word(RECORD, 10)
    opens_on = day(RECORD)
    due_on = day(RECORD)
    met_at = maybe_moment(RECORD)
    met_by = maybe_ident(RECORD)
    missed_at = maybe_moment(RECORD)
    exempted_at = maybe_moment(RECORD)


class KinAssessment(Table, tablename="kin_assessments"):
    """The village looked at somebody of the family who keeps a child: two people, what they saw, what is needed."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, FAMILY)
    visited_on = day(RECORD)
    first_account = ident(RECORD, index=False)
    first_person = ident(RECORD, index=False)
    second_person = ident(RECORD, index=False)
    answers = document(FAMILY)
    outcome = word(FAMILY, 8)
    support = maybe_word(FAMILY, 300)
    child_said = maybe_word(FAMILY, 300)
    written_at = made_at(RECORD)
    answered_at = maybe_moment(RECORD)
    second_account = maybe_ident(RECORD)
    agreed = maybe_flag(RECORD)
    differs = maybe_word(FAMILY, 300)
