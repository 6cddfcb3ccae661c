"""Bounds recomputed from a plan's prices: Lagrangian relaxation with exact knapsacks.

For any prices u, weights W and every plan that keeps the locks:
weights of those left out + cost >= locked cost + sum u + sum min(0, W - u) - sum of knapsacks.
Whole-number arithmetic throughout: prices and costs in a common part, loads in theirs.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from carenet.matching.engine.outcome import Duals, Outcome
from carenet.matching.engine.problem import Ints, Problem
from carenet.matching.engine.verify_knapsack import best_spread, best_value
from carenet.matching.engine.verify_pairs import AllowedPairs


def relaxation(
    problem: Problem,
    allowed: AllowedPairs,
    prices: Mapping[int, Fraction],
    weights: Mapping[int, Fraction],
    *,
    with_cost: bool,
) -> Fraction:
    """The bound on weights (per child of each tier) plus cost that the prices prove."""
    locked = dict(problem.locks)
    unit = math.lcm(
        problem.scales.cost * problem.scales.size,
        *(f.denominator for f in prices.values()),
        *(f.denominator for f in weights.values()),
    )
    per_cost = unit // problem.scales.cost if with_cost else 0
    price = {g: int(u * unit) for g, u in prices.items() if g not in locked}
    total = 0
    for g, u in price.items():
        weight = weights.get(int(problem.tier[g]), Fraction(0)) * int(problem.size[g])
        total += min(u, int(weight * unit / problem.scales.size))
    taken, seated, parts = _locked(problem, allowed)
    total += parts * per_cost
    spread = problem.spread
    seated_by_line = _by_line(problem, locked)
    lookup = _lookup(price, len(problem.group_ids))
    for h in range(len(problem.helper_ids)):
        start, end = int(allowed.first[h]), int(allowed.first[h + 1])
        if start == end:
            continue
        profit = lookup[allowed.group[start:end]] - allowed.cost[start:end] * per_cost
        good = np.flatnonzero(profit > 0)
        if len(good) and spread is not None and with_cost:
            load = int(allowed.load[start])
            room = int(problem.capacity[h]) - taken[h]
            most = room // load if load else len(good)
            carried = int(spread.carried[h]) + seated[h]
            total -= best_spread(profit[good], most, carried, spread.step * per_cost)
        elif len(good):
            group = allowed.group[start:end][good]
            good = good[_within_caps(problem, h, group, profit[good], seated_by_line)]
            room = int(problem.capacity[h]) - taken[h]
            total -= best_value(profit[good], allowed.load[start:end][good], room)
    return Fraction(total, unit)


def _locked(problem: Problem, allowed: AllowedPairs) -> tuple[list[int], list[int], int]:
    """What locks take of every helper, how many there are, and what they cost in parts."""
    taken, seated = [0] * len(problem.helper_ids), [0] * len(problem.helper_ids)
    total = 0
    for g, h in problem.locks:
        pair = allowed.pair(g, h)
        if pair is not None:
            taken[h] += pair[0]
            total += pair[1]
            if problem.spread is not None:
                total += problem.spread.step * (int(problem.spread.carried[h]) + seated[h])
            seated[h] += 1
    return taken, seated, total


def _within_caps(
    problem: Problem, helper: int, group: Ints, profit: Any, locked: Mapping[int, int]
) -> Ints:
    """Of items that share a service's cap only the best so many: they weigh the same."""
    every = np.arange(len(group))
    if problem.caps is None:
        return every
    line = problem.caps.lines_of(group.astype(np.int32), np.full(len(group), helper, np.int32))
    kept = [every[line < 0]]
    for k in np.unique(line[line >= 0]).tolist():
        mine = every[line == k]
        most = max(int(problem.caps.most[k]) - locked.get(k, 0), 0)
        best = sorted(mine.tolist(), key=lambda at: -int(profit[at]))[:most]
        kept.append(np.array(best, np.int64))
    return np.sort(np.concatenate(kept))


def cost_proof(problem: Problem, plan: Outcome, duals: Duals, allowed: AllowedPairs) -> Fraction:
    """The highest bound the duals prove for the cost, the tier counts being the plan's.

    Rounded up where every plan's cost is a whole number of parts.
    """
    weights = {t: Fraction(w) for t, w in duals.tiers.items()}
    prices = {g: Fraction(u) for g, u in enumerate(duals.group)}
    bound = relaxation(problem, allowed, prices, weights, with_cost=True)
    bound -= sum(weights[t] * Fraction(p.value) for t, p in plan.unmatched.items())
    return max(Fraction(math.ceil(bound * problem.scales.cost), problem.scales.cost), Fraction(0))


def tier_proofs(
    problem: Problem, plan: Outcome, duals: Duals, allowed: AllowedPairs
) -> dict[int, Fraction]:
    """For every tier the best bound the duals prove, the tiers above being as in the plan."""
    values = {t: Fraction(p.value) for t, p in plan.unmatched.items()}
    proven = {t: Fraction(0) for t in values}
    for level in duals.levels:
        weights = {t: Fraction(w) for t, w in level.weights.items() if t <= level.tier}
        prices = {g: Fraction(u) for g, u in zip(level.group, level.price, strict=True)}
        bound = relaxation(problem, allowed, prices, weights, with_cost=False)
        bound -= sum(weights[t] * values[t] for t in weights if t < level.tier)
        _raise(problem, proven, level.tier, bound / weights[level.tier])
    stated = {t: Fraction(p.bound) for t, p in plan.unmatched.items()}
    if any(stated[t] > proven[t] for t in stated):
        _from_cost(problem, duals, allowed, values, proven)
    return proven


def _raise(problem: Problem, proven: dict[int, Fraction], tier: int, bound: Fraction) -> None:
    """Take a bound in, rounded up to what counts of children can be."""
    scale = problem.scales.size
    proven[tier] = max(proven[tier], Fraction(math.ceil(bound * scale), scale))


def _from_cost(
    problem: Problem,
    duals: Duals,
    allowed: AllowedPairs,
    values: Mapping[int, Fraction],
    proven: dict[int, Fraction],
) -> None:
    """What weights far above any cost prove for the tiers without proofs of their own."""
    weights = {t: Fraction(w) for t, w in duals.tiers.items()}
    prices = {g: Fraction(u) for g, u in enumerate(duals.group)}
    bound = relaxation(problem, allowed, prices, weights, with_cost=True)
    dearest = np.zeros(len(problem.group_ids), np.int64)
    np.maximum.at(dearest, allowed.group, allowed.cost)
    drawn = np.diff(allowed.first).astype(np.int64)
    uneven = 0 if problem.spread is None else problem.spread.cost(drawn)
    for tier in sorted(values):
        if weights[tier] <= 0:
            continue
        rest = bound - sum(weights[t] * values[t] for t in values if t < tier)
        for g in range(len(problem.group_ids)):
            own = int(problem.tier[g])
            most = Fraction(int(dearest[g]), problem.scales.cost)
            if own > tier:
                left_out = weights[own] * Fraction(int(problem.size[g]), problem.scales.size)
                most = max(most, left_out)
            rest -= most
        rest -= Fraction(uneven, problem.scales.cost)
        _raise(problem, proven, tier, rest / weights[tier])


def _by_line(problem: Problem, locked: Mapping[int, int]) -> dict[int, int]:
    """How many locks stand under each line of the caps."""
    found: dict[int, int] = {}
    if problem.caps is None or not locked:
        return found
    columns = zip(*locked.items(), strict=True)
    group, helper = (np.array(column, np.int32) for column in columns)
    for k in problem.caps.lines_of(group, helper).tolist():
        found[k] = found.get(k, 0) + 1
    return found


def _lookup(price: Mapping[int, int], groups: int) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Prices by group; 64 bits where they fit, otherwise Python's own whole numbers."""
    largest = max((abs(p) for p in price.values()), default=0)
    array = np.zeros(groups, np.int64 if largest < 1 << 62 else object)
    for g, p in price.items():
        array[g] = p
    return array
