"""What is known of days: their kind, the terms they lie in, the closures that cover them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

WEEKEND_BEGINS: Final = 6


@dataclass(frozen=True, slots=True)
class DayKnown:
    """A day's kind (workday, weekend, holiday, makeup, unknown) and its name; both as stored."""

    kind: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """Winter or summer hours of a place: what begins at `from_time` or later begins `minutes` later."""

    first: date
    last: date
    from_time: time
    minutes: int


@dataclass(frozen=True)
class Days:
    """The calendar of one place: days by date, spans of terms, spans of closures with their reason.

    `seasons` are winter and summer hours, those of the smallest place first.
    """

    known: Mapping[date, DayKnown] = field(default_factory=dict)
    terms: Sequence[tuple[date, date]] = ()
    closures: Sequence[tuple[date, date, str]] = ()
    seasons: Sequence[Season] = ()

    def on(self, day: date) -> DayKnown:
        """A day nobody has written down is a plain one of its week: unknown years never crash."""
        plain = "weekend" if day.isoweekday() >= WEEKEND_BEGINS else "workday"
        return self.known.get(day) or DayKnown(plain)

    def closed(self, day: date) -> str | None:
        """Why the place is closed on this day; None while it is open."""
        return next((why for a, b, why in self.closures if a <= day <= b), None)

    def later(self, day: date, starts_at: time) -> timedelta:
        """How much later than usual something begins on a day; negative where it begins earlier."""
        return next(
            (
                timedelta(minutes=s.minutes)
                for s in self.seasons
                if s.first <= day <= s.last and s.from_time <= starts_at
            ),
            timedelta(),
        )

    def term(self, day: date) -> tuple[date, date] | None:
        """The term around a day."""
        return next((t for t in self.terms if t[0] <= day <= t[1]), None)

    def teaching_week(self, day: date, first_on: date) -> int:
        """The number of the teaching week, from 1: of the term, else of the series itself."""
        found = self.term(day)
        begins = found[0] if found else first_on
        monday = begins - timedelta(days=begins.weekday())
        return (day - monday).days // 7 + 1
