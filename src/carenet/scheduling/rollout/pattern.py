"""What repeats: the weekdays, the hours, the first and the last day of a series."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

SCHOOL_WEEK: Final = frozenset({1, 2, 3, 4, 5})
SERIES_DAYS_MAX: Final = 400
"""A series is given for a school year at most; then somebody looks at it again."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A series as the calendar needs it.

    `weekdays` are ISO (Monday 1); `weeks` is every, odd or even and counts teaching weeks;
    `in_term` series meet only within a term, where terms are known.
    """

    weekdays: frozenset[int]
    starts_at: time
    ends_at: time
    first_on: date
    last_on: date
    weeks: str = "every"
    in_term: bool = False

    @property
    def whole_school_week(self) -> bool:
        """Does it meet on every school day? Then it meets on make-up days too."""
        return self.weekdays >= SCHOOL_WEEK

    @property
    def bounded_last(self) -> date:
        """The last day, however far away the one that was typed."""
        return min(self.last_on, self.first_on + timedelta(days=SERIES_DAYS_MAX))
