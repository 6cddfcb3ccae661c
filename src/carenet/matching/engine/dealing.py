"""Deal a whole plan out anew, region by region, where helpers take few groups each."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from carenet.matching.engine.bundles import Prices, Region, dealt
from carenet.matching.engine.network import NOBODY, Network
from carenet.matching.engine.problem import Ints, Positions
from carenet.matching.engine.search import Search
from carenet.matching.engine.watch import Watch

REGION_HELPERS: Final = 800
GROUPS_PER_HELPER: Final = 6.0
WITHIN: Final = 0.2
HELPERS_LEAST: Final = 200
SECONDS_PER_HELPER: Final = 0.003
CHAINS: Final = 2
CHAINS_MOST: Final = 6
TAKEN_IN_MOST: Final = 24


def deal_anew(search: Search, watch: Watch) -> bool:
    """Whether a better plan was found by bundles; the plan stays as it is if not.

    Regions are dealt side by side, each on its own, so that threads change no result. Among few
    helpers annealing and blocks do better, and with little time there is none to deal out half.
    """
    network, problem = search.relaxation.network, search.prepared.problem
    if not _pays(search, watch):
        return False
    regions = _regions(search)
    group, before = network.group_of_pair(), search.assignment
    prices = Prices(search.relaxation.prices, WITHIN * search.usual_cost())
    after, figures = before.copy(), search.figures()

    def work(region: Region) -> Positions | None:
        return dealt(problem, network, group, region, before, prices, watch)

    with ThreadPoolExecutor(watch.limits.threads) as pool:
        for k, (region, found) in enumerate(zip(regions, pool.map(work, regions), strict=True)):
            if found is not None:
                after[region.groups] = found
            watch.tell("blocks", (k + 1) / len(regions))
    search.assignment = after
    for sweep in range(CHAINS_MOST):
        if sweep >= CHAINS and search.figures() < figures:
            break
        search.move_along()
    search.take_in(_urgent_lost(search, figures), watch)
    if search.figures() < figures:
        return True
    search.assignment = before
    return False


def _urgent_lost(search: Search, figures: tuple[int, ...]) -> Ints:
    """Groups left out of the tiers that leave out more children than they may: few, of many dealt out."""
    network, problem = search.relaxation.network, search.prepared.problem
    out = (search.assignment == NOBODY) & network.free & (problem.size > 0)
    now = search.figures()
    worse = [t for k, t in enumerate(problem.tiers) if now[k] > figures[k]]
    return np.flatnonzero(out & np.isin(problem.tier, worse))[:TAKEN_IN_MOST]


def _pays(search: Search, watch: Watch) -> bool:
    """Whether helpers are many enough, hold few groups each, and time is likely to suffice."""
    network = search.relaxation.network
    placed = int((search.assignment != NOBODY).sum())
    needed = SECONDS_PER_HELPER * network.helpers
    return (
        not network.capped
        and network.helpers >= HELPERS_LEAST
        and 0 < placed <= GROUPS_PER_HELPER * network.helpers
        and needed <= watch.left() * watch.limits.threads
        and not watch.over()
    )


def _regions(search: Search) -> list[Region]:
    """Helpers cut into regions, each with the groups they hold and those left out nearest to them."""
    network, problem = search.relaxation.network, search.prepared.problem
    parts = _cut(search, np.arange(network.helpers, dtype=np.int64))
    region = np.full(network.helpers + 1, NOBODY, np.int64)
    for k, part in enumerate(parts):
        region[part] = k
    holder = np.where(search.assignment == NOBODY, _nearest(search, network), search.assignment)
    wanted = network.free & ((problem.size > 0) | (search.assignment != NOBODY))
    of_group = np.where(wanted, region[holder], NOBODY)
    return [Region(part, np.flatnonzero(of_group == k)) for k, part in enumerate(parts)]


def _nearest(search: Search, network: Network) -> Ints:
    """The helper that costs each group least, its price included; nobody without any pair."""
    dear = network.cost + search.relaxation.critical[network.helper] * network.load
    order = np.lexsort((dear, network.group_of_pair()))
    found = np.full(network.groups, NOBODY, np.int64)
    some = np.flatnonzero(np.diff(network.first))
    found[some] = network.helper[order[network.first[some]]]
    return found


def _cut(search: Search, helpers: Ints) -> list[Ints]:
    """Halves of halves along the longer side, as they lie on the plane; else as they stand."""
    if len(helpers) <= REGION_HELPERS:
        return [np.sort(helpers)]
    places = search.prepared.problem.places
    along = helpers.astype(np.float64)
    if places is not None:
        x, y = places.helper_x[helpers], places.helper_y[helpers]
        along = x if np.ptp(x) >= np.ptp(y) else y
    order = helpers[np.argsort(along, kind="stable")]
    half = len(order) // 2
    return [*_cut(search, order[:half]), *_cut(search, order[half:])]
