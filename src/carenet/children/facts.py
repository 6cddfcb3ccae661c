"""What happened to a child's record: ids and plain values, never a name."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class ChildRegistered:
    """A child is in the register; `short` where it only dropped in at a centre."""

    child: UUID
    village: str
    short: bool


@dataclass(frozen=True)
class ChildMoved:
    """A child's care moved to another village."""

    child: UUID
    came_from: str
    went_to: str
    on_day: date


@dataclass(frozen=True)
class ChildLeft:
    """A child left the register."""

    child: UUID
    village: str
    on_day: date


@dataclass(frozen=True)
class ConsentGiven:
    """A guardian said yes to one purpose, or no."""

    child: UUID
    purpose: str
    agreed: bool
    given_by: UUID


@dataclass(frozen=True)
class ConsentWithdrawn:
    """A guardian took back a yes."""

    child: UUID
    purpose: str
    given_by: UUID


@dataclass(frozen=True)
class UrgencyChanged:
    """The tier in which a child's needs are served is another; `was` None: it had none."""

    child: UUID
    village: str
    tier: int
    was: int | None


@dataclass(frozen=True)
class GuardianTried:
    """Somebody tried to reach a guardian."""

    child: UUID
    guardian: UUID
    reached: bool
