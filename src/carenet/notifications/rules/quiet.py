"""Quiet hours: when a person is left alone, and when a message that falls into them is said.

Presets by role are the field's (product paper, section 5); a person's own choice replaces them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from carenet.core.clock import SHANGHAI

BEFORE_USEFUL_MAX: Final = timedelta(hours=14)
"""A message may be said so long before what it is about; else it waits for the end of the quiet."""
A_MINUTE: Final = timedelta(minutes=1)
JOINED_MAX: Final = 4
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Quiet:
    """A stretch of every day, which may pass midnight. `workdays`: only if its end is on one."""

    starts: time
    ends: time
    workdays: bool = False

    def around(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """The stretch that holds the moment, or None; it begins with `starts` and excludes `ends`."""
        local = moment.astimezone(SHANGHAI)
        for days in (0, -1):
            day = local.date() + timedelta(days=days)
            starts = datetime.combine(day, self.starts, SHANGHAI)
            over_night = timedelta(days=1 if self.ends <= self.starts else 0)
            ends = datetime.combine(day + over_night, self.ends, SHANGHAI)
            free_day = self.workdays and ends.weekday() >= SATURDAY
            if starts <= local < ends and not free_day:
                return starts, ends
        return None


NIGHT: Final = Quiet(time(21, 30), time(7, 30))
PRESETS: Final[dict[str, tuple[Quiet, ...]]] = {
    "volunteer": (NIGHT, Quiet(time(12, 30), time(14, 0))),
    "proxy_parent": (NIGHT, Quiet(time(12, 30), time(14, 0))),
    "host": (NIGHT,),
    "staff": (NIGHT,),
    "carer": (Quiet(time(20, 0), time(6, 30)),),
    # Away for work, often on night shifts: mornings before a shift are for sleeping.
    "guardian": (Quiet(time(23, 0), time(11, 0), workdays=True), Quiet(time(23, 0), time(7, 0))),
}


def periods_of(
    roles: Sequence[str], own: tuple[time | None, time | None] = (None, None)
) -> tuple[Quiet, ...]:
    """A person's quiet hours: their own, else those of all their roles together.

    The same time twice is a choice too: never quiet.
    """
    starts, ends = own
    if starts is not None and ends is not None:
        return () if starts == ends else (Quiet(starts, ends),)
    return tuple(dict.fromkeys(q for role in roles for q in PRESETS.get(role, ()))) or (NIGHT,)


def stretch(moment: datetime, periods: Sequence[Quiet]) -> tuple[datetime, datetime] | None:
    """The whole quiet around a moment, neighbouring periods taken together; None outside."""
    found = [s for q in periods if (s := q.around(moment))]
    if not found:
        return None
    starts, ends = min(s for s, _ in found), max(e for _, e in found)
    for _ in range(JOINED_MAX):
        before = [s for q in periods if (s := q.around(starts - A_MINUTE))]
        after = [s for q in periods if (s := q.around(ends))]
        starts = min([starts, *(s for s, _ in before)])
        ends = max([ends, *(e for _, e in after)])
    return starts, ends


def speak_at(
    due: datetime,
    now: datetime,
    periods: Sequence[Quiet],
    *,
    useful_until: datetime | None,
    urgent: bool,
) -> datetime:
    """When to say what is due at a time: then, the last minute before the quiet, or at its end.

    The minute before is taken if it has not passed and lies within BEFORE_USEFUL_MAX of what the
    message is about. Danger passes.
    """
    if urgent or (quiet := stretch(due, periods)) is None:
        return due
    starts, ends = quiet
    before = starts - A_MINUTE
    near = useful_until is not None and useful_until - before <= BEFORE_USEFUL_MAX
    return before if near and before >= now - A_MINUTE else ends
