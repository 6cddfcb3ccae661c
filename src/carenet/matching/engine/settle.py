"""From an assignment and its proof to the outcome people and files see."""

from collections.abc import Mapping

import numpy as np

from carenet.matching.engine.network import NOBODY
from carenet.matching.engine.outcome import Clash, Duals, Number, Outcome, Proven, Status
from carenet.matching.engine.prepare import Prepared, children_left_out, total_cost, with_locks
from carenet.matching.engine.problem import Ints, Positions, Problem
from carenet.matching.engine.watch import Watch


def shown(parts: int, scale: int) -> Number:
    """Exact parts as the number they stand for."""
    return int(parts) if scale == 1 else int(parts) / scale


def all_shown(parts: Ints, scale: int) -> tuple[Number, ...]:
    """The same of many."""
    return tuple(parts.tolist() if scale == 1 else (parts / scale).tolist())


def settled(
    prepared: Prepared,
    assignment: Positions,
    tier_bounds: Mapping[int, int],
    cost_bound: int,
    duals: Duals | None,
    watch: Watch,
) -> Outcome:
    """The outcome of an assignment of the free groups; bounds in exact parts.

    It is called optimal only when every value meets its bound.
    """
    problem = prepared.problem
    full = with_locks(prepared, assignment)
    out = children_left_out(problem, full)
    cost = total_cost(problem, full)
    scales = problem.scales
    best = cost == cost_bound and all(out[t] == tier_bounds[t] for t in out)
    return Outcome(
        as_tuple(full),
        {
            t: Proven(shown(v, scales.size), shown(tier_bounds[t], scales.size))
            for t, v in out.items()
        },
        Proven(shown(cost, scales.cost), shown(cost_bound, scales.cost)),
        "optimal" if best else "feasible",
        duals,
        {"solve": round(watch.elapsed(), 4)},
    )


def as_tuple(assignment: Positions) -> tuple[int | None, ...]:
    """Positions with None for nobody."""
    found: list[int | None] = assignment.tolist()
    for g in np.flatnonzero(assignment == NOBODY).tolist():
        found[g] = None
    return tuple(found)


def as_positions(assignment: tuple[int | None, ...]) -> Positions:
    """The inverse of `as_tuple`."""
    return np.array([NOBODY if h is None else h for h in assignment], np.int32)


def impossible(problem: Problem, clashes: tuple[Clash, ...], watch: Watch) -> Outcome:
    """The outcome when locks clash: nobody placed, nothing proven."""
    out = children_left_out(problem, np.full(len(problem.group_ids), NOBODY, np.int32))
    status: Status = "infeasible"
    return Outcome(
        (None,) * len(problem.group_ids),
        {t: Proven(shown(v, problem.scales.size), 0) for t, v in out.items()},
        Proven(0, 0),
        status,
        None,
        {"solve": round(watch.elapsed(), 4)},
        clashes,
    )
