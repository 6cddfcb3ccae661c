"""Tried, and could not: what may be written of it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

TRIED_DAYS_MAX: Final = 14
"""So long ago a try may lie that is written down today, like any record."""


TRIES_ENOUGH: Final = 3
WAYS_ENOUGH: Final = 2
WITHIN_DAYS: Final = 14
"""Three dated tries by two ways in 14 days, as where a guardian is not reached (product paper, section 5)."""
AIMS: Final[Mapping[str, tuple[str, ...]]] = {
    "parent_call": ("weekly_parent_contact", "guardian_call"),
    "child_call": ("monthly_call",),
    "meeting": ("quarterly_meeting",),
    "visit": ("teacher_visit",),
    "talk": ("hosted_talk",),
}
"""What somebody set out to do, and which duties that would have met."""


class CannotTry(Refusal):
    """This is no day on which somebody tried."""


def check_try(on_day: date, today: date) -> None:
    """The day on which somebody tried.

    Raises:
        CannotTry: it lies ahead or too long ago.

    """
    if on_day > today:
        raise CannotTry(N_("That day has not come yet. Please write it down once you have tried."))
    if on_day < today - timedelta(days=TRIED_DAYS_MAX):
        raise CannotTry(
            N_("This was more than %(days)s days ago. Please try again."), days=TRIED_DAYS_MAX
        )


def tried_enough(tries: Iterable[tuple[date, str]], today: date) -> bool:
    """Has enough been tried that somebody else must look?

    Args:
        tries: the day and the way of each.
        today: the local day.

    """
    recent = [one for one in tries if today - timedelta(days=WITHIN_DAYS) < one[0] <= today]
    days, ways = {day for day, _ in recent}, {how for _, how in recent}
    return len(days) >= TRIES_ENOUGH and len(ways) >= WAYS_ENOUGH
