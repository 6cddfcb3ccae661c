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

    A helper with room costs nothing. A placed group pays its cost and the price, which nowhere is
    undercut, nor by its penalty for being left out.
    """
    mine = assigned_pairs(network, assignment)
    placed = np.flatnonzero(mine >= 0)
    order = placed[np.argsort(assignment[placed], kind="stable")]
    starts = np.zeros(network.helpers + 1, np.int64)
    np.cumsum(np.bincount(assignment[order], minlength=network.helpers), out=starts[1:])
    full = np.diff(starts) >= places
    price = np.zeros(network.helpers, np.int64)
    ok = loops.support(
        network.size,
        network.first,
        network.helper,
        network.cost,
        mine,
        order,
        starts,
        full,
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
