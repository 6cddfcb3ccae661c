"""A letter's clock and its limits: when it is said again, when the list is printed, what it may hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from carenet.core.refusals import N_, Refusal
from carenet.core.steps import Step

LADDER: Final = "letter"
TITLE_MAX: Final = 40
BODY_MAX: Final = 2000
PEOPLE_MAX: Final = 2000
"""So many are written to in one step; more is a letter for each township."""
AGAIN_DAYS: Final = (1, 14)
AGAIN_TIMES: Final = (0, 3)
AGAIN_DAYS_USUAL: Final = 3
AGAIN_TIMES_USUAL: Final = 2
"""Twice more, three days apart: a week and a half from the letter to the list [F]."""


class CannotWrite(Refusal):
    """The letter is not sent like this."""

    msgid = N_("This letter cannot be sent like this. Nothing is lost.")


NOBODY: Final = N_("Nobody would get this letter. Please choose others; what you wrote is kept.")
TOO_MANY: Final = N_("More than 2,000 people would get this letter. Please write to each township by itself; what you wrote is kept.")  # fmt: skip
NAMES_A_CHILD: Final = N_("A child's name stands in this letter. Please take it out: everybody reads the same text. What you wrote is kept.")  # fmt: skip
GIVES_AWAY: Final = N_("A word stands in this letter that labels children, or a number of an identity card. Please write it another way; what you wrote is kept.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """To whom: the villages from `lo` to `hi`, or an office, or one class of a school."""

    place: str
    lo: str = ""
    hi: str = ""
    office: UUID | None = None
    class_name: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A letter as somebody means it."""

    target: Target
    audience: str
    title: str
    body: str
    again_days: int = AGAIN_DAYS_USUAL
    again_times: int = AGAIN_TIMES_USUAL


@dataclass(frozen=True, slots=True)
class Clock:
    """When a letter is said again, and when whoever is left comes on the list."""

    again_at: tuple[datetime, ...]
    list_at: datetime
    steps: tuple[Step, ...]


def clock_of(now: datetime, again_days: int, again_times: int) -> Clock:
    """The clock of a letter sent now; both numbers within their limits."""
    days = min(max(again_days, AGAIN_DAYS[0]), AGAIN_DAYS[1])
    times = min(max(again_times, AGAIN_TIMES[0]), AGAIN_TIMES[1])
    again = tuple(now + timedelta(days=days * n) for n in range(1, times + 1))
    left = timedelta(days=days * (times + 1))
    return Clock(again, now + left, (Step(int(left.total_seconds() // 60), "list"),))


def check(people: int, names: Iterable[str], *, gives_away: bool) -> None:
    """May this go out?

    Raises:
        CannotWrite: to nobody, to too many, with a child's name or a label in it.

    """
    if gives_away:
        raise CannotWrite(GIVES_AWAY)
    if any(names):
        raise CannotWrite(NAMES_A_CHILD)
    if people == 0:
        raise CannotWrite(NOBODY)
    if people > PEOPLE_MAX:
        raise CannotWrite(TOO_MANY)
