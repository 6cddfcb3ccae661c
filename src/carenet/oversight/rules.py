"""One threshold function for figure, bar, dot and legend; and how divisions are cut into parts."""

from datetime import date, timedelta
from typing import Final

SHARE_TARGET: Final = 0.90
SHARE_LOW: Final = 0.75
NEXT_LENGTH: Final = {4: 6, 6: 9, 9: 12}
"""City to county, county to township, township to village: digits of the parts of a scope."""


def tone_of(share: float | None, done: float = 1.0) -> str:
    """`ok` at the target, `warn` below it, `bad` far below; nothing where nobody is counted.

    Args:
        share: the share reached, 0 to 1.
        done: how much of the week has passed; a Tuesday is not held against anybody.

    """
    if share is None:
        return ""
    return "ok" if share >= SHARE_TARGET * done else "warn" if share >= SHARE_LOW * done else "bad"


def week_done(week_from: date, today: date) -> float:
    """How much of a week has passed by the end of today, 0 to 1."""
    return min(7, max(0, (today - week_from).days)) / 7


def parts_of(place: str) -> int | None:
    """How many digits the parts of a place have; None for a village, whose parts are children."""
    return NEXT_LENGTH.get(len(place))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
