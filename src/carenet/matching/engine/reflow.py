"""An optimal flow made optimal again after a change, by a few shortest paths instead of a new flow."""

from typing import Final

import numpy as np

from carenet.matching.engine.loops import reflow as loops
from carenet.matching.engine.network import NOBODY, Network, assigned_pairs
from carenet.matching.engine.prices import group_prices
from carenet.matching.engine.problem import Ints, Positions

UNKNOWN: Final = -1
WAITING_MIN: Final = 200
WAITING_SHARE_MAX: Final = 0.12
LOOKED_AT_FACTOR: Final = 20
LOOKED_AT_MIN: Final = 5_000
"""Groups placed anew, and pairs looked at per pair of the network; beyond, a new flow is quicker."""


def flow_again(
    network: Network, places: Ints, penalty: Ints, before: Positions, price: Ints
) -> tuple[Positions, Ints] | None:
    """The cheapest assignment and prices that prove it, found from those of a similar network.

    `before` and `price` need not fit: `UNKNOWN` is the price of a helper nobody knew, and groups
    that cannot stay or would rather not are placed anew. None: too much has changed.
    """
    if not network.size:
        return np.full(network.groups, NOBODY, np.int32), np.zeros(network.helpers, np.int64)
    mine = assigned_pairs(network, before)
    mine[_crowded_out(network, places, penalty, mine)] = NOBODY
    price = _priced(network, places, penalty, mine, price)
    pays = _paid(network, penalty, mine, price)
    waiting = np.flatnonzero(network.free & (pays > group_prices(network, price, penalty)))
    if len(waiting) > WAITING_MIN + WAITING_SHARE_MAX * network.groups:
        return None
    waiting = waiting[np.argsort(-penalty[waiting], kind="stable")]
    mine[waiting] = NOBODY
    fine = loops.restore(
        network.size,
        network.first,
        network.helper,
        network.cost,
        network.group_of_pair(),
        penalty,
        price,
        mine,
        places,
        waiting,
        LOOKED_AT_FACTOR * (network.size + LOOKED_AT_MIN),
    )
    if not fine:
        return None
    return np.where(mine >= 0, network.helper[mine], NOBODY).astype(np.int32), price


def _paid(network: Network, penalty: Ints, mine: Ints, price: Ints) -> Ints:
    """What every group pays where it is: cost and price, or the penalty of being left out."""
    there = np.maximum(mine, 0)
    pays = network.cost[there] + price[network.helper[there]]
    return np.where(mine >= 0, pays, penalty)


def _priced(network: Network, places: Ints, penalty: Ints, mine: Ints, price: Ints) -> Ints:
    """Prices at which no crowd is drawn to a helper that is new, or had no room before."""
    group, helper = network.group_of_pair(), network.helper
    known = np.where(price == UNKNOWN, int(penalty.max(initial=0)), price)
    drawn = network.cost + known[helper] < _paid(network, penalty, mine, known)[group]
    loud = np.bincount(helper[drawn & network.free[group]], minlength=network.helpers) > places
    loud &= np.bincount(helper[mine[mine >= 0]], minlength=network.helpers) == 0
    loud |= price == UNKNOWN
    if not loud.any():
        return known
    known[loud] = int(penalty.max(initial=0))
    worth = group_prices(network, known, penalty)
    least = np.zeros(network.helpers, np.int64)
    np.maximum.at(least, helper, worth[group] - network.cost)
    return np.where(loud, least, known)


def _crowded_out(network: Network, places: Ints, penalty: Ints, mine: Ints) -> Positions:
    """The groups for which their helper no longer has a place, the least urgent first."""
    placed = np.flatnonzero(mine >= 0)
    helper = network.helper[mine[placed]]
    used = np.bincount(helper, minlength=network.helpers)
    if not np.any(used > places):
        return np.zeros(0, np.int32)
    order = np.lexsort((-penalty[placed], helper))
    starts = np.zeros(network.helpers + 1, np.int64)
    np.cumsum(used, out=starts[1:])
    rank = np.arange(len(order)) - starts[helper[order]]
    return placed[order[rank >= places[helper[order]]]].astype(np.int32)
