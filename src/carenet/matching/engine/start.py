"""Prices to start from: those of a flow that resembles the problem with uneven loads."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from carenet.matching.engine.flow import WeightsTooLarge, min_cost_flow
from carenet.matching.engine.network import NOBODY, Network
from carenet.matching.engine.prices import group_prices, helper_prices
from carenet.matching.engine.problem import Floats, Ints, Positions

COMMON_SHARE: Final = 0.3
COPIES_MAX: Final = 12
ARCS_FACTOR_MAX: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Prices, and who would go where; helpers may be overfull."""

    prices: Floats
    assignment: Positions


def resembling_flow(network: Network, penalty: Ints) -> Start:
    """Prices and plan of a flow of equal loads: each group cut into equal parts, or taken as one.

    Where a group's load is the same everywhere and small, it is cut into that many parts (the
    bound is then the linear one); otherwise every helper has as many places as loads usually fit.
    """
    nothing = Start(penalty.astype(np.float64), np.full(network.groups, NOBODY, np.int32))
    if not network.size:
        return nothing
    found = _by_parts(network, penalty)
    if found is not None:
        return found
    sums = np.bincount(network.helper, network.load, network.helpers)
    usual = sums / np.maximum(np.bincount(network.helper, minlength=network.helpers), 1)
    places = np.floor(network.capacity / np.maximum(usual, 1) + COMMON_SHARE)
    solved = _solved(network, np.clip(places, 0, network.groups).astype(np.int64), penalty)
    if solved is None:
        return nothing
    assignment, price = solved
    return Start(group_prices(network, price, penalty).astype(np.float64), assignment)


def _by_parts(network: Network, penalty: Ints) -> Start | None:
    """Prices when loads are whole small multiples that depend on the group alone."""
    some = np.flatnonzero(np.diff(network.first))
    largest = np.maximum.reduceat(network.load, network.first[some])
    if np.any(largest != np.minimum.reduceat(network.load, network.first[some])):
        return None
    one = int(np.gcd.reduce(largest))
    if one == 0 or int(largest.max()) // one > COPIES_MAX or int(largest.min()) == 0:
        return None
    parts = np.ones(network.groups, np.int64)
    parts[some] = largest // one
    whole = math.lcm(*np.unique(parts).tolist())
    copies = np.repeat(np.arange(network.groups), parts)
    width = np.diff(network.first)[copies]
    if int(width.sum()) > ARCS_FACTOR_MAX * network.size:
        return None
    first = np.zeros(len(copies) + 1, np.int64)
    np.cumsum(width, out=first[1:])
    arcs = np.repeat(network.first[copies] - first[:-1], width) + np.arange(first[-1])
    share = whole // parts
    cut = Network(
        first,
        network.helper[arcs],
        np.ones(len(arcs), np.int64),
        network.cost[arcs] * np.repeat(share[copies], width),
        network.capacity // one,
        network.free[copies],
    )
    solved = _solved(cut, np.minimum(cut.capacity, cut.groups), (penalty * share)[copies])
    if solved is None:
        return None
    by_copy, price = solved
    pays = network.cost + price[network.helper] / whole * (network.load / one)
    worth = penalty.astype(np.float64)
    worth[some] = np.minimum(worth[some], np.minimum.reduceat(pays, network.first[some]))
    heads = np.zeros(network.groups, np.int64)
    np.cumsum(parts[:-1], out=heads[1:])
    alike = np.minimum.reduceat(by_copy, heads) == np.maximum.reduceat(by_copy, heads)
    return Start(worth, np.where(alike, by_copy[heads], NOBODY).astype(np.int32))


def _solved(network: Network, places: Ints, penalty: Ints) -> tuple[Positions, Ints] | None:
    try:
        assignment = min_cost_flow(network, places, penalty)
    except WeightsTooLarge:
        return None
    price = helper_prices(network, places, assignment, penalty)
    return None if price is None else (assignment, price)
