"""What a course of a draft becomes: the series it has today, or new ones; and until when the old one meets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.scheduling.rollout.pattern import SERIES_DAYS_MAX

TWO_ADULTS: Final = 2
ADULTS_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Sessions:
    """The lines of a course that become one series: the same hours and room on some weekdays."""

    starts_at: time
    ends_at: time
    room: UUID | None
    weekdays: tuple[int, ...]
    adults_min: int


@dataclass(frozen=True, slots=True)
class Becoming:
    """What to do for a course: keep its series until `last_on`, or end it and make new ones."""

    keep: bool
    old: UUID | None
    new: tuple[Sessions, ...]
    old_until: date | None


def first_day(first_on: date, today: date) -> date:
    """From when a published timetable holds: its first day, never today or before."""
    return max(first_on, today + timedelta(days=1))


def becoming(series: Any, lines: Sequence[Any], first: date, last: date, today: date) -> Becoming:
    """Decide about one course.

    Args:
        series: the row of the series it has today, or None.
        lines: its lines, with weekday, starts_at, ends_at, room and alone.
        first: from when the timetable holds.
        last: until when.
        today: the day it is.

    A series whose days and hours stay is kept, so that whoever comes there and every calendar goes on.

    """
    if series is None:
        return Becoming(keep=False, old=None, new=groups(lines), old_until=None)
    if series["ended_at"] is not None or series["last_on"] < today:
        return Becoming(keep=False, old=None, new=groups(lines), old_until=None)
    if _same(series, lines) and (last - series["first_on"]).days <= SERIES_DAYS_MAX:
        return Becoming(keep=True, old=series["id"], new=(), old_until=None)
    until = min(first - timedelta(days=1), series["last_on"])
    return Becoming(
        keep=False, old=series["id"], new=groups(lines),
        old_until=until if until >= max(series["first_on"], today) else None,
    )  # fmt: skip


def _same(series: Any, lines: Iterable[Any]) -> bool:
    today = {(day, series["starts_at"], series["ends_at"]) for day in series["weekdays"]}
    rooms = {line["room"] for line in lines}
    room_stays = series["room"] is None or rooms <= {series["room"]}
    return room_stays and today == {(x["weekday"], x["starts_at"], x["ends_at"]) for x in lines}


def groups(lines: Iterable[Any]) -> tuple[Sessions, ...]:
    """Lines of the same hours and room together."""
    found: dict[tuple[time, time, UUID | None], list[Any]] = defaultdict(list)
    for line in lines:
        found[line["starts_at"], line["ends_at"], line["room"]].append(line)
    return tuple(
        Sessions(
            starts, ends, room, tuple(sorted(x["weekday"] for x in mine)),
            1 if all(x["alone"] for x in mine) else TWO_ADULTS,
        )
        for (starts, ends, room), mine in sorted(found.items(), key=lambda x: (x[0][:2], str(x[0][2])))
    )  # fmt: skip
