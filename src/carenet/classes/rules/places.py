"""When a holiday class may be opened, how many adults it needs, how long a place is kept for a family.

Source: rules of the field, "Numbers" (children per adult), "Alone", "The core model" (whole days for weeks).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from carenet.core.clock import SHANGHAI
from carenet.core.refusals import N_, Refusal

WINTER_MONTHS: Final = frozenset({11, 12, 1, 2, 3})
DAYS_MAX: Final = 70
ADULTS_MIN: Final = 2
STAND_BY: Final = 2
"""So many adults more may sign up than must come: whole days are long, and people fall ill [F]."""
YOUNG_YEARS: Final = 8
NEAR: Final = timedelta(hours=48)
KEPT_NEAR: Final = timedelta(hours=2)
KEPT_UNTIL: Final = time(20)
PASSED_MAX: Final = 2
"""Offered so often without an answer, a family is called and no place is kept for it any more [F]."""


class CannotOpen(Refusal):
    """A holiday class cannot be held like this, and the sentence says why."""

    msgid = N_("A holiday class cannot be held like this.")


class CannotApply(Refusal):
    """A place cannot be asked for or answered like this, and the sentence says why."""

    msgid = N_("No place can be asked for here.")


@dataclass(frozen=True, slots=True)
class Term:
    """A term that the days of a class would run into."""

    name: str
    first: date
    last: date


def season_of(first: date) -> str:
    """Winter or summer, by the month in which a class begins."""
    return "winter" if first.month in WINTER_MONTHS else "summer"


def adults_for(children: int, per_adult: int) -> int:
    """How many adults so many children need; never fewer than two."""
    return max(ADULTS_MIN, -(-children // per_adult))


def require_days(
    first: date, last: date, enrol_from: date, enrol_until: date, today: date, term: Term | None
) -> None:
    """A class lies in the holidays, lasts some weeks, and is asked for before it is over.

    Raises:
        CannotOpen: it does not.

    """
    if last < first or last < today:
        raise CannotOpen(N_("The last day lies before the first, or is over."))
    if (last - first).days >= DAYS_MAX:
        raise CannotOpen(N_("A holiday class lasts %(days)s days at most."), days=DAYS_MAX)
    if enrol_until < enrol_from or enrol_until > last:
        raise CannotOpen(
            N_("Families ask for places before the class ends, from a day until a day.")
        )
    if term is not None:
        raise CannotOpen(
            N_("School is still on: the term lasts from %(first)s until %(last)s."),
            first=term.first.isoformat(), last=term.last.isoformat(),
        )  # fmt: skip


def is_young(born: date | None, on: date) -> bool:
    """Under eight on a day; who has no known birthday is not taken for it."""
    if born is None:
        return False
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < YOUNG_YEARS


def kept_until(now: datetime, begins: datetime) -> datetime:
    """Until when a place that came free is kept: the next evening at eight; two hours close to the class."""
    if begins - now < NEAR:
        return now + KEPT_NEAR
    tomorrow = now.astimezone(SHANGHAI).date() + timedelta(days=1)
    return datetime.combine(tomorrow, KEPT_UNTIL, SHANGHAI)
