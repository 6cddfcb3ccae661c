"""The unit backend: every pair takes the same of its helper, so that a flow is exact.

Sets of groups that can be placed together form a transversal matroid: with weights that fall from
class to class (tier, then size) one flow is best for every tier at once, provided the step between
classes outweighs what an alternating path can save in cost. `halls.py` verifies that per tier.
"""

from typing import Final

import numpy as np

from carenet.matching.engine.network import NOBODY, Network
from carenet.matching.engine.problem import Ints, Positions

FLOW_MAGNITUDE_MAX: Final = 1 << 62


class WeightsTooLarge(ArithmeticError):  # noqa: N818 - named after what is refused
    """Weights that would overflow the flow solver."""


def places_per_helper(network: Network) -> Ints | None:
    """How many groups each helper takes if all loads are alike, otherwise None."""
    if not network.size:
        return np.zeros(network.helpers, np.int64)
    load = int(network.load[0])
    if np.any(network.load != load):
        return None
    if load == 0:
        return np.full(network.helpers, network.groups, np.int64)
    return np.minimum(network.capacity // load, network.groups)


def min_cost_flow(network: Network, places: Ints, penalty: Ints) -> Positions:
    """The cheapest assignment when leaving group g out costs `penalty[g]`.

    Raises `WeightsTooLarge`.
    """
    from ortools.graph.python import min_cost_flow as ortools_flow

    groups = np.flatnonzero(network.free).astype(np.int32)
    if not len(groups):
        return np.full(network.groups, NOBODY, np.int32)
    nodes = network.groups + network.helpers + 1
    if (int(penalty.max()) + 1) * nodes >= FLOW_MAGNITUDE_MAX:
        raise WeightsTooLarge(str(penalty.max()))
    sink = network.groups + network.helpers
    open_helpers, seats, seat_cost = _seats(network, places)
    tail = np.concatenate([network.group_of_pair(), network.groups + open_helpers, groups])
    head = np.concatenate(
        [
            network.groups + network.helper,
            np.full(len(open_helpers) + len(groups), sink, np.int32),
        ]
    )
    room = np.ones(len(tail), np.int64)
    room[network.size : network.size + len(open_helpers)] = seats
    price = np.concatenate([network.cost, seat_cost, penalty[groups]])
    flow = ortools_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), room, price
    )
    flow.set_nodes_supplies(groups, np.ones(len(groups), np.int64))
    flow.set_node_supply(sink, -len(groups))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise WeightsTooLarge(str(status))
    assignment = np.full(network.groups, NOBODY, np.int32)
    taken = np.flatnonzero(flow.flows(arcs[: network.size]) > 0)
    assignment[network.group_of_pair()[taken]] = network.helper[taken]
    return assignment


def _seats(network: Network, places: Ints) -> tuple[Positions, Ints, Ints]:
    """Ways out of helpers: the helper of each, how many groups it takes, what each of them costs.

    Where loads are spread every seat is a way of its own, each dearer than the one before.
    """
    if network.spread is None:
        open_helpers = np.flatnonzero(places > 0).astype(np.int32)
        return open_helpers, places[open_helpers], np.zeros(len(open_helpers), np.int64)
    drawn = np.bincount(network.helper, minlength=network.helpers)
    seats = np.minimum(places, drawn)
    helpers = np.repeat(np.arange(network.helpers, dtype=np.int32), seats)
    rank = np.arange(len(helpers)) - np.repeat(np.cumsum(seats) - seats, seats)
    cost = network.spread.step * (network.spread.carried[helpers] + rank)
    return helpers, np.ones(len(helpers), np.int64), cost.astype(np.int64)
