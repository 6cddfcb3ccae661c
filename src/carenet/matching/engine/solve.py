"""The one door of the engine: a problem and its limits in, an outcome with its proof out."""

from carenet.matching.engine.flow import places_per_helper
from carenet.matching.engine.outcome import Cancelled, Duals, Limits, Outcome, Progress
from carenet.matching.engine.prepare import (
    children_left_out,
    clashes_of,
    prepare,
    total_cost,
    with_locks,
)
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.settle import impossible, settled, shown
from carenet.matching.engine.uneven import solve_uneven
from carenet.matching.engine.unit import Exact, solve_unit
from carenet.matching.engine.watch import Watch


def solve(
    problem: Problem,
    limits: Limits | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Outcome:
    """Match groups with helpers: fewest children left out tier by tier, then least cost.

    Stops at the limits or when `cancelled` says so, with the best found and honest bounds.
    """
    watch = Watch(limits or Limits(), progress, cancelled)
    clashes = clashes_of(problem)
    if clashes:
        return impossible(problem, clashes, watch)
    watch.tell("candidates", 0.0)
    prepared = prepare(problem)
    if places_per_helper(prepared.network) is not None:
        found = solve_unit(prepared, watch)
        if found is not None:
            return _of_unit(found, watch)
    return solve_uneven(prepared, watch)


def _of_unit(found: Exact, watch: Watch) -> Outcome:
    problem = found.prepared.problem
    full = with_locks(found.prepared, found.assignment)
    out = children_left_out(problem, full)
    scale = problem.scales
    load = int(found.prepared.network.load[0]) if found.prepared.network.size else 1
    duals = Duals(
        tuple(shown(u, scale.cost) for u in found.worth.tolist()),
        tuple(_per_load(p, scale.cost, load / scale.load) for p in found.price.tolist()),
        {t: shown(w * scale.size, scale.cost) for t, w in found.weights.items()},
        found.levels,
    )
    return settled(found.prepared, found.assignment, out, total_cost(problem, full), duals, watch)


def _per_load(price: int, cost_scale: int, load: float) -> int | float:
    """The price of one unit of capacity when a pair takes `load` of it."""
    value = shown(price, cost_scale)
    return value if load == 1 else value / load if load else 0
