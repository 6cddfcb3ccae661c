"""What can change in the calendar of a place, and which series it may touch.

Source: rules of the field, "Weather and days"; the yearly notices of days off and make-up workdays.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Final
from uuid import UUID

from carenet.core.refusals import N_, Refusal
from carenet.places.calendar_file import NamedDay

CLOSED_DAYS_MAX: Final = 120
SEASON_DAYS_MAX: Final = 366
SEASON_MINUTES_MAX: Final = 90
SEASON_STEP: Final = 5
TERM_DAYS_MIN, TERM_DAYS_MAX = 30, 220
MARKET_EVERY_MIN, MARKET_EVERY_MAX = 2, 15


class CannotChange(Refusal):
    """The calendar cannot be changed like this, and the sentence says why."""

    msgid = N_("The calendar cannot be changed like this.")


@dataclass(frozen=True, slots=True)
class Closing:
    """A place, a village or a township is closed: flood, harvest, a festival. `division` is its digits."""

    first: date
    last: date
    because: str
    division: str | None = None
    centre: UUID | None = None


@dataclass(frozen=True, slots=True)
class Lifting:
    """A closure does not hold any more."""

    closure: UUID


@dataclass(frozen=True, slots=True)
class TermDays:
    """A term of a county has these days; `term` is the one that is changed, or none for a new one."""

    county: str
    name: str
    first: date
    last: date
    term: UUID | None = None


@dataclass(frozen=True, slots=True)
class NamedDays:
    """Days off and make-up workdays as a notice has them; they hold for everybody on this system."""

    days: tuple[NamedDay, ...]


@dataclass(frozen=True, slots=True)
class Market:
    """Market is held in a township every so many days."""

    township: str
    first: date
    every_days: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Winter or summer hours: what begins at `from_time` or later begins `minutes` later, negative: earlier."""

    name: str
    first: date
    last: date
    from_time: time
    minutes: int
    division: str | None = None
    centre: UUID | None = None
    instead_of: UUID | None = None
    """The hours that these put right; the place is theirs, and nobody hears of both."""


@dataclass(frozen=True, slots=True)
class LiftingHours:
    """Winter or summer hours hold no more."""

    hours: UUID


Change = Closing | Lifting | TermDays | NamedDays | Market | Hours | LiftingHours


@dataclass(frozen=True, slots=True)
class Touched:
    """The series that a change may touch: of these villages or this centre, meeting between two days."""

    lo: str
    hi: str
    first: date
    last: date
    centre: UUID | None = None
    season: bool = False
    """Winter or summer hours: said once for all sessions that follow."""


def require_sound(change: Change, today: date) -> None:
    """A change that may be: in order, bounded, and not of the past alone.

    Raises:
        CannotChange: it may not.

    """
    if isinstance(change, Closing | TermDays | Hours):
        if change.last < change.first:
            raise CannotChange(N_("The last day lies before the first."))
        if change.last < today:
            raise CannotChange(N_("These days are over: the past stays as it was."))
    if isinstance(change, Closing) and (change.last - change.first).days >= CLOSED_DAYS_MAX:
        raise CannotChange(
            N_("A place is closed for %(days)s days at most; for longer, end its series."),
            days=CLOSED_DAYS_MAX,
        )
    if isinstance(change, Hours):
        _require_hours_sound(change)
    if isinstance(change, TermDays):
        days = (change.last - change.first).days
        if not TERM_DAYS_MIN <= days <= TERM_DAYS_MAX:
            raise CannotChange(
                N_("A term has between %(least)s and %(most)s days."),
                least=TERM_DAYS_MIN, most=TERM_DAYS_MAX,
            )  # fmt: skip
    if isinstance(change, NamedDays) and not change.days:
        raise CannotChange(N_("Please write down at least one day."))
    if isinstance(change, Market) and not MARKET_EVERY_MIN <= change.every_days <= MARKET_EVERY_MAX:
        raise CannotChange(
            N_("Market is held every %(least)s to %(most)s days."),
            least=MARKET_EVERY_MIN, most=MARKET_EVERY_MAX,
        )  # fmt: skip


def _require_hours_sound(change: Hours) -> None:
    if (change.last - change.first).days >= SEASON_DAYS_MAX:
        raise CannotChange(N_("Winter and summer hours are given for a year at most."))
    if not 0 < abs(change.minutes) <= SEASON_MINUTES_MAX:
        raise CannotChange(
            N_("Hours shift by %(most)s minutes at most, and by some."), most=SEASON_MINUTES_MAX
        )
    if change.minutes % SEASON_STEP:
        raise CannotChange(N_("Please take steps of five minutes: 15, 20, 30."))


def is_market_day(day: date, first: date, every_days: int) -> bool:
    """Whether a rule of every so many days meets a day."""
    return day >= first and (day - first).days % every_days == 0
