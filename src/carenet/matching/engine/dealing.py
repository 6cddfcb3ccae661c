"""Deal a whole plan out anew, region by region, where helpers take few groups each."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from carenet.matching.engine.blocks import neighbourhood
from carenet.matching.engine.bundles import Dealing, Prices, Region, dealt, left_by_prices, redealt
from carenet.matching.engine.network import NOBODY, Network
from carenet.matching.engine.problem import Floats, Ints, Positions
from carenet.matching.engine.search import Search
from carenet.matching.engine.watch import Watch

REGION_HELPERS: Final = 800
GROUPS_PER_HELPER: Final = 6.0
WITHIN: Final = 0.2
HELPERS_LEAST: Final = 200
SECONDS_PER_HELPER: Final = 0.004
CHAINS: Final = 2
CHAINS_MOST: Final = 6
TAKEN_IN_MOST: Final = 24
SMALL_HELPERS: Final = 80
REDEALT_MOST: Final = 2
"""So often each helper is in a small region, unless time is up before."""
SMALL_AT_ONCE: Final = 4
"""Dealt side by side from the same plan, however many threads there are."""
REDEALT_WITHIN: Final = 0.15


def deal_anew(search: Search, watch: Watch) -> bool:
    """Whether a better plan was found by bundles; the plan stays as it is if not.

    Regions are dealt side by side, each on its own, so that threads change no result. Among few
    helpers annealing and blocks do better, and with little time there is none to deal out half.
    """
    if not _pays(search, watch):
        return False
    before, figures = search.assignment, search.figures()
    dealing = _dealing(search, watch, WITHIN)
    search.assignment = _dealt_out(search, dealing, watch)
    redeal(search, watch)
    for sweep in range(CHAINS_MOST):
        if sweep >= CHAINS and search.figures() < figures:
            break
        search.move_along()
    search.take_in(_urgent_lost(search, figures), watch)
    if search.figures() < figures:
        return True
    search.assignment = before
    return False


def _dealing(search: Search, watch: Watch, within: float) -> Dealing:
    network = search.relaxation.network
    prices = Prices(search.relaxation.prices, within * search.usual_cost())
    return Dealing(search.prepared.problem, network, network.group_of_pair(), prices, watch.over)


def _dealt_out(search: Search, dealing: Dealing, watch: Watch) -> Positions:
    """All regions dealt out, as many children left out in each as the prices say."""
    regions, before = _regions(search), search.assignment
    after, penalty = before.copy(), search.relaxation.penalty.astype(np.float64)
    with ThreadPoolExecutor(watch.limits.threads) as pool:
        priced = pool.map(lambda one: left_by_prices(dealing, one, before, penalty), regions)
        lefts = _shared(dealing.problem.tiers, np.array(list(priced)), search.figures())
        found = pool.map(lambda one, left: dealt(dealing, one, before, left), regions, lefts)
        for k, (region, mine) in enumerate(zip(regions, found, strict=True)):
            if mine is not None:
                after[region.groups] = mine
            watch.tell("blocks", (k + 1) / len(regions))
    return after


def _shared(tiers: list[int], priced: Floats, figures: tuple[int, ...]) -> list[dict[int, int]]:
    """As many children left out as now, shared among the regions as the prices would have it."""
    total = np.array(figures[: len(tiers)], np.float64)
    so_far = np.cumsum(priced, axis=0)
    scaled = np.rint(so_far * (total / np.maximum(so_far[-1], 1e-9))).astype(np.int64)
    scaled[-1] = total
    each = np.diff(scaled, axis=0, prepend=0)
    return [dict(zip(tiers, map(int, row), strict=True)) for row in each]


def redeal(search: Search, watch: Watch) -> None:
    """Deal small regions anew, one exact search each: first around helpers far from what the prices promise."""
    network = search.relaxation.network
    dealing = _dealing(search, watch, REDEALT_WITHIN)
    order = np.argsort(network.helper, kind="stable")
    tried = np.zeros(network.helpers, np.int64)
    with ThreadPoolExecutor(watch.limits.threads) as pool:
        while not watch.over() and tried.min() < REDEALT_MOST:
            regions = _small(search, order, tried)
            before = search.assignment.copy()
            found = pool.map(lambda one, now=before: redealt(dealing, one, now), regions)
            for region, mine in zip(regions, found, strict=True):
                if mine is not None:
                    _kept_if_better(search, region, mine)
            watch.tell("blocks", float(np.minimum(tried, REDEALT_MOST).mean()) / REDEALT_MOST)


def _kept_if_better(search: Search, region: Region, mine: Positions) -> None:
    figures, standing = search.figures(), search.assignment
    search.assignment = standing.copy()
    search.assignment[region.groups] = mine
    if search.figures() > figures:
        search.assignment = standing


def _small(search: Search, order: Ints, tried: Ints) -> list[Region]:
    """Small regions that share no helper, least tried and furthest from what the prices promise first."""
    network, problem = search.relaxation.network, search.prepared.problem
    loss, used = search.loss(), np.zeros(network.helpers, np.bool_)
    holder = np.where(search.assignment == NOBODY, _nearest(search, network), search.assignment)
    wanted = (
        network.free & ((problem.size > 0) | (search.assignment != NOBODY)) & (holder != NOBODY)
    )
    regions = []
    for _ in range(SMALL_AT_ONCE):
        rest = np.flatnonzero(~used & (tried == tried[~used].min(initial=1 << 40)))
        if not len(rest):
            break
        centre = int(rest[np.argmax(loss[rest])])
        helpers = neighbourhood(network, search.relaxation.first, order, centre, SMALL_HELPERS)
        helpers = helpers[~used[helpers]]
        used[helpers] = True
        tried[helpers] += 1
        regions.append(Region(helpers, np.flatnonzero(wanted & np.isin(holder, helpers))))
    return regions


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
