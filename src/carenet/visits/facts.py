"""What happened in visits and calls, for whoever listens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class FamilyCallWanted:
    """A guardian asks for help with a call to the child."""

    call: UUID
    child: UUID
    guardian: UUID


@dataclass(frozen=True)
class FamilySpoke:
    """A guardian said whether they spoke with the child this week."""

    child: UUID
    guardian: UUID
    answer: str
