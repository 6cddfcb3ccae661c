"""Solve over every allowed pair with few of them in hand: others are let in when prices call for them.

A solution of some pairs has prices. Where no pair left outside undercuts them, and none reaches
past a shortage they prove, the proof holds for all pairs (column generation). Where time is up
before that, the bounds are recomputed over all pairs and said as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, lcm
from typing import Any, Final

import numpy as np

from carenet.matching.engine.outcome import Duals, Limits, Outcome, Proven
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.solve import solve
from carenet.matching.pairing.field import Columns, Field
from carenet.matching.pairing.sides import Ints

LISTED_MAX: Final = 200_000
"""Allowed pairs that are simply all handed to the solver."""
CHEAPEST: Final = 24
LET_IN: Final = 8
TURNS_MAX: Final = 40
Listed = Callable[[Ints, Ints], Problem]


@dataclass(slots=True)
class _Hand:
    """The pairs in hand, by group, and what may still be told or stopped."""

    group: Ints
    helper: Ints
    width: int

    def take(self, more: Columns) -> bool:
        """Take pairs in; whether any was new."""
        before = len(self.group)
        keys = [self.group * self.width + self.helper, more[0] * self.width + more[1]]
        both = np.sort(np.concatenate(keys))
        both = both[np.diff(both, prepend=-1) > 0]
        self.group, self.helper = both // self.width, both % self.width
        return len(both) > before


def solve_over(
    field: Field,
    listed: Listed,
    locks: Columns,
    limits: Limits,
    *,
    progress: Callable[[str, float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Problem, Outcome]:
    """The best plan over all pairs of the field, its proof, and the problem with the pairs in hand.

    `listed` makes the problem of some pairs (columns group and helper, ordered by group).
    """
    started = limits.clock()
    every = field.pairs <= LISTED_MAX
    hand = _Hand(
        *(field.everything() if every else field.cheapest(CHEAPEST)), max(field.cost.shape[1], 1)
    )
    hand.take(locks)
    for turn in range(TURNS_MAX):
        problem = listed(hand.group, hand.helper)
        left = max(limits.seconds - (limits.clock() - started), 0.0)
        outcome = solve(problem, replace(limits, seconds=left), cancelled=cancelled)
        if progress:
            progress("pairs", turn / TURNS_MAX)
        if every or outcome.status == "infeasible":
            return problem, outcome
        over = limits.clock() - started >= limits.seconds or (cancelled is not None and cancelled())
        if over or not hand.take(_called_for(field, problem, outcome)):
            break
    return problem, _over_all(field, problem, outcome)


def _called_for(field: Field, problem: Problem, outcome: Outcome) -> Columns:
    """Pairs that undercut the prices, or that reach past a shortage the plan rests on."""
    duals = outcome.duals
    if duals is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    free, load, room = _free(problem), _loads(problem), _room(problem)
    worth = np.where(free, np.array(duals.group, np.float64), 0.0)
    price = np.where(room > 0, np.array(duals.helper, np.float64), np.inf)
    found = [field.strongest(worth, price, load, LET_IN)]
    pairs = problem.pairs
    if duals.levels and pairs is not None:
        last = max(duals.levels, key=lambda level: level.tier)
        urgent = np.zeros(len(free))
        urgent[list(last.group)] = last.price
        urgent[~free] = 0.0
        pressure = np.zeros(len(room))
        np.maximum.at(pressure, pairs.helper, urgent[pairs.group])
        pressure[room <= 0] = np.inf
        found.append(field.strongest(urgent, pressure, np.ones_like(load), LET_IN, with_cost=False))
    return np.concatenate([c[0] for c in found]), np.concatenate([c[1] for c in found])


def _over_all(field: Field, problem: Problem, outcome: Outcome) -> Outcome:
    """The same plan with the bounds its prices prove over all pairs, never above the stated ones."""
    duals = outcome.duals
    if duals is None:
        nothing = {t: Proven(p.value, 0) for t, p in outcome.unmatched.items()}
        return replace(
            outcome, unmatched=nothing, cost=Proven(outcome.cost.value, 0), status="feasible"
        )
    proven = _tiers(field, problem, outcome, duals)
    unmatched = {
        t: Proven(p.value, min(p.bound, proven.get(t, 0))) for t, p in outcome.unmatched.items()
    }
    weights = {t: Fraction(w) for t, w in duals.tiers.items()}
    bound = _relaxed(field, problem, enumerate(duals.group), weights, with_cost=True)
    bound -= sum(weights[t] * Fraction(p.value) for t, p in outcome.unmatched.items())
    cost = Proven(outcome.cost.value, min(outcome.cost.bound, max(ceil(bound), 0)))
    best = cost.value <= cost.bound and all(p.value <= p.bound for p in unmatched.values())
    status = outcome.status if best else "feasible"
    return replace(outcome, unmatched=unmatched, cost=cost, status=status)


def _tiers(field: Field, problem: Problem, outcome: Outcome, duals: Duals) -> dict[int, int]:
    """For every tier with a proof the children no plan can place, the tiers above as they are."""
    values = {t: Fraction(p.value) for t, p in outcome.unmatched.items()}
    found = {}
    for level in duals.levels:
        weights = {t: Fraction(w) for t, w in level.weights.items()}
        prices = zip(level.group, level.price, strict=True)
        bound = _relaxed(field, problem, prices, weights, with_cost=False)
        bound -= sum(w * values[t] for t, w in weights.items() if t < level.tier)
        found[level.tier] = max(ceil(bound / weights[level.tier]), 0)
    return found


def _relaxed(
    field: Field, problem: Problem, prices: Any, weights: dict[int, Fraction], *, with_cost: bool
) -> Fraction:
    """Weights of those left out plus cost, from below, over all pairs (Lagrangian relaxation)."""
    named = {g: Fraction(u) for g, u in prices}
    unit = lcm(*(f.denominator for f in (*named.values(), *weights.values())), 1)
    free = _free(problem)
    price = np.zeros(len(free), np.int64)
    total = 0
    for g, u in named.items():
        if free[g]:
            price[g] = int(u * unit)
            weight = weights.get(int(problem.tier[g]), Fraction(0)) * int(problem.size[g])
            total += min(int(price[g]), int(weight * unit))
    if with_cost:
        total += unit * sum(int(field.cost[g, h]) for g, h in problem.locks)
    room, step = _room(problem), np.zeros((2, len(problem.helper_ids)), np.int64)
    if problem.spread is not None and with_cost:
        held = _held(problem)
        total += unit * problem.spread.cost(held)
        step[0], step[1] = problem.spread.step * unit, problem.spread.carried + held
    knapsacks = field.knapsacks(price, _loads(problem), room, unit if with_cost else 0, step)
    return Fraction(total - knapsacks, unit)


def _free(problem: Problem) -> Any:
    free = np.ones(len(problem.group_ids), np.bool_)
    free[[g for g, _ in problem.locks]] = False
    return free


def _loads(problem: Problem) -> Ints:
    """What each group takes of any helper."""
    load = np.ones(len(problem.group_ids), np.int64)
    if problem.pairs is not None:
        load[problem.pairs.group] = problem.pairs.load
    return load


def _room(problem: Problem) -> Ints:
    """Room that the locks leave."""
    room, load = problem.capacity.copy(), _loads(problem)
    for g, h in problem.locks:
        room[h] -= load[g]
    return np.maximum(room, 0)


def _held(problem: Problem) -> Ints:
    """How many groups are locked to each helper."""
    locked = np.array([h for _, h in problem.locks], np.int64)
    return np.bincount(locked, minlength=len(problem.helper_ids)).astype(np.int64)
