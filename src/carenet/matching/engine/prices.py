"""Prices of helpers and groups that prove an assignment of equal loads cheapest."""

import numpy as np

from carenet.matching.engine.compiled import Kernel
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
    ok = _spread(
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
        worth[some] = np.minimum(
            worth[some], np.minimum.reduceat(pays, network.first[some])
        )
    return worth


@Kernel
def _spread(first, helper, cost, mine, order, starts, full, penalty, price, steps_max):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0912 - one compiled loop
    """Longest-path labels from the groups left out, first in first out. False: no such prices."""
    helpers = len(price)
    for g in range(len(mine)):
        if mine[g] < 0:
            for a in range(first[g], first[g + 1]):
                h = helper[a]
                price[h] = max(price[h], penalty[g] - cost[a])
    queue = np.empty(helpers, np.int64)
    waiting = np.ones(helpers, np.bool_)
    for h in range(helpers):
        queue[h] = h
        if price[h] > 0 and not full[h]:
            return False
    head, count, steps = 0, helpers, 0
    while count > 0:
        h = queue[head]
        head = (head + 1) % helpers
        count -= 1
        waiting[h] = False
        steps += 1
        if steps > steps_max:
            return False
        for k in range(starts[h], starts[h + 1]):
            g = order[k]
            pays = cost[mine[g]] + price[h]
            if pays > penalty[g]:
                return False
            for a in range(first[g], first[g + 1]):
                other = helper[a]
                if pays - cost[a] > price[other]:
                    if not full[other]:
                        return False
                    price[other] = pays - cost[a]
                    if not waiting[other]:
                        waiting[other] = True
                        queue[(head + count) % helpers] = other
                        count += 1
    return True
