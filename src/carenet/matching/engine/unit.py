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
from carenet.matching.engine.network import Network, in_network
from carenet.matching.engine.outcome import Level
from carenet.matching.engine.prepare import Prepared, children_left_out
from carenet.matching.engine.prices import group_prices, helper_prices
from carenet.matching.engine.problem import Ints, Positions
from carenet.matching.engine.reflow import UNKNOWN, flow_again
from carenet.matching.engine.standing import Standing
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


def solve_unit(prepared: Prepared, watch: Watch, earlier: Standing | None = None) -> Exact | None:
    """The best plan and its proof; None when weights would overflow (the caller falls back).

    Pairs the network lacks are priced in until none undercuts, so that the proof covers them all.
    An `earlier` plan only shortens the way.
    """
    problem = prepared.problem
    classes = classes_of(problem)
    step = 4 * (int(prepared.network.cost.max(initial=0)) + _dearest_seat(prepared.network)) + 1
    weights = weights_for(problem, step)
    standing: tuple[Positions, Ints] | None = None
    if earlier is not None and (carried := earlier.weights(problem)) is not None:
        load = int(prepared.network.load[0]) if prepared.network.size else 1
        weights = carried
        standing = earlier.assignment, earlier.price_of_load(problem, load, UNKNOWN)
    for turn in range(ROUNDS_MAX):
        watch.tell("flow", turn / ROUNDS_MAX)
        network = prepared.network
        places = places_per_helper(network)
        penalty = penalties(prepared, weights)
        if places is None:
            return None
        found = _flow(network, places, penalty, standing)
        if found is None:
            return None
        assignment, price = standing = found
        worth = group_prices(network, price, penalty)
        more = _missing(prepared, worth, price)
        if more is not None and not watch.over():
            prepared = prepared.with_pairs(*more)
            continue
        prepared, level = _shortages(prepared, assignment, classes)
        if level is None:
            step *= STEP_FACTOR
            weights, standing = weights_for(problem, step), None
            continue
        values = children_left_out(problem, _placed(prepared, assignment))
        levels = levels_of(problem, classes, level, values)
        return Exact(prepared, assignment, worth, price, weights, levels, more is None)
    return None


def _flow(
    network: Network, places: Ints, penalty: Ints, standing: tuple[Positions, Ints] | None
) -> tuple[Positions, Ints] | None:
    """An optimal flow and its prices, from those of a similar network if there are any."""
    if standing is not None and network.spread is None:
        again = flow_again(network, places, penalty, *standing)
        if again is not None:
            return again
    try:
        assignment = min_cost_flow(network, places, penalty)
    except WeightsTooLarge:
        return None
    price = helper_prices(network, places, assignment, penalty)
    return None if price is None else (assignment, price)


def _dearest_seat(network: Network) -> int:
    """What one group more costs at most where loads are spread."""
    if network.spread is None:
        return 0
    drawn = np.bincount(network.helper, minlength=network.helpers)
    return int(network.spread.next_costs(drawn).max(initial=0))


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
    prepared: Prepared, assignment: Positions, classes: Classes
) -> tuple[Prepared, Ints | None]:
    """The shortages behind every group left out, over all allowed pairs; None: weights too low."""
    while True:
        network = prepared.network
        # Anew each time: a network without pairs does not know yet what one group takes.
        places = places_per_helper(network)
        if places is None:
            return prepared, None
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
    group, helper = _looked_through(
        prepared, worth, margin, np.where(closed, np.iinfo(np.int64).max // 4, price)
    )
    new = ~in_network(prepared.network, group, helper)
    group, helper = group[new], helper[new]
    _, cost = measured(prepared.problem, group, helper)
    helps = bool(np.any(cost + price[helper] < worth[group]))
    return (group, helper) if helps else None


def _looked_through(
    prepared: Prepared, worth: Ints, margin: int, price: Ints
) -> tuple[Positions, ...]:
    """Allowed pairs below what groups are worth; not again where an earlier look covers them.

    A pair that was not taken in then costs at least the limit at the prices of then. Where the
    helper has become cheaper by no more than `margin`, and the group is worth at most the limit
    less that, it cannot help now. Left to look at are the other groups, and the other helpers.
    """
    problem, grid, looked = prepared.problem, prepared.grid, prepared.looked
    if grid is None:
        raise ValueError("this problem lists its pairs")
    if looked is None:
        return undercutting(problem, grid, worth + margin, price)
    covered = worth + margin <= looked.limit
    cheaper = looked.price - price > margin
    first = undercutting(problem, grid, np.where(covered, 0, worth + margin), price)
    if not cheaper.any():
        return first
    far = np.where(cheaper, price, np.iinfo(np.int64).max // 4)
    second = undercutting(problem, grid, np.where(covered, worth + margin, 0), far)
    return np.concatenate([first[0], second[0]]), np.concatenate([first[1], second[1]])
