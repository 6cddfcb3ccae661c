"""Solve a problem whose pairs all take the same of a helper: exactly, over every allowed pair."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from carenet.matching.engine.candidates import beyond_shortage, measured, undercutting
from carenet.matching.engine.flow import WeightsTooLarge, min_cost_flow, places_per_helper
from carenet.matching.engine.halls import (
    Classes,
    classes_of,
    levels_of,
    reached_levels,
    weights_for,
)
from carenet.matching.engine.network import in_network
from carenet.matching.engine.outcome import Level
from carenet.matching.engine.prepare import Prepared, children_left_out
from carenet.matching.engine.prices import group_prices, helper_prices
from carenet.matching.engine.problem import Ints, Positions
from carenet.matching.engine.watch import Watch

ROUNDS_MAX: Final = 60
STEP_FACTOR: Final = 8
NEARLY: Final = 33


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """A proven assignment of the free groups, its prices (parts of the cost scale) and proofs."""

    prepared: Prepared
    assignment: Positions
    worth: Ints
    price: Ints
    weights: dict[int, int]
    levels: tuple[Level, ...]
    complete: bool


def solve_unit(prepared: Prepared, watch: Watch) -> Exact | None:
    """The best plan and its proof; None when weights would overflow (the caller falls back).

    Pairs the network lacks are priced in until none undercuts, so that the proof covers them all.
    """
    problem = prepared.problem
    classes = classes_of(problem)
    step = 4 * int(prepared.network.cost.max(initial=0)) + 1
    for turn in range(ROUNDS_MAX):
        watch.tell("flow", turn / ROUNDS_MAX)
        network = prepared.network
        places = places_per_helper(network)
        weights = weights_for(problem, step)
        penalty = penalties(prepared, weights)
        if places is None:
            return None
        try:
            assignment = min_cost_flow(network, places, penalty)
        except WeightsTooLarge:
            return None
        price = helper_prices(network, places, assignment, penalty)
        if price is None:
            return None
        worth = group_prices(network, price, penalty)
        more = _missing(prepared, worth, price)
        if more is not None and not watch.over():
            prepared = prepared.with_pairs(*more)
            continue
        prepared, level = _shortages(prepared, places, assignment, classes)
        if level is None:
            step *= STEP_FACTOR
            continue
        values = children_left_out(problem, _placed(prepared, assignment))
        levels = levels_of(problem, classes, level, values)
        return Exact(prepared, assignment, worth, price, weights, levels, more is None)
    return None


def penalties(prepared: Prepared, weights: dict[int, int]) -> Ints:
    """What leaving each group out weighs."""
    problem = prepared.problem
    kinds, at = np.unique(problem.tier, return_inverse=True)
    weight = np.array([weights[int(t)] for t in kinds], np.int64)
    return weight[at.reshape(-1)] * problem.size


def _placed(prepared: Prepared, assignment: Positions) -> Positions:
    full = assignment.copy()
    full[list(prepared.locked)] = list(prepared.locked.values())
    return full


def _shortages(
    prepared: Prepared, places: Ints, assignment: Positions, classes: Classes
) -> tuple[Prepared, Ints | None]:
    """The shortages behind every group left out, over all allowed pairs; None: weights too low."""
    while True:
        network = prepared.network
        level = reached_levels(network, places, assignment, classes)
        if level is None or prepared.grid is None:
            return prepared, level
        top = len(classes.tier)
        urgency = np.where(network.free, top - np.minimum(level, top), 0)
        pressure = np.zeros(network.helpers, np.int64)
        np.maximum.at(pressure, network.helper, urgency[network.group_of_pair()])
        pressure[network.capacity <= 0] = top
        more = beyond_shortage(prepared.problem, prepared.grid, urgency, pressure)
        if not len(more[0]):
            return prepared, level
        prepared = prepared.with_pairs(more[0], more[1])


def _missing(prepared: Prepared, worth: Ints, price: Ints) -> tuple[Positions, Positions] | None:
    """Allowed pairs outside the network that the prices say could help, if there are any.

    Pairs that nearly help come along: they often do in the next round.
    """
    if prepared.grid is None:
        return None
    margin = int(prepared.network.cost.max(initial=0)) // NEARLY
    worth = np.where(prepared.network.free, worth, np.iinfo(np.int64).min // 4)
    closed = prepared.network.capacity <= 0
    group, helper = undercutting(
        prepared.problem,
        prepared.grid,
        worth + margin,
        np.where(closed, np.iinfo(np.int64).max // 4, price),
    )
    new = ~in_network(prepared.network, group, helper)
    group, helper = group[new], helper[new]
    _, cost = measured(prepared.problem, group, helper)
    helps = bool(np.any(cost + price[helper] < worth[group]))
    return (group, helper) if helps else None
