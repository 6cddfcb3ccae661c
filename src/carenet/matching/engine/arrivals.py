"""Children who come during the year: placed as they come, by prices that keep room for later ones.

The year ahead is drawn several times from what past years were like and solved with those who wait
now; the mean price of a place at each helper is what taking it costs the children to come. Whoever
comes takes the helper with the least cost and price if that is less than what serving them is
worth. Else they wait, and are looked at again with new prices. After Ahani et al., "Dynamic
placement in refugee resettlement", Operations Research 2024 (arXiv 2105.14388).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from carenet.matching.engine.network import NOBODY
from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.prepare import prepare
from carenet.matching.engine.problem import Floats, Ints, Positions, Problem
from carenet.matching.engine.solve import solve

LOOKED_AT: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Of a unit of each helper's capacity, and of a child of each tier left out; in cost units."""

    helper: Floats
    tiers: Mapping[int, float]


def part_of(problem: Problem, groups: Ints, capacity: Ints) -> Problem:
    """The problem with only some of its groups (positions) and what capacity is left.

    Raises ValueError for a problem that lists its pairs or has locks.
    """
    places = problem.places
    if places is None or problem.locks:
        raise ValueError("arrivals are drawn for places without locks")
    return replace(
        problem,
        group_ids=tuple(problem.group_ids[g] for g in groups),
        size=problem.size[groups],
        tier=problem.tier[groups],
        capacity=capacity,
        places=replace(
            places,
            group_x=places.group_x[groups],
            group_y=places.group_y[groups],
            needs=places.needs[groups],
        ),
    )


def prices_ahead(futures: Sequence[Problem], limits: Limits | None = None) -> Prices:
    """Mean prices over several drawn futures, each with those who wait now and the room left.

    Raises ValueError if no future could be priced.
    """
    found = [outcome.duals for outcome in (solve(f, limits) for f in futures) if outcome.duals]
    if not found:
        raise ValueError("no future could be priced")
    tiers: dict[int, list[float]] = {}
    for duals in found:
        for tier, weight in duals.tiers.items():
            tiers.setdefault(tier, []).append(float(weight))
    helper = np.mean([np.array(duals.helper, np.float64) for duals in found], axis=0)
    return Prices(helper, {t: float(np.mean(weights)) for t, weights in tiers.items()})


def placed_now(problem: Problem, prices: Prices) -> Positions:
    """The helper of every group of `problem`, whose capacities are what is left; -1: it waits.

    The most urgent choose first. A tier the prices do not know waits for no one.
    """
    network = prepare(problem, LOOKED_AT).network
    scale = problem.scales
    room = network.capacity.copy()
    assignment = np.full(network.groups, NOBODY, np.int32)
    pays = network.cost / scale.cost + prices.helper[network.helper] * network.load / scale.load
    for g in np.lexsort((-problem.size, problem.tier)):
        arcs = np.arange(network.first[g], network.first[g + 1])
        arcs = arcs[network.load[arcs] <= room[network.helper[arcs]]]
        if not len(arcs):
            continue
        best = arcs[np.argmin(pays[arcs])]
        worth = prices.tiers.get(int(problem.tier[g]), np.inf) * problem.size[g] / scale.size
        if pays[best] < worth:
            assignment[g] = network.helper[best]
            room[network.helper[best]] -= network.load[best]
    return assignment
