"""Who cares for whom, from-until: placements, cover, handovers, and what is owed."""

from piccolo.table import Table

from carenet.children.tables import Child
from carenet.core.columns import (
    FAMILY,
    RECORD,
    WHEREABOUTS,
    code,
    day,
    ident,
    key,
    made_at,
    maybe_day,
    maybe_ident,
    maybe_moment,
    maybe_prose,
    maybe_to,
    maybe_word,
    small,
    to,
    word,
    words,
)  # fmt: skip
from carenet.people.tables import Person


class Placement(Table, tablename="placements"):
    """An adult, home or centre cares for a child in one way, from-until."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    kind = word(RECORD, 20)
    person = to(Person, RECORD)
    host_family = maybe_ident(RECORD)
    organisation = maybe_ident(RECORD)
    need = maybe_ident(RECORD)
    proposal = maybe_ident(RECORD)
    weekdays = words(WHEREABOUTS)
    meals = words(RECORD)
    overnight = small(WHEREABOUTS, 0)
    planned_from = day(RECORD)
    planned_until = maybe_day(RECORD)
    starts_on = maybe_day(RECORD)
    ends_on = maybe_day(RECORD)
    agreed_by = maybe_ident(RECORD)
    child_voice = maybe_prose(FAMILY)
    created_at = made_at()
    created_by = ident(RECORD)


class PlacementEnding(Table, tablename="placement_endings"):
    """A placement ends: who said so and why; with a child in care it waits for a receiver."""

    id = key()
    placement = to(Placement)
    child = to(Child)
    village = code(WHEREABOUTS)
    asked_at = made_at(RECORD)
    asked_by = ident(RECORD)
    because = word(RECORD, 200)
    receiver = maybe_to(Person, RECORD)
    received_at = maybe_moment(RECORD)
    goodbye_on = maybe_day(RECORD)


class Backup(Table, tablename="backups"):
    """Dated cover laid over a placement, which returns by itself."""

    id = key()
    placement = to(Placement)
    child = to(Child)
    village = code(WHEREABOUTS)
    person = to(Person, RECORD)
    starts_at = made_at(WHEREABOUTS)
    ends_at = maybe_moment(WHEREABOUTS)
    accepted_at = maybe_moment(RECORD)
    asked_by = ident(RECORD)
    because = word(RECORD, 200)


class Handover(Table, tablename="handovers"):
    """A placement passes on: proposed, accepted or declined, an overlap visit, then the end."""

    id = key()
    placement = to(Placement)
    child = to(Child)
    village = code(WHEREABOUTS)
    successor = to(Person, RECORD)
    proposed_by = ident(RECORD)
    proposed_at = made_at(RECORD)
    because = word(RECORD, 200)
    answered_at = maybe_moment(RECORD)
    answer = maybe_word(RECORD, 12)
    overlap_on = maybe_day(RECORD)
    moves_on = maybe_day(RECORD)
    done_at = maybe_moment(RECORD)


class Obligation(Table, tablename="obligations"):
    """A dated thing owed to a child: met, tried, exempted, or missed for ever."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    placement = maybe_to(Placement)
    person = to(Person, RECORD)
    kind = word(RECORD, 20)
    opens_on = day(RECORD)
    due_on = day(RECORD, index=True)
    met_at = maybe_moment(RECORD)
    met_by = maybe_word(RECORD, 80)
    tried_at = maybe_moment(RECORD)
    missed_at = maybe_moment(RECORD)


class Exemption(Table, tablename="exemptions"):
    """Obligations set aside for a person or an area: reason, approver, end."""

    id = key()
    division = maybe_word(RECORD, 13, index=True)
    obligation = maybe_to(Obligation)
    kind = maybe_word(RECORD, 20)
    because = word(RECORD, 200)
    starts_on = day(RECORD)
    ends_on = day(RECORD)
    approved_by = ident(RECORD)
    approved_at = made_at(RECORD)
