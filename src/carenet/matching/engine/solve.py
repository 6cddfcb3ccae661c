"""The one door of the engine: a problem and its limits in, an outcome with its proof out."""

from dataclasses import replace

from carenet.matching.engine.apart import solve_apart
from carenet.matching.engine.flow import places_per_helper
from carenet.matching.engine.outcome import (
    Cancelled,
    Duals,
    Limits,
    Number,
    Outcome,
    Progress,
    Proven,
    Status,
)
from carenet.matching.engine.prepare import (
    children_left_out,
    clashes_of,
    prepare,
    total_cost,
    with_locks,
)
from carenet.matching.engine.problem import Ints, Problem
from carenet.matching.engine.settle import all_shown, as_positions, impossible, settled, shown
from carenet.matching.engine.standing import Standing
from carenet.matching.engine.uneven import solve_uneven
from carenet.matching.engine.unit import Exact, solve_unit
from carenet.matching.engine.watch import Watch


def solve(
    problem: Problem,
    limits: Limits | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    earlier: Standing | None = None,
) -> Outcome:
    """Match groups with helpers: fewest children left out tier by tier, then least cost.

    Stops at the limits or when `cancelled` says so, with the best found and honest bounds. What an
    `earlier` plan of nearly the same problem knew makes it quicker; the proof is as complete.
    """
    watch = Watch(limits or Limits(), progress, cancelled)
    clashes = clashes_of(problem)
    if clashes:
        return impossible(problem, clashes, watch)
    if problem.apart:
        return solve_apart(problem, lambda p: _solved(p, watch, earlier), watch)
    return _solved(problem, watch, earlier)


def _solved(problem: Problem, watch: Watch, earlier: Standing | None) -> Outcome:
    watch.tell("candidates", 0.0)
    prepared = prepare(problem, earlier=earlier)
    if not prepared.network.capped and places_per_helper(prepared.network) is not None:
        found = solve_unit(prepared, watch, earlier)
        if found is not None:
            return _of_unit(found, watch)
    if problem.spread is not None:
        return _not_spread(problem, watch)
    return solve_uneven(prepared, watch, earlier)


def _not_spread(problem: Problem, watch: Watch) -> Outcome:
    """Where no weights fit the flow: a plan that heeds the pairs alone, its bounds still true."""
    plain = replace(problem, spread=None)
    outcome = solve_uneven(prepare(plain), watch)
    cost = shown(total_cost(problem, as_positions(outcome.assignment)), problem.scales.cost)
    best = outcome.status == "optimal" and cost == outcome.cost.bound
    status: Status = "optimal" if best else "feasible"
    return replace(outcome, cost=Proven(cost, outcome.cost.bound), status=status)


def _of_unit(found: Exact, watch: Watch) -> Outcome:
    problem = found.prepared.problem
    full = with_locks(found.prepared, found.assignment)
    out = children_left_out(problem, full)
    scale = problem.scales
    load = int(found.prepared.network.load[0]) if found.prepared.network.size else 1
    duals = Duals(
        all_shown(found.worth, scale.cost),
        _per_load(found.price, scale.cost, load / scale.load),
        {t: shown(w * scale.size, scale.cost) for t, w in found.weights.items()},
        found.levels,
    )
    return settled(found.prepared, found.assignment, out, total_cost(problem, full), duals, watch)


def _per_load(price: Ints, cost_scale: int, load: float) -> tuple[Number, ...]:
    """The price of one unit of every helper's capacity when a pair takes `load` of it."""
    values = all_shown(price, cost_scale)
    return values if load == 1 else tuple(v / load if load else 0 for v in values)
