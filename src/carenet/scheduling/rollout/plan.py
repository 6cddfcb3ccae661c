"""What making a series' sessions would do to those that are there: shown before, applied after.

Only the future is touched. What a person moved or called off stays as that person left it: making
the sessions again makes no twin and brings nothing back.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from carenet.scheduling.rollout.days import Days
from carenet.scheduling.rollout.occurrences import Occurrence, Skipped, occurrences
from carenet.scheduling.rollout.pattern import Pattern

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Existing:
    """A session that is there; `planned_on` is the pattern's day, whatever day it was moved to."""

    id: Hashable
    planned_on: date
    starts_at: datetime
    ends_at: datetime
    by_hand: bool = False
    called_off: bool = False
    opened: bool = False
    """Its register is open, or somebody came: it has begun, whatever the clock says."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session that is to be: the pattern's day and the two moments."""

    planned_on: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Plan:
    """What to make, to set to other hours, to call off; and the days that were left out."""

    new: tuple[Wanted, ...]
    retimed: tuple[tuple[Existing, Wanted], ...]
    dropped: tuple[tuple[Existing, Skipped | None], ...]
    kept: tuple[Existing, ...]
    skipped: tuple[Skipped, ...]
    waiting: int = 0
    """So many sessions could not have their other hours, since a room, an adult or a child is taken."""

    @property
    def changes(self) -> int:
        """How many sessions would be touched."""
        return len(self.new) + len(self.retimed) + len(self.dropped)


def wanted(pattern: Pattern, days: Days, found: Occurrence) -> Wanted:
    """An occurrence with its moments where the children live, in winter and summer hours."""
    later = days.later(found.day, pattern.starts_at)
    return Wanted(
        found.day,
        datetime.combine(found.day, pattern.starts_at, SHANGHAI) + later,
        datetime.combine(found.day, pattern.ends_at, SHANGHAI) + later,
    )


def plan(pattern: Pattern, days: Days, existing: Iterable[Existing], now: datetime) -> Plan:
    """Compare the pattern with what is there, from now on."""
    there = {e.planned_on: e for e in existing}
    new, retimed, kept, skipped = [], [], [], []
    pointed: dict[date, Skipped | None] = {}
    for found in occurrences(pattern, days):
        if isinstance(found, Skipped):
            skipped.append(found)
            pointed[found.day] = found
            continue
        want, has = wanted(pattern, days, found), there.get(found.day)
        if has is None:
            if want.starts_at > now:
                new.append(want)
            continue
        there.pop(found.day)
        same = (has.starts_at, has.ends_at) == (want.starts_at, want.ends_at)
        touchable = has.starts_at > now < want.starts_at and not (
            has.by_hand or has.called_off or has.opened
        )
        if same or not touchable:
            kept.append(has)
        else:
            retimed.append((has, want))
    dropped = []
    for has in there.values():
        if has.starts_at > now and not has.by_hand and not has.called_off:
            dropped.append((has, pointed.get(has.planned_on)))
        else:
            kept.append(has)
    upcoming = tuple(s for s in skipped if s.day >= now.astimezone(SHANGHAI).date())
    return Plan(tuple(new), tuple(retimed), tuple(dropped), tuple(kept), upcoming)
