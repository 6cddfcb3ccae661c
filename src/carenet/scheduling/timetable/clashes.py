"""Whether all fixed sessions can hold together, exactly; and if not, which of them clash.

A small model for OR-Tools CP-SAT of the fixed sessions alone: each takes one of the times and leads
its wish leaves open, under every rule of the week. If none exists, wishes are left out one after
the other as long as the rest still clashes: what remains is a set of which none can be left out.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from carenet.scheduling.timetable.outcome import Beside
from carenet.scheduling.timetable.problem import Fixed, Problem

SECONDS_MAX: Final = 20.0
LOCKS_MAX: Final = 2_000
Option = tuple[int, int]
"""Slot and lead."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Where the fixed sessions stand: session, slot, lead; and who stands beside."""

    held: tuple[tuple[int, int, int], ...] = ()
    beside: tuple[Beside, ...] = ()


def hold_locks(problem: Problem) -> Fit | None:
    """A place for every fixed session, or None if there is none for all together."""
    return _fitted(problem, range(len(problem.locks))) if problem.locks else Fit()


def clashing(problem: Problem) -> tuple[int, ...]:
    """Wishes that cannot hold together, of which none can be left out."""
    left = list(range(len(problem.locks)))
    for lock in tuple(left):
        rest = [one for one in left if one != lock]
        if _fitted(problem, rest) is None:
            left = rest
    return tuple(left)


def _options(problem: Problem, lock: Fixed) -> list[Option]:
    """The times and leads that one wish leaves open, by the rules that concern it alone."""
    one = problem.classes[lock.class_]
    able = problem.slots_of(lock.class_)
    slots = able if lock.slot is None else able & {lock.slot}
    adults = range(len(problem.adults)) if lock.adult is None else (lock.adult,)
    return [
        (slot, adult)
        for slot in sorted(slots)
        for adult in adults
        if one.subject in problem.adults[adult].subjects
        and slot in problem.adults[adult].free
        and problem.within_reach(adult, one.centre)
    ]


def _fitted(problem: Problem, locks: Sequence[int]) -> Fit | None:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    made = _Model(problem, model)
    for lock in locks:
        made.add(lock, _options(problem, problem.locks[lock]))
    made.rules()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS_MAX
    solver.parameters.num_workers = 1
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return made.read(solver)


class _Model:
    """The fixed sessions and the adults beside them, as yes or no of each possibility."""

    def __init__(self, problem: Problem, model: Any) -> None:
        self.problem, self.model = problem, model
        self.held: dict[tuple[int, int, int], Any] = {}
        self.beside: dict[tuple[int, int, int], Any] = {}

    def add(self, lock: int, options: list[Option]) -> None:
        """One wish: exactly one of its options."""
        mine = {(lock, slot, lead): self.model.new_bool_var("") for slot, lead in options}
        self.model.add_exactly_one(mine.values())
        self.held |= mine

    def rules(self) -> None:
        """What the sessions must keep together."""
        self._classes()
        self._second_adults()
        self._adults()
        self._rooms()

    def _classes(self) -> None:
        problem = self.problem
        times: dict[int, set[int]] = defaultdict(set)
        days: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for (lock, slot, _), var in self.held.items():
            class_ = problem.locks[lock].class_
            times[class_].add(lock)
            for child in problem.classes[class_].children:
                days[child, problem.slots[slot].day].append(var)
        for both in {tuple(map(id, one)): one for one in days.values()}.values():
            self.model.add_at_most_one(both)
        for class_, locks in times.items():
            if len(locks) > problem.classes[class_].times:
                self.model.add_bool_or([])

    def _places(self) -> dict[tuple[int, int], list[tuple[int, int, Any]]]:
        """Centre and slot: class, lead and variable of every session that may be there."""
        places: dict[tuple[int, int], list[tuple[int, int, Any]]] = defaultdict(list)
        for (lock, slot, lead), var in self.held.items():
            class_ = self.problem.locks[lock].class_
            places[self.problem.classes[class_].centre, slot].append((class_, lead, var))
        return places

    def _second_adults(self) -> None:
        """Each session has an independent adult there, or may be alone and is."""
        problem = self.problem
        for (centre, slot), there in self._places().items():
            for adult, one in enumerate(problem.adults):
                if slot in one.free and problem.within_reach(adult, centre):
                    self.beside[centre, slot, adult] = self.model.new_bool_var("")
            seconds = {
                adult: var for (c, t, adult), var in self.beside.items() if (c, t) == (centre, slot)
            }
            self.model.add_at_most_one(seconds.values())
            pairs = [
                self._both(a, b)
                for (_, one, a), (_, other, b) in combinations(there, 2)
                if problem.independent(one, other)
            ]
            pairs += [
                self._both(var, second)
                for _, lead, var in there
                for adult, second in seconds.items()
                if problem.independent(lead, adult)
            ]
            for class_, lead, var in there:
                others = [x for k, _, x in there if x is not var]
                if problem.may_be_alone(lead, class_):
                    alone = self.model.new_bool_var("")
                    for other in others:
                        self.model.add_implication(alone, other.negated())
                    self.model.add_bool_or([var.negated(), alone, *pairs])
                else:
                    self.model.add_bool_or([var.negated(), *pairs])

    def _both(self, one: Any, other: Any) -> Any:
        both = self.model.new_bool_var("")
        self.model.add_implication(both, one)
        self.model.add_implication(both, other)
        return both

    def _adults(self) -> None:
        turns: dict[int, list[tuple[int, int, Any]]] = defaultdict(list)
        for (lock, slot, lead), var in self.held.items():
            centre = self.problem.classes[self.problem.locks[lock].class_].centre
            turns[lead].append((slot, centre, var))
        for (centre, slot, adult), var in self.beside.items():
            turns[adult].append((slot, centre, var))
        for adult, mine in turns.items():
            self.model.add(sum(var for _, _, var in mine) <= self.problem.adults[adult].week_max)
            for (slot, centre, a), (other, there, b) in combinations(mine, 2):
                same_day = self.problem.slots[slot].day == self.problem.slots[other].day
                if slot == other or (
                    same_day and not self.problem.same_day(centre, slot, there, other)
                ):
                    self.model.add_at_most_one((a, b))

    def _rooms(self) -> None:
        for (centre, slot), there in self._places().items():
            place = self.problem.centres[centre]
            rooms = [place.rooms[at] for at in place.rooms_free(slot)]
            for least in {len(self.problem.classes[k].children) for k, _, _ in there}:
                asked = [x for k, _, x in there if len(self.problem.classes[k].children) >= least]
                self.model.add(sum(asked) <= sum(room >= least for room in rooms))

    def read(self, solver: Any) -> Fit:
        """The places found, each with a session of its class."""
        first, count = [0], 0
        for one in self.problem.classes:
            count += one.times
            first.append(count)
        used: dict[int, int] = defaultdict(int)
        held = []
        for (lock, slot, lead), var in self.held.items():
            if solver.value(var):
                class_ = self.problem.locks[lock].class_
                held.append((first[class_] + used[class_], slot, lead))
                used[class_] += 1
        there = {
            (self.problem.classes[self.problem.locks[lock].class_].centre, slot)
            for (lock, slot, _), var in self.held.items()
            if solver.value(var)
        }
        beside = tuple(
            Beside(centre, slot, adult)
            for (centre, slot, adult), var in self.beside.items()
            if solver.value(var) and (centre, slot) in there
        )
        return Fit(tuple(held), beside)
