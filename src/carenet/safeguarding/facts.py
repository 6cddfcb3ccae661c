"""What happened to clearances, adults set aside, restrictions and concerns."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class ClearanceChanged:
    """An adult's tiers are others than before from this day on; future bookings are to be looked at."""

    person: UUID
    from_day: date
    narrower: bool


@dataclass(frozen=True)
class ClosingProposed:
    """Somebody wishes to close one of the nine situations: a second officer is needed."""

    concern: UUID
    closing: UUID


@dataclass(frozen=True)
class ClosingSentBack:
    """The second officer did not agree: it stays open."""

    concern: UUID
    closing: UUID


@dataclass(frozen=True)
class PersonSuspended:
    """An adult was set aside altogether: its future sign-ups and duties with children end."""

    person: UUID
    suspension: UUID


@dataclass(frozen=True)
class SuspensionLifted:
    """An adult is no longer set aside; nothing that was withdrawn comes back by itself."""

    person: UUID
    suspension: UUID


@dataclass(frozen=True)
class ContactRestricted:
    """This adult may not reach this child any more; it beats every other rule."""

    person: UUID
    child: UUID
    restriction: UUID


@dataclass(frozen=True)
class RestrictionLifted:
    """A contact restriction ended."""

    person: UUID
    child: UUID
    restriction: UUID


@dataclass(frozen=True)
class ConcernRaised:
    """Somebody worries about a child. No word of it is here, nor who raised it."""

    concern: UUID
    child: UUID
    mandatory: bool


@dataclass(frozen=True)
class KinAssessed:
    """Two people looked at who of the family keeps a child, and say the same of it."""

    child: UUID
    village: str
    assessment: UUID
    visited_on: str
    outcome: str = "suits"
    """suits, support: in a year again; not: the child cannot stay like this."""
