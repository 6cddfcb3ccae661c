"""Several sessions changed together: which of them, how, and what may be asked at all.

Source: rules of the field, "Numbers" (hours of volunteers' sessions).
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Final
from uuid import UUID

from carenet.core.refusals import N_
from carenet.scheduling.rules.arranging import CannotArrange

DAYS_MAX: Final = 400


@dataclass(frozen=True, slots=True)
class Choice:
    """Sessions of a place between two days: of one series, on some weekdays, or those marked one by one."""

    centre: UUID
    first: date
    last: date
    series: UUID | None = None
    weekdays: tuple[int, ...] = ()
    marked: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of each: other hours, another room, or called off for a reason."""

    what: str
    starts_at: time | None = None
    ends_at: time | None = None
    room: UUID | None = None
    because: str | None = None


def require_bulk(choice: Choice, turn: Turn, today: date) -> None:
    """A change of several sessions that may be: ahead, bounded, and with all it needs.

    Raises:
        CannotArrange: something is lacking, or the days do not do.

    """
    if choice.last < choice.first or choice.last < today:
        raise CannotArrange(N_("The last day lies before the first, or is over."))
    if (choice.last - choice.first).days > DAYS_MAX:
        raise CannotArrange(N_("A series is arranged for a school year at most."))
    if not (choice.series or choice.weekdays or choice.marked):
        raise CannotArrange(N_("Please choose a series, a weekday, or mark sessions."))
    if turn.what == "hours" and (turn.starts_at is None or turn.ends_at is None):
        raise CannotArrange(N_("Please say from when until when."))
    if turn.what == "off" and not turn.because:
        raise CannotArrange(N_("Please say why. Everybody will read it."))
