"""Groups that never go to one helper: the plan is made without the rule, and mended where it breaks it.

Leaving a rule out only widens what is allowed, so the prices of the plan without it prove their bounds
for the problem with it too. Where two kept apart meet, the one who can wait is barred from that helper
and the rest is solved again; they are few beside the groups of a round.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from carenet.matching.engine.outcome import Outcome, Proven
from carenet.matching.engine.prepare import children_left_out, pairs_at, total_cost
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.settle import as_positions, shown
from carenet.matching.engine.verify_bound import cost_proof, tier_proofs
from carenet.matching.engine.verify_pairs import allowed_pairs
from carenet.matching.engine.watch import Watch

TURNS_MAX: Final = 12
Solve = Callable[[Problem], Outcome]
Meeting = tuple[int, int]
"""A group that has to go, and the helper where it may not be."""


def solve_apart(problem: Problem, solve: Solve, watch: Watch) -> Outcome:
    """The plan of `solve`, with nobody at one helper with whom they are kept apart from."""
    free = replace(problem, apart=())
    first = plan = solve(free)
    if plan.status == "infeasible":
        return plan
    barred: set[Meeting] = set()
    for _ in range(TURNS_MAX):
        met = _meetings(problem, plan)
        if not met or problem.pairs is None or watch.over():
            break
        barred |= set(met)
        plan = solve(_without(free, barred))
    assignment = _moved(problem, plan)
    if assignment == first.assignment:
        return first
    return _proven(problem, first, assignment)


def _meetings(problem: Problem, plan: Outcome) -> list[Meeting]:
    locked = set(problem.locks)
    found = []
    for one, other in problem.apart:
        at = plan.assignment[one]
        if at is not None and at == plan.assignment[other]:
            # Who is locked stays; else the more urgent, then the first.
            goes = max((one, other), key=lambda g: ((g, at) not in locked, problem.tier[g], g))
            found.append((goes, at))
    return found


def _without(problem: Problem, barred: set[Meeting]) -> Problem:
    """The problem without some of its listed pairs."""
    pairs = problem.pairs
    if pairs is None:
        return problem
    width = len(problem.helper_ids)
    gone = np.array([g * width + h for g, h in sorted(barred)], np.int64)
    keep = ~np.isin(pairs.group.astype(np.int64) * width + pairs.helper, gone)
    fewer = replace(
        pairs, group=pairs.group[keep], helper=pairs.helper[keep], load=pairs.load[keep],
        cost=pairs.cost[keep], terms={name: part[keep] for name, part in pairs.terms.items()},
    )  # fmt: skip
    return replace(problem, pairs=fewer)


def _moved(problem: Problem, plan: Outcome) -> tuple[int | None, ...]:
    """Whoever still meets goes to the cheapest helper with room and without such a meeting, else to nobody."""
    assignment = list(plan.assignment)
    for goes, _ in _meetings(problem, plan):
        assignment[goes] = None
    away: dict[int, set[int]] = {}
    for one, other in problem.apart:
        away.setdefault(one, set()).add(other)
        away.setdefault(other, set()).add(one)
    for goes, _ in _meetings(problem, plan):
        shut = {assignment[g] for g in away[goes]}
        assignment[goes] = _elsewhere(problem, assignment, goes, shut)
    return tuple(assignment)


def _elsewhere(
    problem: Problem, assignment: list[int | None], group: int, shut: set[int | None]
) -> int | None:
    helpers = np.arange(len(problem.helper_ids), dtype=np.int32)
    allowed, load, cost = pairs_at(problem, np.full(len(helpers), group, np.int32), helpers)
    placed = np.array([g for g, h in enumerate(assignment) if h is not None], np.int32)
    at = np.array([h for h in assignment if h is not None], np.int32)
    room = problem.capacity.copy()
    np.subtract.at(room, at, pairs_at(problem, placed, at)[1])
    fits = allowed & (load <= room)
    fits[[h for h in shut if h is not None]] = False
    if problem.caps is not None:  # how many of a service a helper takes is not looked at here
        fits[:] = False
    return int(np.where(fits, cost, np.iinfo(np.int64).max).argmin()) if fits.any() else None


def _proven(problem: Problem, first: Outcome, assignment: tuple[int | None, ...]) -> Outcome:
    """The mended plan's figures, and the bounds that the first plan's prices prove beside them."""
    at = as_positions(assignment)
    scales = problem.scales
    out = {t: shown(v, scales.size) for t, v in children_left_out(problem, at).items()}
    cost = shown(total_cost(problem, at), scales.cost)
    plan = replace(
        first, assignment=assignment, status="feasible", cost=Proven(cost, 0),
        unmatched={t: Proven(v, v) for t, v in out.items()},
    )  # fmt: skip
    if first.duals is None:
        return replace(plan, unmatched={t: Proven(v, 0) for t, v in out.items()})
    allowed = allowed_pairs(problem)
    tiers = tier_proofs(problem, plan, first.duals, allowed)
    bound = cost_proof(problem, plan, first.duals, allowed)
    counts = {t: Proven(v, min(v, _number(tiers[t]))) for t, v in out.items()}
    proven = replace(plan, unmatched=counts, cost=Proven(cost, min(cost, _number(bound))))
    best = proven.cost.value == proven.cost.bound and all(
        p.value == p.bound for p in counts.values()
    )
    return replace(proven, status="optimal" if best else "feasible")


def _number(exact: object) -> int | float:
    value = float(exact)  # type: ignore[arg-type]
    return int(value) if value == int(value) else value
