"""How many sessions no timetable can hold: a proof by prices, from a relaxed week.

The relaxation lets sessions and turns be split. It keeps, for every centre and slot, the rooms, the
skills and the number of adults; for every adult one place at a time, the week's turns, and one of
several far centres a day; for every child one session a day. HiGHS finds prices of these rules. The
bound is added up from the prices alone (weak duality: prices that are not negative always give
one), so it holds however the solver stopped.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from math import floor
from typing import Final

import numpy as np

from carenet.scheduling.timetable.problem import Problem

TOLERANCE: Final = 1e-6
Turn = tuple[int, int, int]


@dataclass(slots=True)
class Rows:
    """Rows of the form: a sum of columns stays within a limit."""

    limit: list[float] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add(self, limit: float, *parts: tuple[float, list[int]]) -> None:
        """One row: each part is a factor and the columns it stands before."""
        for factor, columns in parts:
            self.row += [len(self.limit)] * len(columns)
            self.column += columns
            self.value += [factor] * len(columns)
        self.limit.append(limit)


@dataclass(slots=True)
class Columns:
    """The relaxed week: how much of a class in a slot, of an adult as lead or beside."""

    many: int = 0
    held: dict[tuple[int, int], int] = field(default_factory=dict)
    leads: dict[Turn, list[int]] = field(default_factory=lambda: defaultdict(list))
    teaches: dict[tuple[int, int, str], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def new(self) -> int:
        """One column more."""
        self.many += 1
        return self.many - 1


def missing_at_least(problem: Problem, seconds: float) -> int:
    """So many sessions at least are missing from any week; 0 when nothing could be proven."""
    wanted = sum(one.times for one in problem.classes)
    if not wanted:
        return 0
    columns, rows = Columns(), Rows()
    _classes(problem, columns, rows)
    if not columns.held:
        return wanted
    _turns(problem, columns, rows)
    _presence(problem, columns, rows)
    most = _most(columns, rows, seconds)
    return max(wanted - floor(most + TOLERANCE), 0) if most is not None else 0


def _classes(problem: Problem, columns: Columns, rows: Rows) -> None:
    """Each class at most so often, each child once a day."""
    for position in range(len(problem.classes)):
        for slot in problem.slots_of(position):
            columns.held[position, slot] = columns.new()
    learns: dict[int, list[int]] = defaultdict(list)
    for position, one in enumerate(problem.classes):
        slots = problem.slots_of(position)
        rows.add(one.times, (1, [columns.held[position, slot] for slot in slots]))
        for child in one.children:
            learns[child].append(position)
    for together in {tuple(one) for one in learns.values()}:
        by_day: dict[int, list[int]] = defaultdict(list)
        for position in together:
            for slot in problem.slots_of(position):
                by_day[problem.slots[slot].day].append(columns.held[position, slot])
        for held in by_day.values():
            rows.add(1, (1, held))


def _turns(problem: Problem, columns: Columns, rows: Rows) -> None:
    """An adult is in one place at a time, so many times a week, at one of far centres a day."""
    asked: dict[int, set[str]] = defaultdict(set)
    for one in problem.classes:
        asked[one.centre].add(one.subject)
    for adult, who in enumerate(problem.adults):
        reached = [c for c in asked if problem.within_reach(adult, c)]
        at: dict[int, list[int]] = defaultdict(list)
        days: dict[tuple[int, int], list[list[int]]] = defaultdict(list)
        for centre in reached:
            for slot in problem.centres[centre].open & who.free:
                turn = columns.leads[adult, centre, slot]
                turn.append(columns.new())
                for subject in asked[centre] & who.subjects:
                    turn.append(columns.new())
                    columns.teaches[centre, slot, subject].append(turn[-1])
                at[slot] += turn
                days[centre, problem.slots[slot].day].append(turn)
        for turns in at.values():
            rows.add(1, (1, turns))
        rows.add(who.week_max, (1, [column for turns in at.values() for column in turns]))
        _one_of_far(problem, reached, days, columns, rows)


def _one_of_far(
    problem: Problem, reached: list[int], days: dict[tuple[int, int], list[list[int]]],
    columns: Columns, rows: Rows,
) -> None:  # fmt: skip
    """Of centres that are all far from one another only one a day."""
    far: list[int] = []
    for centre in reached:
        if all(problem.km_between(centre, other) > problem.rules.km_same_day for other in far):
            far.append(centre)
    if len(far) < 2:
        return
    for day in {day for _, day in days}:
        there = []
        for centre in far:
            if turns := days.get((centre, day)):
                there.append(columns.new())
                for turn in turns:
                    rows.add(0, (1, turn), (-1, [there[-1]]))
        if len(there) > 1:
            rows.add(1, (1, there))


def _presence(problem: Problem, columns: Columns, rows: Rows) -> None:
    """At every centre and slot: leads who can teach it, rooms, and two adults once it is open."""
    present: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (_, centre, slot), turn in columns.leads.items():
        present[centre, slot] += turn
    subjects: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    held: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (position, slot), column in columns.held.items():
        one = problem.classes[position]
        subjects[one.centre, slot, one.subject].append(column)
        held[one.centre, slot].append(column)
    for place, taught in subjects.items():
        rows.add(0, (1, taught), (-1, columns.teaches.get(place, [])))
    for (centre, slot), sessions in held.items():
        rooms = len(problem.centres[centre].rooms_free(slot))
        if problem.centres[centre].observable:
            rows.add(rooms, (1, sessions))
            continue
        opened = columns.new()
        rows.add(0, (1, sessions), (-rooms, [opened]))
        for column in sessions:
            rows.add(0, (1, [column]), (-1, [opened]))
        rows.add(0, (2, [opened]), (-1, present[centre, slot]))


def _most(columns: Columns, rows: Rows, seconds: float) -> float | None:
    """The most sessions that the prices of the rules allow."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    gain = np.zeros(columns.many)
    gain[list(columns.held.values())] = 1.0
    shape = (len(rows.limit), columns.many)
    table = csr_array((rows.value, (rows.row, rows.column)), shape=shape)
    limit = np.array(rows.limit)
    found = linprog(
        -gain, A_ub=table, b_ub=limit, bounds=(0, 1), method="highs-ipm",
        options={"time_limit": max(seconds, 0.1)},
    )  # fmt: skip
    if found.ineqlin is None or found.ineqlin.marginals is None:
        return None
    prices = np.maximum(-np.asarray(found.ineqlin.marginals, float), 0.0)
    over = np.maximum(gain - table.T @ prices, 0.0)
    return float(prices @ limit + over.sum())
