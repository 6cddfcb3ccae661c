"""Go on from an earlier plan with uneven loads: keep it, mend what changed, prove it anew."""

from typing import Final

import numpy as np

from carenet.matching.engine.network import NOBODY, assigned_pairs, in_network
from carenet.matching.engine.prepare import Prepared
from carenet.matching.engine.problem import Floats, Ints, Positions
from carenet.matching.engine.relaxation import Relaxation, drawn_near
from carenet.matching.engine.repair import placed_again, who_can_stay
from carenet.matching.engine.search import BLOCK_HELPERS, NEAR, STALE_MAX, Search
from carenet.matching.engine.standing import Standing
from carenet.matching.engine.unit import penalties
from carenet.matching.engine.watch import Watch

SWEEPS: Final = 3
TRIES: Final = 1
TAKE_SHARE: Final = 0.04
MEND_SHARE: Final = 0.04
"""Going on shall take a tenth of a search from nothing; the proofs need the rest of that."""


def went_on(prepared: Prepared, earlier: Standing, weights: dict[int, int], watch: Watch) -> Search:
    """The earlier plan in today's network: who can stay stays, the rest by chains and blocks.

    Whom that leaves out who had somebody is taken in by an exact search next to the nearest helper;
    after that only blocks around what has changed are looked at.
    """
    prepared = _with_held(prepared, earlier)
    relax = _priced(prepared, earlier, penalties(prepared, weights))
    within = NEAR * _usual_cost(prepared, earlier)
    prepared = drawn_near(prepared, relax, within)
    relax = _priced(prepared, earlier, penalties(prepared, weights))
    search = Search(prepared, relax)
    search.draw = np.random.default_rng(watch.limits.seed)
    stayed, _ = who_can_stay(prepared, earlier.assignment)
    unplaced = (stayed == NOBODY) & prepared.network.free
    restless = np.flatnonzero(unplaced & ~earlier.left_out)
    search.assignment, _ = placed_again(prepared, stayed, restless)
    for _ in range(SWEEPS):
        search.move_along(np.union1d(restless, np.flatnonzero(search.assignment == NOBODY)))
    lost = np.flatnonzero((search.assignment == NOBODY) & unplaced & ~earlier.left_out)
    search.take_in(lost, watch.part(TAKE_SHARE))
    search.idle[:] = STALE_MAX
    around = _around(prepared, search, stayed, restless)
    search.idle[around] = 0
    often = TRIES * len(around) / BLOCK_HELPERS[0]
    search.improve(watch.part(MEND_SHARE), sweeps=0, blocks_max=often)
    return search


def _with_held(prepared: Prepared, earlier: Standing) -> Prepared:
    """The pairs of the earlier plan are in the network wherever they are still allowed."""
    if prepared.grid is None:
        return prepared
    group = np.flatnonzero(earlier.assignment != NOBODY).astype(np.int32)
    helper = earlier.assignment[group]
    new = ~in_network(prepared.network, group, helper)
    return prepared.with_pairs(group[new], helper[new])


def _priced(prepared: Prepared, earlier: Standing, penalty: Ints) -> Relaxation:
    """The earlier prices; a group that is new is worth its cheapest way at them."""
    problem, network = prepared.problem, prepared.network
    relax = Relaxation(network, network.cost, penalty)
    scale = problem.scales
    known = ~np.isnan(earlier.group)
    prices = np.where(known, np.where(known, earlier.group, 0) * scale.cost, penalty)
    unit = np.nan_to_num(earlier.helper) * scale.cost / scale.load
    pays = network.cost + unit[network.helper] * network.load
    some = np.flatnonzero(np.diff(network.first))
    cheapest: Floats = penalty.astype(np.float64)
    if len(some):
        cheapest[some] = np.minimum.reduceat(pays, network.first[some])
    relax.start_from(np.where(known, prices, np.minimum(cheapest, penalty)))
    return relax


def _usual_cost(prepared: Prepared, earlier: Standing) -> float:
    mine = assigned_pairs(prepared.network, earlier.assignment)
    held = mine[mine >= 0]
    return float(prepared.network.cost[held].mean()) if len(held) else 1.0


def _around(prepared: Prepared, search: Search, stayed: Positions, restless: Ints) -> Ints:
    """The helpers that changed hands, and the two nearest of everyone who had to move."""
    network = prepared.network
    changed = np.union1d(np.flatnonzero(search.assignment != stayed), restless)
    near = [
        network.helper[network.first[g] : network.first[g + 1]][
            np.argsort(network.cost[network.first[g] : network.first[g + 1]])[:2]
        ]
        for g in changed
    ]
    held = np.concatenate([search.assignment[changed], stayed[changed]])
    return np.unique(np.concatenate([held[held >= 0], *near])).astype(np.int64)
