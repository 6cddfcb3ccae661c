"""What happened to placements, for whoever listens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class PlacementBegan:
    """An adult cares for a child from now on, in one way."""

    placement: UUID
    child: UUID
    person: UUID
    kind: str


@dataclass(frozen=True)
class PlacementEnding:
    """Somebody asked for the end; a child in care stays with the base until a receiver accepts."""

    placement: UUID
    child: UUID
    person: UUID
    kind: str


@dataclass(frozen=True)
class PlacementEnded:
    """It is over: reach and load ended with it."""

    placement: UUID
    child: UUID
    person: UUID
    kind: str


@dataclass(frozen=True)
class HandoverProposed:
    """A successor was named and is asked."""

    handover: UUID
    placement: UUID
    successor: UUID


@dataclass(frozen=True)
class HandoverAnswered:
    """What became of a handover: agreed, met, accepted (the child moved), declined, lapsed, withdrawn."""

    handover: UUID
    answer: str


@dataclass(frozen=True)
class CoverLost:
    """Whoever stood in, was to, or was asked, may not any more; the database announces it."""

    backup: UUID
    placement: UUID
    village: str
    what: str
    before: UUID | None


@dataclass(frozen=True)
class BackupChanged:
    """Cover over a placement was wanted, asked for, agreed, refused, moved, ended or called off."""

    backup: UUID
    placement: UUID
    what: str
    by: UUID | None = None
    """The person who did it, who need not be told."""
    before: UUID | None = None
    """Whoever was named for it until now."""


@dataclass(frozen=True)
class DutyPassedOn:
    """What is owed to a child has passed to an officer by name; the database announces it."""

    obligation: UUID
    person: UUID
    kind: str
    due_on: str


@dataclass(frozen=True)
class DutyTried:
    """Somebody tried to do what is owed to a child, and could not."""

    obligation: UUID
    village: str
