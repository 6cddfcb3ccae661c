"""What happens around holiday classes, in the past tense; ids and plain values only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ClassPlaceFreed:
    """A place of a class is free, or there are more of them: those who wait may be asked."""

    holiday_class: UUID


@dataclass(frozen=True)
class WaitsAlone:
    """A child under eight who is alone by day waits for a place of a class."""

    holiday_class: UUID
    village: str


@dataclass(frozen=True)
class TooManyCounted:
    """More children were counted on a day of a class than the adults there may look after."""

    session: UUID
    counted: int
    adults: int
