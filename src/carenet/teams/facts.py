"""What happens around visits of teams, in the past tense; ids and plain values only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class VisitProposed:
    """Days at a place are proposed for a team; somebody else decides."""

    visit: UUID


@dataclass(frozen=True)
class VisitDecided:
    """A visit was approved, refused or called off."""

    visit: UUID
    state: str


@dataclass(frozen=True)
class MoveAsked:
    """Other days are asked for an approved visit; somebody else decides."""

    visit: UUID


@dataclass(frozen=True)
class MoveDecided:
    """A visit has other days now, or keeps those it had."""

    move: UUID
    moved: bool


@dataclass(frozen=True)
class TeamHandedOver:
    """The leader wrote down what was done with a group of children."""

    visit: UUID


@dataclass(frozen=True)
class LeadPassed:
    """A team is led by another of its members from now on."""

    team: UUID
    before: UUID
    now: UUID


@dataclass(frozen=True)
class TeamLeft:
    """Somebody is on a team no longer."""

    team: UUID
    person: UUID
