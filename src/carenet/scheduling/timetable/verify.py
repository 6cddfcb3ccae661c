"""The independent verifier: every rule of a plan again, without the solver and its arrays."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from carenet.core.refusals import N_
from carenet.scheduling.timetable.outcome import Plan, Session
from carenet.scheduling.timetable.problem import Problem

SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: a sentence with named places, and the values for them."""

    sentence: str
    values: dict[str, str | int]

    def __str__(self) -> str:
        return self.sentence % self.values


def verify(problem: Problem, plan: Plan) -> tuple[Finding, ...]:
    """What a plan breaks; nothing when it keeps every rule and counts right."""
    found = list(_shape(problem, plan))
    if not found and plan.status != "infeasible":
        found = [
            *_classes(problem, plan), *_leads(problem, plan), *_adults(problem, plan),
            *_rooms(problem, plan), *_two_adults(problem, plan), *_counts(problem, plan),
            *_locks(problem, plan),
        ]  # fmt: skip
    return tuple(found[:SHOWN_MAX])


def _shape(problem: Problem, plan: Plan) -> Iterator[Finding]:
    limits = {
        "class": (len(problem.classes), [one.class_ for one in plan.sessions]),
        "slot": (
            len(problem.slots),
            [one.slot for one in plan.sessions] + [one.slot for one in plan.beside],
        ),
        "lead": (len(problem.adults), [one.lead for one in plan.sessions]),
        "adult": (len(problem.adults), [one.adult for one in plan.beside]),
        "centre": (len(problem.centres), [one.centre for one in plan.beside]),
    }
    for what, (many, positions) in limits.items():
        for position in positions:
            if not 0 <= position < many:
                yield Finding(
                    N_("%(what)s %(position)s is not in the instance"),
                    {"what": what, "position": position},
                )


def _classes(problem: Problem, plan: Plan) -> Iterator[Finding]:
    times = Counter(one.class_ for one in plan.sessions)
    for class_, held in times.items():
        if held > problem.classes[class_].times:
            yield Finding(
                N_("%(class)s is held %(held)s times, more than asked"),
                {"class": problem.classes[class_].id, "held": held},
            )
    days: Counter[tuple[int, int]] = Counter()
    for one in plan.sessions:
        if one.slot not in problem.centres[problem.classes[one.class_].centre].open:
            yield Finding(
                N_("%(class)s is held while its centre is closed"),
                {"class": problem.classes[one.class_].id},
            )
        if one.slot in problem.classes[one.class_].never:
            yield Finding(
                N_("%(class)s is held while its children are elsewhere"),
                {"class": problem.classes[one.class_].id},
            )
        for child in problem.classes[one.class_].children:
            days[child, problem.slots[one.slot].day] += 1
    for (child, day), many in days.items():
        if many > 1:
            yield Finding(
                N_("child %(child)s is in more than one session on day %(day)s"),
                {"child": child, "day": day},
            )


def _leads(problem: Problem, plan: Plan) -> Iterator[Finding]:
    for one in plan.sessions:
        class_, adult = problem.classes[one.class_], problem.adults[one.lead]
        if class_.subject not in adult.subjects:
            yield Finding(
                N_("%(adult)s does not teach %(class)s"), {"adult": adult.id, "class": class_.id}
            )


def _presences(problem: Problem, plan: Plan) -> Iterator[tuple[int, int, int]]:
    """Adult, slot and centre of every turn."""
    for held in plan.sessions:
        yield held.lead, held.slot, problem.classes[held.class_].centre
    for beside in plan.beside:
        yield beside.adult, beside.slot, beside.centre


def _adults(problem: Problem, plan: Plan) -> Iterator[Finding]:
    turns: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for adult, slot, centre in _presences(problem, plan):
        turns[adult].append((slot, centre))
    for adult, mine in turns.items():
        one = problem.adults[adult]
        values: dict[str, str | int] = {"adult": one.id, "turns": len(mine)}
        if len(mine) > one.week_max:
            yield Finding(N_("%(adult)s has %(turns)s turns, more than agreed"), values)
        if len({slot for slot, _ in mine}) < len(mine):
            yield Finding(N_("%(adult)s is in two places at once"), values)
        if any(slot not in one.free for slot, _ in mine):
            yield Finding(N_("%(adult)s is not free at that time"), values)
        if any(not problem.within_reach(adult, centre) for _, centre in mine):
            yield Finding(N_("%(adult)s does not go that far"), values)
        for (slot, centre), (other, there) in combinations(mine, 2):
            same = problem.slots[slot].day == problem.slots[other].day
            if same and slot != other and not problem.same_day(centre, slot, there, other):
                yield Finding(N_("%(adult)s cannot be at two such centres on one day"), values)


def _at(problem: Problem, plan: Plan) -> dict[tuple[int, int], list[Session]]:
    held: dict[tuple[int, int], list[Session]] = defaultdict(list)
    for one in plan.sessions:
        held[problem.classes[one.class_].centre, one.slot].append(one)
    return held


def _rooms(problem: Problem, plan: Plan) -> Iterator[Finding]:
    for (centre, slot), held in _at(problem, plan).items():
        rooms = problem.centres[centre].rooms
        values: dict[str, str | int] = {"centre": problem.centres[centre].id}
        if len({one.room for one in held}) < len(held):
            yield Finding(N_("two sessions are in one room of %(centre)s"), values)
        if any((slot, one.room) in problem.centres[centre].taken for one in held):
            yield Finding(N_("a room of %(centre)s is used while something else is in it"), values)
        for one in held:
            children = len(problem.classes[one.class_].children)
            if one.room >= len(rooms) or rooms[one.room] < children:
                yield Finding(N_("a session does not fit its room in %(centre)s"), values)


def _two_adults(problem: Problem, plan: Plan) -> Iterator[Finding]:
    beside: dict[tuple[int, int], list[int]] = defaultdict(list)
    for one in plan.beside:
        beside[one.centre, one.slot].append(one.adult)
    held = _at(problem, plan)
    for place, sessions in held.items():
        present = {one.lead for one in sessions} | set(beside[place])
        pair = any(problem.independent(a, b) for a, b in combinations(sorted(present), 2))
        alone = len(sessions) == 1 and problem.may_be_alone(sessions[0].lead, sessions[0].class_)
        if not pair and not alone:
            yield Finding(
                N_("two independent adults are missing in %(centre)s"),
                {"centre": problem.centres[place[0]].id},
            )
    for place in beside:
        if place not in held:
            yield Finding(
                N_("a second adult is in %(centre)s where nothing is held"),
                {"centre": problem.centres[place[0]].id},
            )


def _counts(problem: Problem, plan: Plan) -> Iterator[Finding]:
    wanted = sum(one.times for one in problem.classes)
    missing = wanted - len(plan.sessions)
    if plan.wanted != wanted or plan.unscheduled != missing:
        yield Finding(
            N_("%(missing)s of %(wanted)s sessions are missing, the plan says otherwise"),
            {"missing": missing, "wanted": wanted},
        )
    if plan.bound is not None and plan.bound > missing:
        yield Finding(N_("fewer sessions are missing than the plan proves possible"), {})
    if plan.status == "optimal" and plan.bound != missing:
        yield Finding(N_("the plan says optimal and does not prove it"), {})


def _locks(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Each lock takes one session of its own; the others make way where they can."""
    taken: dict[int, int] = {}

    def find(lock: int, tried: set[int]) -> bool:
        wish = problem.locks[lock]
        for at, one in enumerate(plan.sessions):
            fits = one.class_ == wish.class_ and wish.slot in (None, one.slot)
            if not fits or wish.adult not in (None, one.lead) or at in tried:
                continue
            tried.add(at)
            if at not in taken or find(taken[at], tried):
                taken[at] = lock
                return True
        return False

    for lock, wish in enumerate(problem.locks):
        if not find(lock, set()):
            yield Finding(
                N_("a fixed session of %(class)s is not kept"),
                {"class": problem.classes[wish.class_].id},
            )
