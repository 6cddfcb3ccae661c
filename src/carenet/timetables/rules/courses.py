"""Which children learn what together, where: today's series, and groups of those who need help.

Source: rules of the field, "Numbers" (15 children per adult at homework and reading), and the
matching rules (a guardian's no takes a child out; one who was not reached does not).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final
from uuid import UUID, uuid5

from carenet.timetables.rules.grid import Span

TOGETHER_MAX: Final = 15
"""One adult and a group at homework or reading."""
HOMEWORK: Final = "homework"
"""What a child is helped with where no subject is said."""
TIER_LAST: Final = 3
RUNNING_WEIGHT: Final = 2
"""A course that children have today goes before one that is new."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child in a course, and the need that brought it there."""

    child: UUID
    village: str
    need: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wanting:
    """A child that needs help in a subject, at the place nearest to it."""

    pupil: Pupil
    centre: UUID
    subject: str
    tier: int
    grade: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """When a course meets now, and who leads it."""

    span: Span
    lead: UUID | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """Children who are to learn one subject together."""

    key: str
    centre: UUID
    subject: str
    pupils: tuple[Pupil, ...]
    times: int
    tier: int = TIER_LAST
    series: UUID | None = None
    today: tuple[Today, ...] = ()

    @property
    def weight(self) -> int:
        """How much it counts that a session of it is missing: more urgent needs count more."""
        return 1 + TIER_LAST - min(self.tier, TIER_LAST) + (RUNNING_WEIGHT if self.series else 0)


def gather(
    running: Sequence[Course],
    wanting: Iterable[Wanting],
    kept: Mapping[str, Sequence[UUID]],
    times: int,
    rooms: Mapping[UUID, int],
) -> list[Course]:
    """All courses of a timetable: those that run, those kept, the rest grouped by place and subject.

    Args:
        running: today's series with their children.
        wanting: needs, most urgent first.
        kept: by key the children of a new course of which something is kept.
        times: sessions a week of each new course.
        rooms: by centre the places of its largest room.

    A child joins a course that runs while that has room; the rest is cut into groups of like grade.

    """
    left = [
        one for one in wanting
        if not any(c.subject == one.subject and _in(c, one.pupil.child) for c in running)
    ]  # fmt: skip
    found = [_joined(course, left, rooms) for course in running]
    taken = {(p.child, c.subject) for c in found for p in c.pupils}
    left = [one for one in left if (one.pupil.child, one.subject) not in taken]
    for key, children in kept.items():
        again = [one for one in left if one.pupil.child in children and _same(key, one)]
        if again:
            found.append(_new(key, again, times))
            left = [one for one in left if one not in again]
    return [*found, *_cut(left, times, rooms)]


def _in(course: Course, child: UUID) -> bool:
    return any(pupil.child == child for pupil in course.pupils)


def _same(key: str, one: Wanting) -> bool:
    return key.startswith(f"{one.centre.hex[:12]}:{one.subject}:")


def _joined(course: Course, left: Sequence[Wanting], rooms: Mapping[UUID, int]) -> Course:
    space = min(TOGETHER_MAX, rooms.get(course.centre, 0)) - len(course.pupils)
    fit = [w for w in left if w.centre == course.centre and w.subject == course.subject]
    more = fit[: max(space, 0)]
    return replace(
        course, pupils=(*course.pupils, *(w.pupil for w in more)),
        tier=min([course.tier, *(w.tier for w in more)]),
    )  # fmt: skip


def _new(key: str, group: Sequence[Wanting], times: int) -> Course:
    return Course(
        key, group[0].centre, group[0].subject, tuple(one.pupil for one in group), times,
        min(one.tier for one in group),
    )  # fmt: skip


def _cut(left: Sequence[Wanting], times: int, rooms: Mapping[UUID, int]) -> list[Course]:
    """Groups of even size, no larger than the rule and the largest room, children of like grade."""
    together: dict[tuple[UUID, str], list[Wanting]] = defaultdict(list)
    for one in left:
        together[one.centre, one.subject].append(one)
    made = []
    for (centre, subject), asked in together.items():
        most = max(min(TOGETHER_MAX, rooms.get(centre, TOGETHER_MAX)), 1)
        groups = ceil(len(asked) / most)
        ranked = sorted(asked, key=lambda one: (one.grade, one.pupil.child.hex))
        for at in range(groups):
            part = ranked[at * len(ranked) // groups : (at + 1) * len(ranked) // groups]
            first = uuid5(centre, f"{subject} {part[0].pupil.child}").hex[:12]
            key = f"{centre.hex[:12]}:{subject}:{first}"
            made.append(_new(key, part, times))
    return made
