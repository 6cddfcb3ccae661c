"""Prices of helpers and groups that prove an assignment of equal loads cheapest."""

import numpy as np

from carenet.matching.engine.loops import prices as loops
from carenet.matching.engine.network import Network, assigned_pairs
from carenet.matching.engine.problem import Ints, Positions

PASSES_MAX = 400


def helper_prices(
    network: Network, places: Ints, assignment: Positions, penalty: Ints
) -> Ints | None:
    """The least prices of a place that support `assignment`, or None if it is not cheapest.

    A helper with room costs nothing, or where loads are spread no more than one group more would
    and no less than the last one did. A placed group pays its cost and the price, which nowhere is
    undercut, nor by its penalty for being left out.
    """
    mine = assigned_pairs(network, assignment)
    placed = np.flatnonzero(mine >= 0)
    order = placed[np.argsort(assignment[placed], kind="stable")]
    starts = np.zeros(network.helpers + 1, np.int64)
    np.cumsum(np.bincount(assignment[order], minlength=network.helpers), out=starts[1:])
    price, top = _between(network, np.diff(starts), places)
    ok = loops.support(
        network.size,
        network.first,
        network.helper,
        network.cost,
        mine,
        order,
        starts,
        top,
        penalty,
        price,
        PASSES_MAX * (network.helpers + 1),
    )
    return price if ok else None


def group_prices(network: Network, price: Ints, penalty: Ints) -> Ints:
    """What serving each group is worth at the margin: its cheapest way, or its penalty."""
    worth = penalty.copy()
    if network.size:
        pays = network.cost + price[network.helper]
        some = np.flatnonzero(np.diff(network.first))
        worth[some] = np.minimum(worth[some], np.minimum.reduceat(pays, network.first[some]))
    return worth


def _between(network: Network, taken: Ints, places: Ints) -> tuple[Ints, Ints]:
    """The least and the highest price each helper may have with so many groups."""
    if network.spread is None:
        least, top = np.zeros(network.helpers, np.int64), np.zeros(network.helpers, np.int64)
    else:
        top = network.spread.next_costs(taken)
        least = np.where(taken > 0, network.spread.next_costs(taken - 1), 0)
    return least, np.where(taken >= places, np.iinfo(np.int64).max // 4, top)
