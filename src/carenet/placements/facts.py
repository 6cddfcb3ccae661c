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
