"""Who cares for whom, from-until: placements, cover, handovers, and what is owed."""

from piccolo.table import Table

from carenet.children.tables import Child
from carenet.core.columns import (
    FAMILY,
    PUBLIC,
    RECORD,
    WHEREABOUTS,
    code,
    day,
    flag,
    ident,
    key,
    made_at,
    maybe_day,
    maybe_ident,
    maybe_moment,
    maybe_prose,
    maybe_to,
    maybe_word,
    moment,
    small,
    to,
    word,
    words,
)  # fmt: skip
from carenet.people.tables import HostFamily, Person
from carenet.places.tables import Term
from carenet.safeguarding.tables import HomeDuty


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
    began_at = moment(WHEREABOUTS)
    over_at = maybe_moment(WHEREABOUTS)
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
    goodbye_by = maybe_ident(RECORD)
    goodbye_note = maybe_word(FAMILY, 300)
    outcome = maybe_word(RECORD, 20)
    withdrawn_at = maybe_moment(RECORD)
    withdrawn_by = maybe_ident(RECORD)
    withdrawn_because = maybe_word(RECORD, 200)


class PlacementReview(Table, tablename="placement_reviews"):
    """Once a term somebody asks the child and says whether a placement goes on."""

    id = key()
    placement = to(Placement)
    child = to(Child)
    village = code(WHEREABOUTS)
    term = to(Term, PUBLIC)
    on_day = day(RECORD)
    child_said = word(FAMILY, 300)
    goes_on = flag(RECORD)
    note = maybe_word(FAMILY, 300)
    written_at = made_at(RECORD)
    written_by = ident(RECORD, index=False)


class Backup(Table, tablename="backups"):
    """Dated cover laid over a placement, which returns by itself."""

    id = key()
    placement = to(Placement)
    child = to(Child)
    village = code(WHEREABOUTS)
    person = maybe_to(Person, RECORD)
    host_family = maybe_to(HostFamily, RECORD)
    starts_at = made_at(WHEREABOUTS)
    ends_at = moment(WHEREABOUTS)
    asked_at = made_at(RECORD)
    asked_by = ident(RECORD)
    because = word(RECORD, 200)
    accepted_at = maybe_moment(RECORD)
    accepted_by = maybe_ident(RECORD)
    gave_up_at = maybe_moment(RECORD)
    closed_at = maybe_moment(RECORD)


class BackupChange(Table, tablename="backup_changes"):
    """What happened to a cover: who, when, why, and the dates that held from then on."""

    id = key()
    backup = to(Backup)
    child = to(Child)
    village = code(WHEREABOUTS)
    what = word(RECORD, 12)
    person = maybe_to(Person, RECORD)
    by = maybe_ident(RECORD)
    at = moment(RECORD)
    because = maybe_word(RECORD, 200)
    starts_at = moment(WHEREABOUTS)
    ends_at = moment(WHEREABOUTS)


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
    overlap_done_on = maybe_day(RECORD)
    overlap_by = maybe_ident(RECORD)
    overlap_note = maybe_word(RECORD, 300)
    without_overlap = maybe_word(RECORD, 200)
    moves_on = maybe_day(RECORD)
    done_at = maybe_moment(RECORD)
    withdrawn_at = maybe_moment(RECORD)
    withdrawn_by = maybe_ident(RECORD)


class ParentStay(Table, tablename="parent_stays"):
    """The child goes to the parents: where, until when, who says that it is back."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    place = word(WHEREABOUTS, 80)
    starts_on = day(WHEREABOUTS)
    ends_on = day(WHEREABOUTS)
    confirmer = to(Person, RECORD)
    noted_by = ident(RECORD, index=False)
    noted_at = made_at(RECORD)
    returned_on = maybe_day(WHEREABOUTS)
    returned_by = maybe_ident(RECORD)
    returned_at = maybe_moment(RECORD)
    called_off_at = maybe_moment(RECORD)
    called_off_because = maybe_word(RECORD, 200)


class Obligation(Table, tablename="obligations"):
    """A dated thing owed to a child: met, tried, exempted, or missed for ever."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    placement = maybe_to(Placement)
    person = to(Person, RECORD)
    kind = word(RECORD, 30)
    opens_on = day(RECORD)
    due_on = day(RECORD, index=True)
    met_at = maybe_moment(RECORD)
    met_by = maybe_word(RECORD, 80)
    tried_at = maybe_moment(RECORD)
    missed_at = maybe_moment(RECORD)


class Exemption(Table, tablename="exemptions"):
    """Obligations set aside by name or for an area: reason, approver, end."""

    id = key()
    division = maybe_word(RECORD, 13, index=True)
    obligation = maybe_to(Obligation)
    home_duty = maybe_to(HomeDuty)
    kind = maybe_word(RECORD, 30)
    because = word(RECORD, 200)
    starts_on = day(RECORD)
    ends_on = day(RECORD)
    approved_by = ident(RECORD)
    approved_at = made_at(RECORD)
    taken_back_at = maybe_moment(RECORD)
    taken_back_by = maybe_ident(RECORD)
    meant_until = maybe_day(RECORD)


class DutyTry(Table, tablename="duty_tries"):
    """Somebody tried to do what is owed and could not: when and how."""

    id = key()
    obligation = maybe_to(Obligation)
    home_duty = maybe_to(HomeDuty)
    child = maybe_to(Child)
    village = code(WHEREABOUTS)
    tried_on = day(RECORD)
    how = word(RECORD, 12)
    note = maybe_word(RECORD, 200)
    written_at = made_at(RECORD)
    written_by = ident(RECORD, index=False)
    whom = maybe_word(RECORD, 8)


class DutyPassing(Table, tablename="duty_passings"):
    """What is owed passed from one adult to another, by name: when, by whom and why."""

    id = key()
    obligation = to(Obligation)
    child = to(Child)
    village = code(WHEREABOUTS)
    from_person = to(Person, RECORD)
    to_person = to(Person, RECORD)
    at = moment(RECORD)
    by = maybe_ident(RECORD, index=False)
    because = word(RECORD, 200)
