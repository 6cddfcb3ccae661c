"""From a solved week back to lines people read: who leads, who is beside, in which room, and why."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from carenet.scheduling.rules.nearness import travel_minutes
from carenet.scheduling.timetable.outcome import Plan, Session
from carenet.scheduling.timetable.problem import Problem
from carenet.timetables.rules.grid import Span
from carenet.timetables.rules.week import Week, turns_of


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of a draft: a course, when, in which room, who leads and who is beside, and why."""

    course: int
    span: Span
    room: UUID | None
    lead: UUID
    beside: UUID | None
    alone: bool
    reasons: Mapping[str, Any]


def lines_of(week: Week, problem: Problem, plan: Plan) -> list[Planned]:
    """The lines of a solved week, each with who is beside and why it is there."""
    beside = seconds_of(problem, plan)
    return [_line(week, problem, one, beside.get(at)) for at, one in enumerate(plan.sessions)]


def _line(week: Week, problem: Problem, one: Session, beside: int | None) -> Planned:
    course, span = week.courses[one.class_], week.grid[one.slot]
    person, place = week.people[one.lead], week.places[problem.classes[one.class_].centre]
    room = place.rooms[one.room].id if one.room < len(place.rooms) else None
    alone = beside is None and problem.may_be_alone(one.lead, one.class_)
    leads = [today.lead for today in course.today if today.lead]
    way = travel_minutes(person.village, place.village, person.point, place.point)
    reasons = {
        "minutes": 0 if person.own else way,
        "leads_place": person.own is not None,
        "subject": course.subject,
        "same_time": any(t.span == span for t in course.today) if course.today else None,
        "same_tutor": person.id in leads if leads else None,
        "turns": turns_of(week.grid, person),
        "second_missing": beside is None and not alone,
    }
    second = week.people[beside].id if beside is not None else None
    return Planned(one.class_, span, room, person.id, second, alone, reasons)


@dataclass(slots=True)
class _Presence:
    """Who is where in the week, as it grows."""

    problem: Problem
    turns: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, adult: int, slot: int, centre: int) -> None:
        """One turn more."""
        self.turns[adult].append((slot, centre))

    def can_come(self, adult: int, slot: int, centre: int) -> bool:
        """Whether this adult can be there as well: free, not too often, near, with time for the way."""
        problem, who, mine = self.problem, self.problem.adults[adult], self.turns[adult]
        return (
            slot in who.free
            and len(mine) < who.week_max
            and problem.within_reach(adult, centre)
            and all(
                other != slot
                and (
                    problem.slots[other].day != problem.slots[slot].day
                    or problem.same_day(there, other, centre, slot)
                )
                for other, there in mine
            )
        )


def seconds_of(problem: Problem, plan: Plan) -> dict[int, int]:
    """Who is beside whom: by the session's position the second adult of its own.

    The solver puts one second adult into a house at a time; where more groups meet there at once,
    others who are free, near and independent are found for them as far as there are any.
    """
    presence = _Presence(problem)
    at: dict[tuple[int, int], int] = defaultdict(int)
    for one in plan.sessions:
        centre = problem.classes[one.class_].centre
        presence.add(one.lead, one.slot, centre)
        at[centre, one.slot] += 1
    for other in plan.beside:
        presence.add(other.adult, other.slot, other.centre)
    given = {(b.centre, b.slot): b.adult for b in plan.beside}
    found: dict[int, int] = {}
    may_be_alone: list[int] = []
    for number, one in enumerate(plan.sessions):
        place = (problem.classes[one.class_].centre, one.slot)
        second = given.get(place)
        if second is not None and problem.independent(one.lead, second):
            found[number] = given.pop(place)
        elif at[place] == 1 and problem.may_be_alone(one.lead, one.class_):
            may_be_alone.append(number)
        else:
            _add_nearest(problem, presence, plan, number, found)
    for number in may_be_alone:  # two are better than one, once nobody else is without
        _add_nearest(problem, presence, plan, number, found)
    return found


def _add_nearest(
    problem: Problem, presence: _Presence, plan: Plan, number: int, found: dict[int, int]
) -> None:
    one = plan.sessions[number]
    centre = problem.classes[one.class_].centre
    more = _nearest(problem, presence, one, centre)
    if more is not None:
        presence.add(more, one.slot, centre)
        found[number] = more


def _nearest(problem: Problem, presence: _Presence, one: Session, centre: int) -> int | None:
    """The nearest independent adult who can be beside in this session as well."""
    able = [
        who
        for who in range(len(problem.adults))
        if problem.independent(one.lead, who) and presence.can_come(who, one.slot, centre)
    ]
    return min(able, key=lambda who: (problem.km(who, centre), who), default=None)
