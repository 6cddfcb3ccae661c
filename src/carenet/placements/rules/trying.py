"""Tried, and could not: what may be written of it."""

from datetime import date, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

TRIED_DAYS_MAX: Final = 14
"""So long ago a try may lie that is written down today, like any record."""


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
