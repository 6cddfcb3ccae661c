"""On which weekdays nobody should count on somebody who said to be away for a part of the term."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

Stretch = tuple[date, date]
"""From the first day to the last, both counted."""

MUCH: Final = 1 / 3
"""Away so much of a weekday's dates, children would change their adult too often (field judgement);
of fewer dates publishing tells, and a stand-in is looked for."""
EVERY_DAY: Final = frozenset(range(1, 8))


def weekdays_away(stretches: Iterable[Stretch], term: Stretch) -> frozenset[int]:
    """The weekdays (Monday 1) of which much falls into the stretches; a term too short for one has it not."""
    first, last = term
    all_days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    gone = {
        day for start, end in stretches
        for n in range((min(end, last) - max(start, first)).days + 1)
        if (day := max(start, first) + timedelta(days=n)) in all_days
    }  # fmt: skip
    held = Counter(day.isoweekday() for day in all_days)
    missed = Counter(day.isoweekday() for day in gone)
    away = frozenset(day for day, times in missed.items() if times >= MUCH * held[day])
    return EVERY_DAY if held and away >= held.keys() else away
