"""What happened to accounts and duties."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DutyProposed:
    """A duty waits for another officer's approval."""

    duty: UUID


@dataclass(frozen=True)
class DutyApproved:
    """A duty is held from its first day on."""

    duty: UUID


@dataclass(frozen=True)
class DutyEnded:
    """A duty was ended; the holder's sign-ins and feeds ended with it."""

    duty: UUID
    account: UUID
