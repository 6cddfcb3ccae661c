"""The hours in which a timetable may put sessions, as people write them: 16:10-17:40, 17:50-18:40.

Source: rules of the field, "Numbers" (volunteers' sessions lie between 08:00 and 19:00, in summer
20:00).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any, Final

from carenet.core.refusals import N_, Refusal
from carenet.scheduling.rules.arranging import require_hours

SPANS_A_DAY_MAX: Final = 8
SPAN_MINUTES_MIN, SPAN_MINUTES_MAX = 20, 240
WORKDAYS: Final = (1, 2, 3, 4, 5)
SATURDAY, SUNDAY = 6, 7
_SPAN: Final = re.compile(
    r"(\d{1,2}):(\d{2})\s*[-\u2013\u2014~\u301c\u81f3\u5230]+\s*(\d{1,2}):(\d{2})"
)
_BETWEEN: Final = re.compile(r"[,;\n\uff0c\uff1b\u3001]+")


class CannotPlan(Refusal):
    """A timetable cannot be made or changed like this, and the sentence says why."""

    msgid = N_("This timetable cannot be made like this.")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From-until on a weekday (ISO, Monday 1)."""

    weekday: int
    starts_at: time
    ends_at: time

    @property
    def minutes(self) -> int:
        """How long it is."""
        return minute(self.ends_at) - minute(self.starts_at)

    def meets(self, other: "Span", slack: int = 0) -> bool:
        """Whether the two share a minute, or leave less than `slack` minutes between them."""
        return (
            self.weekday == other.weekday
            and minute(self.starts_at) < minute(other.ends_at) + slack
            and minute(other.starts_at) < minute(self.ends_at) + slack
        )


def minute(at: time) -> int:
    """Minutes after midnight."""
    return at.hour * 60 + at.minute


def spans_in(text: str, weekdays: Iterable[int], first_on: date) -> list[Span]:
    """The spans that somebody wrote for some weekdays.

    Raises:
        CannotPlan: a part is no span, or too short, too long, or meets another.
        CannotArrange: a part lies outside the hours of the day.

    """
    pairs = [_pair(part) for part in _BETWEEN.split(text.replace("\uff1a", ":")) if part.strip()]
    if len(pairs) > SPANS_A_DAY_MAX:
        raise CannotPlan(N_("At most %(most)s stretches a day."), most=SPANS_A_DAY_MAX)
    for starts, ends in pairs:
        require_hours(starts, ends, first_on)
        if not SPAN_MINUTES_MIN <= minute(ends) - minute(starts) <= SPAN_MINUTES_MAX:
            raise CannotPlan(
                N_("A session lasts between %(least)s and %(most)s minutes."),
                least=SPAN_MINUTES_MIN, most=SPAN_MINUTES_MAX,
            )  # fmt: skip
    for early, late in pairwise(sorted(pairs)):
        if late[0] < early[1]:
            raise CannotPlan(
                N_("%(one)s and %(other)s overlap; the second begins before the first ends."),
                one=_written(*early), other=_written(*late),
            )  # fmt: skip
    return [Span(day, *pair) for day in weekdays for pair in sorted(pairs)]


def _pair(part: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(part.strip())
    hours = [int(text) for text in found.groups()] if found else [24, 0, 24, 0]
    try:
        return time(hours[0], hours[1]), time(hours[2], hours[3])
    except ValueError:
        raise CannotPlan(
            N_("\u201c%(text)s\u201d is no stretch of time like 16:10-17:40."),
            text=part.strip()[:30],
        ) from None


def _written(starts: time, ends: time) -> str:
    return f"{starts:%H:%M}-{ends:%H:%M}"


def written(pairs: Iterable[tuple[time, time]]) -> str:
    """Spans of a day as people write them."""
    return ", ".join(_written(*pair) for pair in pairs)


def grid_of(workdays: str, saturday: str, sunday: str, first_on: date) -> list[Span]:
    """All spans of a week, in its order.

    Raises:
        CannotPlan, CannotArrange: see `spans_in`; or nothing was written at all.

    """
    found = sorted([
        *spans_in(workdays, WORKDAYS, first_on), *spans_in(saturday, [SATURDAY], first_on),
        *spans_in(sunday, [SUNDAY], first_on),
    ])  # fmt: skip
    if not found:
        raise CannotPlan(N_("Please write down at least one stretch of time, like 16:10-17:40."))
    return found


def to_json(grid: Sequence[Span]) -> list[dict[str, Any]]:
    """As it is stored."""
    return [
        {"weekday": s.weekday, "from": f"{s.starts_at:%H:%M}", "until": f"{s.ends_at:%H:%M}"}
        for s in grid
    ]


def from_json(stored: Iterable[Mapping[str, Any]]) -> list[Span]:
    """A stored grid."""
    return [
        Span(s["weekday"], time.fromisoformat(s["from"]), time.fromisoformat(s["until"]))
        for s in stored
    ]


def usual(pairs: Iterable[tuple[time, time]]) -> list[tuple[time, time]]:
    """Of hours in the order of how common they are those that can stand beside one another."""
    chosen: list[tuple[time, time]] = []
    for starts, ends in pairs:
        if len(chosen) < SPANS_A_DAY_MAX and all(ends <= a or starts >= b for a, b in chosen):
            chosen.append((starts, ends))
    return sorted(chosen)
