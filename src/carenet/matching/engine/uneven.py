"""Solve a problem whose pairs take unequal shares of a helper: places or hours."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from carenet.matching.engine.candidates import pairs_below
from carenet.matching.engine.halls import weights_for
from carenet.matching.engine.levels import level_proofs
from carenet.matching.engine.mip import PAIRS_MAX, solve_levels
from carenet.matching.engine.network import in_network
from carenet.matching.engine.outcome import Duals, Level, Outcome
from carenet.matching.engine.prepare import Prepared, children_left_out, total_cost, with_locks
from carenet.matching.engine.problem import Ints, Positions
from carenet.matching.engine.relaxation import PARTS, Relaxation, exact_bound, priced_in
from carenet.matching.engine.search import Search
from carenet.matching.engine.settle import settled, shown
from carenet.matching.engine.start import Start, resembling_flow
from carenet.matching.engine.unit import penalties
from carenet.matching.engine.watch import Watch

FIRST_STEPS: Final = 100
LATER_STEPS: Final = 30
START_ROUNDS: Final = 5
PRICE_ROUNDS: Final = 3
SEARCH_SHARE: Final = 0.65
TUNE_SHARE: Final = 0.6
SEARCH_STEP: Final = 100
EXACT_SHARE: Final = 0.5
FACTORS: Final = (0.7, 0.5, 0.35, 0.25, 0.18, 0.13)
TUNE_STEPS: Final = 50


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """An exact bound on the cost with the tier counts as they are, and what proves it."""

    cost: int
    prices: Ints
    weights: dict[int, int]
    critical: tuple[float, ...]


def solve_uneven(prepared: Prepared, watch: Watch) -> Outcome:
    """The best plan found within the limits, and what is proven about it."""
    problem = prepared.problem
    small = len(problem.group_ids) * len(problem.helper_ids) <= PAIRS_MAX
    if prepared.grid is not None and small:
        worth = np.full(len(problem.group_ids), 1 << 61)
        group, helper = pairs_below(problem, prepared.grid, worth)
        new = ~in_network(prepared.network, group, helper)
        prepared = prepared.with_pairs(group[new], helper[new])
    exact = None
    watch.tell("prices", 0.0)
    if prepared.network.size <= PAIRS_MAX and (small or prepared.grid is None):
        watch.tell("exact", 0.0)
        sizes = [np.where(problem.tier == t, problem.size, 0) for t in problem.tiers]
        exact = solve_levels(prepared.network, sizes, watch.part(EXACT_SHARE).left())
    weights = weights_for(problem, 2 * int(prepared.network.cost.max(initial=0)) + 1)
    penalty = penalties(prepared, weights)
    prepared, relax, start = _started(prepared, penalty, watch)
    relax.ascend(FIRST_STEPS, watch, "prices")
    prepared, relax = _priced_in(prepared, relax, watch)
    assignment = exact if exact is not None else _searched(prepared, relax, start.assignment, watch)
    counts = children_left_out(problem, with_locks(prepared, assignment))
    bound = _tuned(prepared, relax, weights, assignment, counts, watch.part(TUNE_SHARE))
    levels, tier_bounds = level_proofs(prepared, relax, weights, counts, watch)
    if exact is not None:
        cost = total_cost(problem, with_locks(prepared, exact))
        if bound.cost < cost or tier_bounds != counts:  # proven by search, not by prices
            return settled(prepared, exact, counts, cost, None, watch)
    duals = _duals(prepared, bound, levels)
    return settled(prepared, assignment, tier_bounds, bound.cost, duals, watch)


def _started(prepared: Prepared, penalty: Ints, watch: Watch) -> tuple[Prepared, Relaxation, Start]:
    """A resembling flow and its prices, with the pairs let in that they call for."""
    for turn in range(START_ROUNDS):
        watch.tell("start", turn / START_ROUNDS)
        start = resembling_flow(prepared.network, penalty)
        relax = Relaxation(prepared.network, prepared.network.cost, penalty)
        relax.start_from(start.prices)
        wider = priced_in(prepared, relax)
        if wider.network.size == prepared.network.size or watch.over():
            break
        if turn + 1 < START_ROUNDS:
            prepared = wider
    return prepared, relax, start


def _priced_in(prepared: Prepared, relax: Relaxation, watch: Watch) -> tuple[Prepared, Relaxation]:
    """Let in the pairs that the prices call for, and move on from there."""
    for _ in range(PRICE_ROUNDS):
        before = prepared.network.size
        prepared = priced_in(prepared, relax)
        if prepared.network.size == before or watch.over():
            break
        wider = Relaxation(prepared.network, prepared.network.cost, relax.penalty)
        wider.start_from(relax.prices)
        wider.ascend(LATER_STEPS, watch, "prices")
        relax = wider
    return prepared, relax


def _searched(
    prepared: Prepared, relax: Relaxation, suggested: Positions, watch: Watch
) -> Positions:
    """A plan by turns and blocks, as long as the limits allow and the bound is not met."""
    step = SEARCH_STEP * int(prepared.network.cost.max(initial=0)) + 1
    search = Search(relax, penalties(prepared, weights_for(prepared.problem, step)))
    problem = prepared.problem
    search.first_plan(suggested, problem.tier, problem.size, watch.limits.seed)
    search.improve(watch.part(SEARCH_SHARE), relax.value + 0.5)
    return search.assignment


def _tuned(
    prepared: Prepared,
    relax: Relaxation,
    weights: dict[int, int],
    assignment: Positions,
    counts: dict[int, int],
    watch: Watch,
) -> Bound:
    """The best bound on the cost at these counts: the weights are multipliers too."""
    best = _bound(prepared, relax, weights, counts)
    cost = total_cost(prepared.problem, with_locks(prepared, assignment))
    tiers = [t for t, count in counts.items() if count]
    if not tiers:
        return best
    cheapest = relax.penalty.copy()
    np.minimum.at(cheapest, prepared.network.group_of_pair(), prepared.network.cost)
    for factor in FACTORS:
        if watch.over() or cost - best.cost <= watch.limits.gap * cost:
            break
        lower = weights | {tiers[-1]: max(round(weights[tiers[-1]] * factor), 1)}
        network = prepared.network
        other = Relaxation(network, network.cost, penalties(prepared, lower))
        other.start_from(np.minimum(cheapest + factor * (relax.prices - cheapest), other.penalty))
        other.ascend(TUNE_STEPS, watch, "bound")
        prepared, other = _priced_in(prepared, other, watch)
        found = _bound(prepared, other, lower, counts)
        if found.cost <= best.cost:
            break
        best = found
    return best


def _bound(
    prepared: Prepared, relax: Relaxation, weights: dict[int, int], counts: dict[int, int]
) -> Bound:
    problem = prepared.problem
    prices = relax.whole_prices()
    value = exact_bound(prepared, prices, relax.penalty, with_cost=True)
    value -= PARTS * sum(weights[t] * count for t, count in counts.items())
    free = with_locks(prepared, np.full(len(problem.group_ids), -1, np.int32))
    cost = -(-value // PARTS) + total_cost(problem, free)
    return Bound(max(cost, 0), prices, weights, tuple(relax.critical.tolist()))


def _duals(prepared: Prepared, bound: Bound, levels: tuple[Level, ...]) -> Duals:
    scale = prepared.problem.scales
    return Duals(
        tuple(_number(u, PARTS * scale.cost) for u in bound.prices.tolist()),
        tuple(round(c * scale.load / scale.cost, 6) for c in bound.critical),
        {t: shown(w * scale.size, scale.cost) for t, w in bound.weights.items()},
        levels,
    )


def _number(parts: int, scale: int) -> int | float:
    return parts // scale if parts % scale == 0 else parts / scale
