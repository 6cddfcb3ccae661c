"""Who comes first where more want to come than there are places.

Source: issue of the field, "fewer hours first when scarce"; a setting of each series. Places already
taken count as hours, so that nobody gathers the whole term before others have a turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Wanting:
    """Somebody who wants a place: minutes this term, since when they want it."""

    row: UUID
    person: UUID
    minutes: int
    since: datetime


def in_turn(wanting: Sequence[Wanting], *, fewer_first: bool) -> list[Wanting]:
    """In whose order places are given: fewer minutes first if so set, then who wanted it earlier."""
    return sorted(wanting, key=lambda w: (w.minutes if fewer_first else 0, w.since, w.row))
