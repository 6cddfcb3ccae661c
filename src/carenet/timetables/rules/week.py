"""From places, adults, courses and wishes to the problem of a week.

Source: rules of the field, "Adults": a group helper is always beside a cleared adult, so it leads
nothing; two adults at every session, or one alone in a place approved as observable.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Final
from uuid import UUID

from carenet.scheduling.rules.nearness import (
    MOTORBIKE_KM_PER_HOUR,
    ROAD_FACTOR,
    SET_OFF_MINUTES,
    Point,
    part_of_day,
    travel_minutes,
)
from carenet.scheduling.timetable.problem import Adult, Centre, Class, Fixed, Problem, Rules, Slot
from carenet.timetables.rules.courses import HOMEWORK, Course
from carenet.timetables.rules.grid import Span, minute

KM_PER_HOUR: Final = MOTORBIKE_KM_PER_HOUR / ROAD_FACTOR
"""In kilometres of the straight line, which the engine counts in."""
KM_A_DEGREE: Final = 111.2
OWN_PLACE_KM: Final = 0.5
LEAD_TURNS_MAX: Final = 12
"""Turns a week of whoever leads a place, at that place (field judgement)."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room with its places."""

    id: UUID
    places: int


@dataclass(frozen=True, slots=True)
class Place:
    """A centre: where it is, its rooms, when it is open, whether one adult may be alone there."""

    id: UUID
    village: str
    point: Point
    rooms: tuple[Room, ...]
    open: tuple[Span, ...]
    observable: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """An adult who may come: `own` is the place somebody leads, and then comes to alone.

    `away` are weekdays on which somebody said not to be there for much of the term.
    """

    id: UUID
    village: str
    point: Point
    cleared: bool
    subjects: frozenset[str]
    free: frozenset[str]
    hours: float
    reach_minutes: int
    ties: frozenset[str] = frozenset()
    own: UUID | None = None
    away: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """What else goes on in the week: where, in which room, who and which children are in it.

    `far` is the village and the point of a place that the week does not plan.
    """

    span: Span
    centre: UUID
    room: UUID | None = None
    adults: tuple[UUID, ...] = ()
    children: tuple[UUID, ...] = ()
    far: tuple[str, Point] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants of a course: a time, a tutor, or both."""

    id: UUID
    key: str
    weekday: int | None
    starts_at: time | None
    lead: UUID | None


@dataclass(frozen=True)
class Week:
    """Everything a timetable is solved from, in an order that positions of the problem keep to."""

    grid: tuple[Span, ...]
    places: tuple[Place, ...]
    people: tuple[Person, ...]
    courses: tuple[Course, ...]
    taken: tuple[Taken, ...] = ()
    apart: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    wishes: tuple[Wanted, ...] = ()

    @property
    def place_at(self) -> dict[UUID, int]:
        """The position of each place."""
        return {place.id: at for at, place in enumerate(self.places)}

    @property
    def person_at(self) -> dict[UUID, int]:
        """The position of each person."""
        return {person.id: at for at, person in enumerate(self.people)}


def problem_of(week: Week) -> tuple[Problem, tuple[UUID, ...]]:
    """The problem of a week; and the wishes behind its locks, one for each.

    A wish for a time that the grid has no longer, or for somebody who no longer comes, is no lock.
    """
    numbers: dict[UUID, int] = {}
    for course in week.courses:
        for pupil in course.pupils:
            numbers.setdefault(pupil.child, len(numbers))
    locks = [(wish.id, lock) for wish in week.wishes if (lock := _lock(week, wish))]
    problem = Problem(
        slots=tuple(Slot(s.weekday - 1, minute(s.starts_at), minute(s.ends_at)) for s in week.grid),
        centres=tuple(_centre(week, place) for place in week.places),
        adults=tuple(_adult(week, person) for person in week.people),
        classes=tuple(_class(week, course, numbers) for course in week.courses),
        rules=Rules(km_per_hour=KM_PER_HOUR),
        kept=tuple(_kept(week)),
        locks=tuple(lock for _, lock in locks),
    )
    return problem, tuple(wish for wish, _ in locks)


def _slots_in(grid: Sequence[Span], spans: Iterable[Span], slack: int = 0) -> frozenset[int]:
    """The positions of the grid that meet one of the spans."""
    return frozenset(at for at, s in enumerate(grid) for span in spans if s.meets(span, slack))


def _plane(week: Week, point: Point) -> tuple[float, float]:
    """Kilometres east and north of the first place; a county is flat enough."""
    north, east = week.places[0].point if week.places else (0.0, 0.0)
    x = (point[1] - east) * KM_A_DEGREE * math.cos(math.radians(north))
    return round(x, 3), round((point[0] - north) * KM_A_DEGREE, 3)


def _centre(week: Week, place: Place) -> Centre:
    at = {room.id: number for number, room in enumerate(place.rooms)}
    opened = frozenset(
        number for number, s in enumerate(week.grid)
        if any(o.weekday == s.weekday and o.starts_at <= s.starts_at and s.ends_at <= o.ends_at
               for o in place.open)
    )  # fmt: skip
    taken = {
        (slot, room)
        for one in week.taken
        if one.centre == place.id
        for slot in _slots_in(week.grid, [one.span])
        for room in ([at[one.room]] if one.room in at else [])
    }
    x, y = _plane(week, place.point)
    return Centre(
        str(place.id), x, y, tuple(room.places for room in place.rooms), opened, place.observable,
        frozenset(taken),
    )  # fmt: skip


def _adult(week: Week, person: Person) -> Adult:
    places = {place.id: place for place in week.places}
    busy = [one for one in week.taken if person.id in one.adults]
    elsewhere = frozenset[int]().union(
        *(_slots_in(week.grid, [b.span], _way(week, person, b)) for b in busy)
    )
    mine = {
        today.span for course in week.courses for today in course.today if today.lead == person.id
    }
    free = frozenset(
        at for at, s in enumerate(week.grid)
        if s.weekday not in person.away and (s in mine or is_free(person, s))
    )  # fmt: skip
    own = places.get(person.own) if person.own else None
    x, y = _plane(week, own.point if own else person.point)
    kept_away = week.apart.get(person.id, frozenset())
    return Adult(
        str(person.id), x, y,
        subjects=person.subjects | {HOMEWORK} if person.cleared else frozenset(),
        free=free - elsewhere,
        week_max=max(turns_of(week.grid, person) - len(busy), 0),
        km_max=OWN_PLACE_KM if own else reach_km(person.reach_minutes),
        cleared=person.cleared, ties=person.ties,
        never_at=frozenset(
            at for at, place in enumerate(week.places)
            if any(c.centre == place.id and any(p.child in kept_away for p in c.pupils)
                   for c in week.courses)
        ) if kept_away else frozenset(),
    )  # fmt: skip


def _way(week: Week, person: Person, busy: Taken) -> int:
    """Minutes to keep free around something else: the way there, unless it is the own place."""
    there = next((place for place in week.places if place.id == busy.centre), None)
    if busy.far is not None:
        return travel_minutes(person.village, busy.far[0], person.point, busy.far[1])
    if there is None or person.own == there.id:
        return 0
    return travel_minutes(person.village, there.village, person.point, there.point)


def is_free(person: Person, span: Span) -> bool:
    """Whether somebody said to be free then; whoever leads a place is, while it is open."""
    middle = (minute(span.starts_at) + minute(span.ends_at)) // 2
    return person.own is not None or f"{span.weekday}-{part_of_day(middle // 60)}" in person.free


def turns_of(grid: Sequence[Span], person: Person) -> int:
    """How many sessions a week an adult's hours allow; one at least for whoever gives any."""
    if person.own is not None:
        return LEAD_TURNS_MAX
    usual = sum(s.minutes for s in grid) / len(grid) if grid else 60
    return max(int(person.hours * 60 // usual), 1 if person.hours > 0 else 0)


def reach_km(minutes: int) -> float:
    """How far, in a straight line, somebody comes within so many minutes."""
    return round(max(minutes - SET_OFF_MINUTES, 0) / 60 * KM_PER_HOUR, 2)


def _class(week: Week, course: Course, numbers: Mapping[UUID, int]) -> Class:
    children = {pupil.child for pupil in course.pupils}
    elsewhere = [one.span for one in week.taken if children & set(one.children)]
    return Class(
        course.key, week.place_at[course.centre], course.subject,
        tuple(sorted(numbers[child] for child in children)), course.times, course.weight,
        _slots_in(week.grid, elsewhere),
    )  # fmt: skip


def _kept(week: Week) -> Iterable[Fixed]:
    """Today's times and tutors, as far as the grid and the people still have them."""
    at, who = {span: n for n, span in enumerate(week.grid)}, week.person_at
    for position, course in enumerate(week.courses):
        for today in course.today:
            adult = who.get(today.lead) if today.lead else None
            yield Fixed(position, at.get(today.span), adult)


def _lock(week: Week, wish: Wanted) -> Fixed | None:
    position = next((at for at, c in enumerate(week.courses) if c.key == wish.key), None)
    slot = next(
        (at for at, s in enumerate(week.grid)
         if (s.weekday, s.starts_at) == (wish.weekday, wish.starts_at)), None,
    )  # fmt: skip
    lead = week.person_at.get(wish.lead) if wish.lead else None
    gone = (wish.weekday is not None and slot is None) or (wish.lead is not None and lead is None)
    return None if position is None or gone else Fixed(position, slot, lead)
