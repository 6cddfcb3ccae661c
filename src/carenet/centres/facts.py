"""What happened to centres."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class CentreOpened:
    """A centre was written down and may be used from that day."""

    centre: UUID
    opened_on: date


@dataclass(frozen=True)
class CentreClosed:
    """A centre closes on that day; its sessions afterwards have to go elsewhere."""

    centre: UUID
    closed_on: date
    because: str
