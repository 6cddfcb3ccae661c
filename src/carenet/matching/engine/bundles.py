"""Deal a region out anew by bundles: whatever one helper takes together is one choice.

Where a helper takes few groups, those of its bundles that are nearly as good as its best at the
prices are few, and the linear program over them is nearly whole: most of it is settled by one
solution, the rest by the next ones and a small exact search at the end.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from carenet.matching.engine import highs
from carenet.matching.engine.loops import bundles as loops
from carenet.matching.engine.network import NOBODY, Network
from carenet.matching.engine.problem import Floats, Ints, Marks, Positions, Problem

MOST: Final = 200
SETTLED: Final = 0.95
SETTLED_SHARE: Final = 0.25
TURNS: Final = 12
WHOLE_HELPERS: Final = 60
WHOLE_NODES: Final = 20
WHOLE_GAP: Final = 5e-4
OUT_STEP: Final = 8
LEAST: Final = 0.01
GROWTH: Final = 1.15


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What serving each group is worth, and how far below its best a bundle may be."""

    group: Floats
    within: float


@dataclass(frozen=True, slots=True, eq=False)
class Bundles:
    """Bundle b is of helper `owner[b]` and holds the arcs `arcs[first[b]:first[b + 1]]`."""

    owner: Ints
    first: Ints
    arcs: Ints

    def joined(self, other: "Bundles") -> "Bundles":
        """These, then the others."""
        return Bundles(
            np.concatenate([self.owner, other.owner]),
            np.concatenate([self.first, self.first[-1] + other.first[1:]]),
            np.concatenate([self.arcs, other.arcs]),
        )

    def sums(self, values: Floats) -> Floats:
        """The sum over each bundle's arcs of a value by arc."""
        so_far = np.concatenate([[0.0], np.cumsum(values[self.arcs])])
        return np.asarray(so_far[self.first[1:]] - so_far[self.first[:-1]])


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Helpers, by position, and the groups that may be dealt out among them."""

    helpers: Ints
    groups: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Dealing:
    """What is dealt out: the problem, its network with each pair's group, and the prices that choose bundles."""

    problem: Problem
    network: Network
    group: Positions
    prices: Prices
    stop: highs.Stop


def left_by_prices(dealing: Dealing, region: Region, before: Positions, penalty: Floats) -> Floats:
    """How many children of each tier the best solution leaves out where that costs `penalty` a group."""
    groups, problem = region.groups, dealing.problem
    choice = _choice(dealing, region, before)
    solved = _solved(dealing, choice, groups, Out({}, penalty[groups]), whole=False)
    gone = solved.beyond * problem.size[groups]
    return np.array([gone[problem.tier[groups] == t].sum() for t in problem.tiers])


def dealt(
    dealing: Dealing, region: Region, before: Positions, left: dict[int, int]
) -> Positions | None:
    """Who would hold each group of the region; nobody for whom the bundles found no place.

    `left`: how many children of each tier may be left out; more are only where a place was lost in
    settling the rest. None if time ran out before all was settled.
    """
    problem, network, group = dealing.problem, dealing.network, dealing.group
    found = np.full(network.groups, NOBODY, np.int32)
    open_helper, open_group = (
        _marked(network.helpers, region.helpers),
        _marked(network.groups, region.groups),
    )
    left = dict(left)
    for turn in range(TURNS):
        rest = Region(np.flatnonzero(open_helper), np.flatnonzero(open_group))
        if not len(rest.helpers) or not len(rest.groups):
            break
        choice = _choice(dealing, rest, before)
        whole = len(rest.helpers) <= WHOLE_HELPERS or turn == TURNS - 1
        out = Out(left, _dear(dealing, rest.groups))
        solved = _solved(dealing, choice, rest.groups, out, whole=whole)
        if dealing.stop():
            return None
        if not whole:
            wider = replace(dealing.prices, within=dealing.prices.within * GROWTH)
            dealing = replace(dealing, prices=wider)
        for b in _settled(solved.share, len(rest.helpers), whole=whole):
            mine = choice.arcs[choice.first[b] : choice.first[b + 1]]
            if np.all(open_group[group[mine]]) and open_helper[choice.owner[b]]:
                found[group[mine]] = network.helper[mine]
                open_group[group[mine]] = False
                open_helper[choice.owner[b]] = False
        if whole:
            break
        for g in solved.leaves:
            open_group[g] = False
            left[int(problem.tier[g])] -= int(problem.size[g])
    return found[region.groups]


def redealt(dealing: Dealing, region: Region, before: Positions) -> Positions | None:
    """Who would best hold each group of a small region, found by one exact search from who does now."""
    choice = _choice(dealing, region, before)
    out = Out({}, _dear(dealing, region.groups))
    solved = _solved(dealing, choice, region.groups, out, whole=True)
    if dealing.stop():
        return None
    found = np.full(dealing.network.groups, NOBODY, np.int32)
    for b in np.flatnonzero(solved.share > 0.5):
        mine = choice.arcs[choice.first[b] : choice.first[b + 1]]
        found[dealing.group[mine]] = dealing.network.helper[mine]
    return found[region.groups]


def _marked(count: int, some: Ints) -> Marks:
    marks = np.zeros(count, np.bool_)
    marks[some] = True
    return marks


def _choice(dealing: Dealing, region: Region, before: Positions) -> Bundles:
    """The bundles of a region that are nearly as good as the best, and those that stand."""
    network, group = dealing.network, dealing.group
    open_group = _marked(network.groups, region.groups)
    mine = _marked(network.helpers, region.helpers)[network.helper]
    arcs = np.flatnonzero(mine & open_group[group])
    near = _near_best(network, group, arcs, dealing.prices)
    return near.joined(_present(network, group, region.helpers, before, open_group))


def _dear(dealing: Dealing, groups: Ints) -> Floats:
    """A cost of leaving groups out that outweighs what it saves."""
    problem = dealing.problem
    step = OUT_STEP * float(dealing.network.cost.max(initial=0)) + 1
    urgent = 1 + problem.tier.max(initial=0) - problem.tier[groups]
    return np.asarray(step * urgent * np.maximum(problem.size[groups], 1), np.float64)


def _settled(share: Floats, helpers: int, *, whole: bool) -> list[int]:
    """The bundles to settle on: those the solution takes wholly, or else the likeliest."""
    order = np.lexsort((np.arange(len(share)), -np.round(share, 6)))
    sure = int((share >= (0.5 if whole else SETTLED)).sum())
    if not whole:
        sure = max(sure, int(SETTLED_SHARE * helpers) + 1)
    found: list[int] = order[:sure][share[order[:sure]] > LEAST].tolist()
    return found


def _near_best(network: Network, group: Positions, arcs: Ints, prices: Prices) -> Bundles:
    """Each helper's bundles that are nearly as good as its best at the prices."""
    profit = prices.group[group[arcs]] - network.cost[arcs]
    arcs, profit = arcs[profit > 0], profit[profit > 0]
    load = network.load[arcs].astype(np.float64)
    order = np.lexsort((arcs, -profit / np.maximum(load, 1e-9), network.helper[arcs]))
    arcs, profit, load = arcs[order], profit[order], load[order]
    helpers, count = np.unique(network.helper[arcs], return_counts=True)
    starts = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    room = MOST * len(helpers)
    owner, ends = np.zeros(room, np.int64), np.zeros(room, np.int64)
    items = np.zeros(room * 8 + loops.DEPTH_MAX, np.int64)
    made = loops.bundles(
        len(arcs) * 40, starts, profit, load, network.capacity[helpers].astype(np.float64),
        prices.within, MOST, owner, ends, items,
    )  # fmt: skip
    first = np.concatenate([[0], ends[:made]]).astype(np.int64)
    return Bundles(helpers[owner[:made]].astype(np.int64), first, arcs[items[: first[-1]]])


def _present(
    network: Network, group: Positions, helpers: Ints, assignment: Positions, open_group: Any
) -> Bundles:
    """What each helper holds now, as far as it is still to be dealt out."""
    held = np.flatnonzero((network.helper == assignment[group]) & open_group[group])
    held = held[np.isin(network.helper[held], helpers)]
    held = held[np.argsort(network.helper[held], kind="stable")]
    owner, count = np.unique(network.helper[held], return_counts=True)
    return Bundles(
        owner.astype(np.int64), np.concatenate([[0], np.cumsum(count)]).astype(np.int64), held
    )


@dataclass(frozen=True, slots=True, eq=False)
class Out:
    """So many children of a tier may be left out for nothing; beyond that each group costs `dear`."""

    left: dict[int, int]
    dear: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """How much of each bundle a solution takes, whom it leaves out for nothing, and how much of each group beyond that."""

    share: Floats
    leaves: Ints
    beyond: Floats


def _solved(dealing: Dealing, choice: Bundles, groups: Ints, out: Out, *, whole: bool) -> Share:
    """The best solution over some bundles; `whole` bundles are taken or not."""
    problem, network = dealing.problem, dealing.network
    tiers = [t for t, count in out.left.items() if count > 0]
    helpers = np.unique(choice.owner)
    may = groups[np.isin(problem.tier[groups], tiers)]
    cost = choice.sums(network.cost.astype(np.float64))
    rows = len(groups) + len(helpers)
    owner = len(groups) + np.searchsorted(helpers, choice.owner)
    at = np.searchsorted(groups, dealing.group[choice.arcs])
    of_tier = rows + np.searchsorted(np.array(tiers, np.int64), problem.tier[may])
    parts = [
        (np.insert(at, choice.first[1:], owner), np.diff(choice.first) + 1),
        (np.column_stack([np.searchsorted(groups, may), of_tier]).ravel(), np.full(len(may), 2)),
        (np.arange(len(groups)), np.ones(len(groups), np.int64)),
    ]
    index = np.concatenate([part[0] for part in parts])
    start = np.concatenate([[0], np.cumsum(np.concatenate([part[1] for part in parts]))])
    value = np.ones(len(index))
    counted = np.flatnonzero(index >= rows)
    value[counted] = problem.size[may]
    low = np.concatenate([np.ones(len(groups)), np.zeros(len(helpers) + len(tiers))])
    top = np.concatenate([np.ones(rows), np.array([out.left[t] for t in tiers], np.float64)])
    options: dict[str, highs.Option] = {
        "random_seed": 0,
        "solver": "choose" if whole else "ipm",
        "run_crossover": "off",
        "mip_max_nodes": WHOLE_NODES,
        "mip_rel_gap": WHOLE_GAP,
    }
    objective = np.concatenate([cost, np.zeros(len(may)), out.dear])
    model = highs.Model(objective, low, top, start, index, value)
    found = highs.run(model, options, dealing.stop, whole=whole)
    taken = np.zeros(len(objective)) if found is None else found.taken
    bundles, beyond = len(cost), len(cost) + len(may)
    leaves = may[taken[bundles:beyond] >= SETTLED]
    return Share(taken[:bundles], leaves, taken[beyond:])
