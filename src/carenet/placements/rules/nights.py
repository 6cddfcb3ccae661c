"""Where a child is on a night, from what is written down: one answer, by one order of precedence.

With the parents, before all else; then where the week plan says that the child boards or rents a
room; then with whoever stands in for the home; then in the home itself, unless the week plan was
asked since the placement began and says otherwise; then as the week plan says; at last at home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

AWAY_FROM_HOME: Final = ("boarding", "rented")
NIGHT_HOUR: Final = time(2)
"""A night is asked at two in the morning of the next day: nobody moves at that hour."""
LOCAL: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Span:
    """Something that holds from a day until another, the last excluded; None is open."""

    starts_on: date
    ends_on: date | None
    what: str = ""
    who: UUID | None = None

    def holds(self, day: date) -> bool:
        """Does it hold on the night of a day?"""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody stands in for a home from a moment until another."""

    starts_at: datetime
    ends_at: datetime
    who: UUID


@dataclass(frozen=True, slots=True)
class History:
    """All that says where a child sleeps; `plan` by weekday, 1 Monday to 7 Sunday."""

    stays: Sequence[Span] = ()
    homes: Sequence[Span] = ()
    covers: Sequence[Cover] = ()
    plan: Sequence[tuple[int, Span]] = ()
    carers: Sequence[Span] = ()


def _first(spans: Sequence[Span], day: date) -> Span | None:
    held = [s for s in spans if s.holds(day)]
    return max(held, key=lambda s: s.starts_on) if held else None


def night_of(history: History, day: date) -> tuple[str, UUID | None]:
    """Where the child was on the night that follows a day, and with which adult."""
    if (stay := _first(history.stays, day)) is not None:
        return "parents", stay.who
    planned = _first([s for weekday, s in history.plan if weekday == day.isoweekday()], day)
    home = _first(history.homes, day)
    carer = _first(history.carers, day)
    at = datetime.combine(day + timedelta(days=1), NIGHT_HOUR, LOCAL)
    cover = next((c for c in history.covers if c.starts_at <= at < c.ends_at), None)
    keeper = cover.who if home and cover else home.who if home else carer.who if carer else None
    if planned is not None and planned.what in AWAY_FROM_HOME:
        return planned.what, keeper
    if home is not None and cover is not None:
        return "cover", cover.who
    if home is not None and not (
        planned is not None and planned.what == "home" and planned.starts_on >= home.starts_on
    ):
        return "host", home.who
    if planned is not None:
        return planned.what, None if planned.what == "alone" else carer.who if carer else None
    return ("home", carer.who) if carer else ("unknown", None)
