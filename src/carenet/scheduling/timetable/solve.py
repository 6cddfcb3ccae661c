"""Makes a week: what is fixed, a first complete week, a guided search, a proof, the reasons.

Searches run side by side in threads (their compiled loops hold no lock of the interpreter) and the
better week goes on in all. The same seed, threads and number of rounds give the same week; a
limit in seconds makes the number of rounds depend on the machine. Once it is proven that no week
leaves fewer sessions out, the search goes on for a moment only.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from carenet.scheduling.timetable.arrays import NOBODY, world_of
from carenet.scheduling.timetable.bound import missing_at_least
from carenet.scheduling.timetable.clashes import Fit, clashing, hold_locks
from carenet.scheduling.timetable.making import Making, begin, beside_of, sessions_of
from carenet.scheduling.timetable.outcome import Cancelled, Clash, Plan, Progress
from carenet.scheduling.timetable.problem import Problem
from carenet.scheduling.timetable.shortage import shortages

SECONDS: Final = 45.0
ROUNDS_MAX: Final = 20_000
SWEEPS_MAX: Final = 12
PATIENCE_ROUNDS: Final = 4_000
"""So many rounds without a better week, and the search is over."""
SETTLED_ROUNDS: Final = 40
"""So many are enough where it is proven that no week leaves fewer sessions out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop. `prove` asks for the bound, which takes one of the threads."""

    seconds: float = SECONDS
    rounds: int = ROUNDS_MAX
    threads: int = 2
    seed: int = 0
    prove: bool = True
    clock: Callable[[], float] = time.monotonic


def solve(
    problem: Problem,
    limits: Limits | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Plan:
    """The best week found within the limits, with what is proven of it."""
    limits = limits or Limits()
    began = limits.clock()
    fit = hold_locks(problem)
    if fit is None:
        return _infeasible(problem, limits, began)
    searches = _begin(problem, fit, limits)
    first = limits.clock() - began
    prover = _Prover(problem, limits) if limits.prove else None
    _search(searches, limits, began, progress, cancelled, prover)
    best = min(searches, key=lambda one: one.missing)
    for _ in range(SWEEPS_MAX):
        if not best.polish():
            break
    bound = prover.bound(max(limits.seconds - (limits.clock() - began), 0)) if prover else None
    spent = {
        "first": round(first, 3),
        "total": round(limits.clock() - began, 3),
    }
    return _plan(problem, best, bound, spent)


def _begin(problem: Problem, fit: Fit, limits: Limits) -> list[Making]:
    world = world_of(problem)
    for session, _, _ in fit.held:
        world.locked[session] = 1
    return [
        begin(problem, world, fit.held, fit.beside, limits.seed * 64 + number)
        for number in range(max(limits.threads - limits.prove, 1))
    ]


def _search(
    searches: Sequence[Making],
    limits: Limits,
    began: float,
    progress: Progress | None,
    cancelled: Cancelled | None,
    prover: "_Prover | None",
) -> None:
    """Rounds of all searches side by side, until nothing is missing or a limit is met."""
    still, least = 0, min(one.missing for one in searches)
    with ThreadPoolExecutor(len(searches)) as pool:
        for number in range(limits.rounds):
            spent = limits.clock() - began
            if least == 0 or spent >= limits.seconds or still >= PATIENCE_ROUNDS:
                return
            if still >= SETTLED_ROUNDS and prover is not None and prover.settles(searches):
                return
            if cancelled is not None and cancelled():
                return
            list(pool.map(Making.turns, searches))
            best = min(searches, key=lambda one: one.missing)
            still = 0 if best.missing < least else still + 1
            least = best.missing
            for one in searches:
                if one.missing > least:
                    one.take_over(best)
            if progress is not None and number % 10 == 0:
                progress("searching", min(spent / limits.seconds, 1.0))


class _Prover:
    """The bound, computed beside the search."""

    def __init__(self, problem: Problem, limits: Limits) -> None:
        self.found: int | None = None
        self._problem, self._seconds = problem, limits.seconds
        self._thread = threading.Thread(target=self._prove, daemon=True)
        self._thread.start()

    def _prove(self) -> None:
        self.found = missing_at_least(self._problem, self._seconds)

    def settles(self, searches: Sequence[Making]) -> bool:
        """Whether some week leaves out no more sessions than are proven impossible."""
        fewest = min(int(np.count_nonzero(one.best.slot == NOBODY)) for one in searches)
        return self.found is not None and fewest <= self.found

    def bound(self, seconds: float) -> int | None:
        """What is proven after so many seconds more; None if nothing is yet."""
        self._thread.join(seconds + 1)
        return self.found


def _plan(problem: Problem, best: Making, bound: int | None, spent: dict[str, float]) -> Plan:
    sessions = sessions_of(problem, best.world, best.best)
    wanted = sum(one.times for one in problem.classes)
    unscheduled = wanted - len(sessions)
    if unscheduled == 0:
        bound = 0
    today = {(one.class_, one.slot) for one in problem.kept if one.slot is not None}
    anew = {one.class_ for one in problem.kept if one.slot is not None}
    leads: dict[int, set[int]] = {}
    for one in sessions:
        leads.setdefault(one.class_, set()).add(one.lead)
    return Plan(
        status="optimal" if bound == unscheduled else "feasible",
        sessions=sessions,
        beside=beside_of(best.best),
        missing=shortages(problem, best),
        wanted=wanted,
        unscheduled=unscheduled,
        bound=bound,
        km=sum(problem.km(one.lead, problem.classes[one.class_].centre) for one in sessions),
        tutors_more=sum(len(who) - 1 for who in leads.values()),
        moved=sum(one.class_ in anew and (one.class_, one.slot) not in today for one in sessions),
        seconds=spent,
    )


def _infeasible(problem: Problem, limits: Limits, began: float) -> Plan:
    wanted = sum(one.times for one in problem.classes)
    return Plan(
        status="infeasible",
        wanted=wanted,
        unscheduled=wanted,
        clashes=(Clash(clashing(problem)),),
        seconds={"total": round(limits.clock() - began, 3)},
    )
