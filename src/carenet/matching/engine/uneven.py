"""Solve a problem whose pairs take unequal shares of a helper: places or hours."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from carenet.matching.engine.baselines import beside_practice
from carenet.matching.engine.candidates import pairs_below
from carenet.matching.engine.dealing import deal_anew, redeal
from carenet.matching.engine.halls import weights_for
from carenet.matching.engine.held import held
from carenet.matching.engine.levels import level_proofs
from carenet.matching.engine.mip import PAIRS_MAX, solve_levels
from carenet.matching.engine.network import in_network
from carenet.matching.engine.onward import went_on
from carenet.matching.engine.outcome import Duals, Level, Outcome
from carenet.matching.engine.prepare import Prepared, children_left_out, total_cost, with_locks
from carenet.matching.engine.problem import Ints, Positions
from carenet.matching.engine.relaxation import PARTS, Relaxation, exact_bound, priced_in
from carenet.matching.engine.search import NEAR, Search
from carenet.matching.engine.settle import settled, shown
from carenet.matching.engine.standing import Standing
from carenet.matching.engine.start import Start, resembling_flow
from carenet.matching.engine.unit import penalties
from carenet.matching.engine.watch import Watch

START_SHARE: Final = 0.15
BRIEF_SHARE: Final = 0.1
BRIEF_TRIALS: Final = 60
ANNEAL_SHARE: Final = 0.4
DEAL_SHARE: Final = 0.7
ANNEAL_TRIALS: Final = 200
HELD_STEPS: Final = 700
AGAIN_STEPS: Final = 150
AGAIN_SHARE: Final = 0.2
FIRST_SHARE: Final = 0.5
FINAL_STEPS: Final = 2_000
START_ROUNDS: Final = 5
GUIDE_TURNS: Final = 2
GUIDE_SHARE: Final = 0.25
SEARCH_SHARE: Final = 0.6
BOTH_SHARE: Final = 0.7
PROOFS: Final = 1.2
LEVELS_SHARE: Final = 0.5
EXACT_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A plan with prices to go on from, and what is proven of the children left out."""

    prepared: Prepared
    relax: Relaxation
    assignment: Positions
    levels: tuple[tuple[Level, ...], dict[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """An exact bound on the cost with the tier counts as they are, and what proves it."""

    cost: int
    prices: Ints
    weights: dict[int, int]
    critical: tuple[float, ...]


def solve_uneven(prepared: Prepared, watch: Watch, earlier: Standing | None = None) -> Outcome:
    """The best plan found within the limits, and what is proven about it.

    With an `earlier` plan of nearly the same problem it is mended where something changed.
    """
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
    if prepared.network.capped:
        earlier = None  # going on moves groups by chains, which do not count services
    if exact is None and earlier is not None and (carried := earlier.weights(problem)) is not None:
        found = _went_on(prepared, earlier, carried, watch)
        if watch.over() or not _urgent_lost(found, earlier):
            return _outcome(found, watch, AGAIN_STEPS)
    if exact is None:
        return _outcome(_searched(prepared, weights, watch), watch, FINAL_STEPS)
    prepared, relax, _ = _started(prepared, penalties(prepared, weights), watch)
    counts = children_left_out(problem, with_locks(prepared, exact))
    cost = total_cost(problem, with_locks(prepared, exact))
    found = Found(prepared, relax, exact, level_proofs(prepared, relax, weights, counts, watch))
    by_prices = problem.caps is not None  # several services: the bounds are what prices prove
    if found.levels[1] != counts and not by_prices:  # proven by search, not by prices
        return settled(prepared, exact, counts, cost, None, watch)
    outcome = _outcome(found, watch, FINAL_STEPS)
    if outcome.cost.bound < outcome.cost.value and not by_prices:
        return settled(prepared, exact, counts, cost, None, watch)
    return outcome


def _urgent_lost(found: Found, earlier: Standing) -> bool:
    """Whether an urgent tier leaves out more children than the earlier plan itself did.

    In the least urgent tier that may well be so, for whom else has somebody left?
    """
    problem = found.prepared.problem
    now = children_left_out(problem, with_locks(found.prepared, found.assignment))
    then = {t: int(problem.size[earlier.left_out & (problem.tier == t)].sum()) for t in now}
    return any(now[t] > then[t] for t in problem.tiers[:-1])


def _outcome(found: Found, watch: Watch, steps: int) -> Outcome:
    """A plan with the best bound on its cost that so many steps find."""
    counts = children_left_out(found.prepared.problem, with_locks(found.prepared, found.assignment))
    bound = _proven(found, counts, watch, steps)
    levels, tier_bounds = found.levels
    tier_bounds = {t: min(tier_bounds[t], count) for t, count in counts.items()}
    duals = _duals(found.prepared, bound, levels)
    return settled(found.prepared, found.assignment, tier_bounds, bound.cost, duals, watch)


def _went_on(prepared: Prepared, earlier: Standing, weights: dict[int, int], watch: Watch) -> Found:
    """The earlier plan, mended, with prices to go on from and its tiers proven."""
    search = went_on(prepared, earlier, weights, watch)
    prepared, relax = search.prepared, search.relaxation
    counts = children_left_out(prepared.problem, with_locks(prepared, search.assignment))
    levels = level_proofs(prepared, relax, weights, counts, watch.part(LEVELS_SHARE))
    return Found(prepared, relax, search.assignment, levels)


def _started(prepared: Prepared, penalty: Ints, watch: Watch) -> tuple[Prepared, Relaxation, Start]:
    """A resembling flow and its prices, with the pairs let in that they call for."""
    brief = watch.part(START_SHARE)
    for turn in range(START_ROUNDS):
        watch.tell("start", turn / START_ROUNDS)
        start = resembling_flow(prepared.network, penalty)
        relax = Relaxation(prepared.network, prepared.network.cost, penalty)
        relax.start_from(start.prices)
        wider = priced_in(prepared, relax)
        if wider.network.size == prepared.network.size or brief.over():
            break
        if turn + 1 < START_ROUNDS:
            prepared = wider
    return prepared, relax, start


def _searched(prepared: Prepared, weights: dict[int, int], watch: Watch) -> Found:
    """A plan by turns, annealing and blocks, never worse than practice; with two threads its proofs come meanwhile."""
    problem = prepared.problem
    prepared, practice = beside_practice(prepared)
    prepared, relax, start = _started(prepared, penalties(prepared, weights), watch)
    search = Search(prepared, relax)
    search.first_plan(start.assignment, practice, watch.limits.seed)
    search.anneal(watch.part(BRIEF_SHARE), BRIEF_TRIALS)
    counts = children_left_out(problem, with_locks(prepared, search.assignment))
    began = watch.elapsed()
    search = _guided(search, HELD_STEPS, watch.part(GUIDE_SHARE), scaled=True)
    prepared = search.prepared
    share = watch.part(_search_share(watch, watch.elapsed() - began))
    with ThreadPoolExecutor(1) as pool:
        quiet = watch.part(1.0)
        quiet.progress = None
        if watch.limits.threads > 1:
            proofs = pool.submit(level_proofs, prepared, relax, weights, counts, quiet)
        dealt = deal_anew(search, share.part(DEAL_SHARE))
        if not dealt:
            search.anneal(share.part(ANNEAL_SHARE), ANNEAL_TRIALS)
            search.improve(share.part(FIRST_SHARE))
        search = _guided(search, AGAIN_STEPS, share.part(AGAIN_SHARE))
        if dealt:
            redeal(search, share)
        search.improve(share)
        if watch.limits.threads > 1:
            levels = proofs.result()
    now = children_left_out(problem, with_locks(prepared, search.assignment))
    lossy = [t for t, count in now.items() if count]
    if (
        watch.limits.threads == 1
        or lossy != [level.tier for level in levels[0]]
        or any(now[t] != counts[t] for t in lossy[:-1])
    ):
        levels = level_proofs(prepared, relax, weights, now, watch.part(LEVELS_SHARE))
    return Found(search.prepared, search.relaxation, search.assignment, levels)


def _search_share(watch: Watch, prices_took: float) -> float:
    """How much of what is left the search may have: the proofs at the end take about as long as the first prices."""
    least = BOTH_SHARE if watch.limits.threads > 1 else SEARCH_SHARE
    return max(least, 1 - PROOFS * prices_took / max(watch.left(), prices_took, 1e-9))


def _guided(search: Search, steps: int, watch: Watch, *, scaled: bool = False) -> Search:
    """The same plan with the prices of its own counts, and with the pairs these put near."""
    prepared = search.prepared
    counts = children_left_out(prepared.problem, with_locks(prepared, search.assignment))
    near = NEAR * search.usual_cost()
    aim = float(search.cost())
    prepared, relax, _ = held(
        prepared, search.relaxation, counts, steps, watch, aim,
        scaled=scaled, within=near, turns=GUIDE_TURNS,
    )  # fmt: skip
    return search.with_prices(prepared, relax)


def _proven(found: Found, counts: dict[int, int], watch: Watch, steps: int) -> Bound:
    """The best bound on the cost at these counts."""
    problem = found.prepared.problem
    cost = total_cost(problem, with_locks(found.prepared, found.assignment))
    prepared, relax, weights = held(found.prepared, found.relax, counts, steps, watch, float(cost))
    return _bound(prepared, relax, weights, counts)


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
