"""What happened to children's records, for whoever listens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ConsentGiven:
    """A guardian agreed to one purpose, or said no."""

    child: UUID
    purpose: str
    agreed: bool
