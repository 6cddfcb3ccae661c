"""One threshold function for figure, bar, dot and legend; and how divisions are cut into parts."""

from datetime import date, timedelta
from typing import Final

SHARE_TARGET: Final = 0.90
SHARE_LOW: Final = 0.75
NEXT_LENGTH: Final = {4: 6, 6: 9, 9: 12}
"""City to county, county to township, township to village: digits of the parts of a scope."""


def tone_of(share: float | None, target: float = SHARE_TARGET, low: float = SHARE_LOW) -> str:
    """`ok` at the target, `warn` below it, `bad` far below; nothing where nobody is counted."""
    if share is None:
        return ""
    return "ok" if share >= target else "warn" if share >= low else "bad"


def parts_of(place: str) -> int | None:
    """How many digits the parts of a place have; None for a village, whose parts are children."""
    return NEXT_LENGTH.get(len(place))




def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
