"""The relaxation that bounds uneven loads: one exact knapsack per helper, prices for groups.

At prices u the bound is the sum of min(u, penalty) less every helper's best knapsack of u - cost.
Bounds are computed exactly, with prices rounded to `PARTS` of a cost unit; the ascent is in
floating point and only proposes prices.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from carenet.matching.engine.candidates import grid_of, pairs_near, space_of
from carenet.matching.engine.loops import bound as full
from carenet.matching.engine.loops import lagrangian
from carenet.matching.engine.network import Network, in_network
from carenet.matching.engine.prepare import Prepared
from carenet.matching.engine.problem import Floats, Ints, Places, Positions
from carenet.matching.engine.watch import Watch

PARTS: Final = 16
CHUNK: Final = 10
FAILS: Final = 10
TARGET: Final = 1.02
NEWEST: Final = 0.3
NEWEST_LEAST: Final = 0.03
TAKEN_MAX: Final = 4
NEAR_MAX: Final = 24


@dataclass(slots=True)
class Relaxation:
    """A network seen from its helpers, with penalties and the best prices so far."""

    network: Network
    cost: Ints
    penalty: Ints
    first: Ints = field(init=False)
    order: Ints = field(init=False)
    arrays: tuple[np.ndarray[Any, np.dtype[Any]], ...] = field(init=False)
    prices: Floats = field(init=False)
    critical: Floats = field(init=False)
    value: float = field(init=False, default=-np.inf)

    def __post_init__(self) -> None:
        net = self.network
        order = np.argsort(net.helper, kind="stable")
        self.first = np.zeros(net.helpers + 1, np.int64)
        np.cumsum(np.bincount(net.helper, minlength=net.helpers), out=self.first[1:])
        self.order = np.arange(net.size, dtype=np.int64)
        self.arrays = (
            net.group_of_pair()[order].astype(np.int64),
            net.load[order].astype(np.float64),
            self.cost[order].astype(np.float64),
            net.capacity.astype(np.float64),
            net.line[order] if net.capped else net.line,
            net.most,
            net.free,
            self.penalty.astype(np.float64),
        )
        self.prices = self.penalty.astype(np.float64)
        self.critical = np.zeros(net.helpers, np.float64)

    def start_from(self, prices: Floats) -> None:
        """Put the centre at `prices`."""
        self.prices = np.clip(prices, 0.0, self.arrays[-1])
        self.value = self._evaluate(self.prices, 0.0)[0]

    def ascend(self, steps: int, watch: Watch, stage: str) -> None:
        """Up to `steps` steps uphill, in chunks so that time and cancelling are seen."""
        _, use = self._evaluate(self.prices, 0.0)
        mean = 1.0 - use
        mean[(self.prices >= self.arrays[-1]) & (mean > 0)] = 0.0
        state = np.array([self.value, 0.0, 0.3, 0.0, FAILS, NEWEST])
        for done in range(0, steps, CHUNK):
            if watch.over():
                break
            watch.tell(stage, done / steps)
            state[1] = state[0] + (TARGET - 1) * abs(state[0])
            lagrangian.ascend(
                self.network.size * CHUNK,
                self.first,
                self.order,
                *self.arrays,
                self.prices,
                mean,
                state,
                CHUNK,
            )
            state[5] = max(state[5] * 0.92, NEWEST_LEAST)
        self.value = float(state[0])
        self._evaluate(self.prices, 0.0)

    def whole_prices(self) -> Ints:
        """The prices in whole parts of 1 / `PARTS`, for exact bounds."""
        whole: Ints = np.rint(self.prices * PARTS).astype(np.int64)
        return np.minimum(whole, self.penalty * PARTS)

    def _evaluate(self, prices: Floats, slack: float) -> tuple[float, Ints]:
        use = np.zeros(self.network.groups, np.int64)
        value = lagrangian.evaluate(
            self.network.size * 4,
            self.first,
            self.order,
            *self.arrays,
            prices,
            use,
            self.critical,
            slack,
        )
        return float(value), use


def priced_in(prepared: Prepared, relax: Relaxation, *, with_cost: bool = True) -> Prepared:
    """The same with the pairs that helpers would choose at these prices if they saw them all."""
    problem, network = prepared.problem, prepared.network
    if problem.places is None:
        return prepared
    taken = np.full((2, TAKEN_MAX * network.groups), -1, np.int32)
    _all_knapsacks(prepared, problem.places, relax.whole_prices(), taken, with_cost=with_cost)
    group, helper = taken[:, taken[0] >= 0]
    new = ~in_network(network, group, helper)
    return prepared.with_pairs(group[new], helper[new])


def drawn_near(prepared: Prepared, relax: Relaxation, within: float) -> Prepared:
    """The same with the pairs that these prices put at most `within` above what a group is worth.

    A plan that comes close to the bound is made of such pairs.
    """
    problem, network = prepared.problem, prepared.network
    if prepared.grid is None:
        return prepared
    worth = np.where(network.free, relax.prices + within, -1.0)
    group, helper = pairs_near(
        problem, prepared.grid, worth, relax.critical, network.capacity, NEAR_MAX
    )
    new = ~in_network(network, group, helper)
    return prepared.with_pairs(group[new], helper[new])


def exact_bound(prepared: Prepared, prices: Ints, penalty: Ints, *, with_cost: bool) -> int:
    """The bound at whole prices over every allowed pair, in 1 / `PARTS` of a cost part.

    Free groups only: what locks cost comes on top.
    """
    network, problem = prepared.network, prepared.problem
    total = int(np.minimum(prices, penalty * PARTS)[network.free].sum())
    if problem.places is None:
        cost = network.cost * PARTS if with_cost else np.zeros(network.size, np.int64)
        flat = Relaxation(network, cost, penalty * PARTS)
        use = np.zeros(network.groups, np.int64)
        value = lagrangian.evaluate(
            network.size * 4,
            flat.first,
            flat.order,
            *flat.arrays,
            prices.astype(np.float64),
            use,
            flat.critical,
            0.5,
        )
        return int(np.floor(value + 0.25))
    nothing = np.zeros((2, 0), np.int32)
    places = problem.places
    return total - _all_knapsacks(prepared, places, prices, nothing, with_cost=with_cost)


def _all_knapsacks(
    prepared: Prepared, places: Places, prices: Ints, taken: Positions, *, with_cost: bool
) -> int:
    problem, network = prepared.problem, prepared.network
    swapped = Places(
        places.helper_x,
        places.helper_y,
        places.offers,
        places.group_x,
        places.group_y,
        places.needs,
        places.km_max,
        places.cost_per_km,
        places.load,
    )
    space = space_of(problem)
    space[2] = PARTS if with_cost else 0
    value = full.knapsacks(
        network.groups * network.helpers,
        *grid_of(swapped).arrays(),
        places.helper_x,
        places.helper_y,
        places.offers,
        network.capacity.astype(np.float64),
        np.where(network.free, prices, 0).astype(np.float64),
        problem.size.astype(np.float64),
        space,
        taken,
    )
    return int(value)
