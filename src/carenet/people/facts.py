"""What happened to adults who care."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class HelperJoined:
    """Somebody joined by an invitation; written by the database in the same transaction."""

    person: UUID
    account: UUID
    kind: str
    division: str
    invited_by: UUID
    family: UUID | None


@dataclass(frozen=True)
class SaidTogether:
    """Somebody said that they belong with whoever has a number; the other is to be asked."""

    about: UUID


@dataclass(frozen=True)
class OfferChanged:
    """A helper changed when it is free, or what and how much it offers."""

    person: UUID
    hours_week_max: int | None


@dataclass(frozen=True)
class HelperLeft:
    """A helper stopped helping."""

    person: UUID
    kind: str
    left_on: date
    because: str


@dataclass(frozen=True)
class HostFamilyLeft:
    """A host home takes no more children."""

    family: UUID
    left_on: date
