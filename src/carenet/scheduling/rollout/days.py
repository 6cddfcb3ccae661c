"""What is known of days: their kind, the terms they lie in, the closures that cover them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

WEEKEND_BEGINS: Final = 6


@dataclass(frozen=True, slots=True)
class DayKnown:
    """A day's kind (workday, weekend, holiday, makeup, unknown) and its name; both as stored."""

    kind: str
    name: str | None = None


@dataclass(frozen=True)
class Days:
    """The calendar of one place: days by date, spans of terms, spans of closures with their reason."""

    known: Mapping[date, DayKnown] = field(default_factory=dict)
    terms: Sequence[tuple[date, date]] = ()
    closures: Sequence[tuple[date, date, str]] = ()

    def on(self, day: date) -> DayKnown:
        """A day nobody has written down is a plain one of its week: unknown years never crash."""
        plain = "weekend" if day.isoweekday() >= WEEKEND_BEGINS else "workday"
        return self.known.get(day) or DayKnown(plain)

    def closed(self, day: date) -> str | None:
        """Why the place is closed on this day; None while it is open."""
        return next((why for a, b, why in self.closures if a <= day <= b), None)

    def term(self, day: date) -> tuple[date, date] | None:
        """The term around a day."""
        return next((t for t in self.terms if t[0] <= day <= t[1]), None)

    def teaching_week(self, day: date, first_on: date) -> int:
        """The number of the teaching week, from 1: of the term, else of the series itself."""
        found = self.term(day)
        begins = found[0] if found else first_on
        monday = begins - timedelta(days=begins.weekday())
        return (day - monday).days // 7 + 1
