"""What keeps a child safe from an adult: clearances, restrictions, suspensions, concerns."""

from piccolo.table import Table

from carenet.children.tables import Child
from carenet.core.columns import (
    AUTHORITY,
    CLEARED,
    HEALTH,
    RECORD,
    WHEREABOUTS,
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
    maybe_prose,
    maybe_to,
    maybe_word,
    prose,
    to,
    word,
)  # fmt: skip
from carenet.people.tables import Person


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


class Reporter(Table, tablename="reporters"):
    """Who raised a concern, sealed apart from it."""

    id = key()
    concern = to(Concern)
    village = code(WHEREABOUTS)
    person = maybe_to(Person, HEALTH)
    words = maybe_blob(HEALTH)
    lowest_level = maybe_code(AUTHORITY)
    share_from = maybe_day(RECORD)
