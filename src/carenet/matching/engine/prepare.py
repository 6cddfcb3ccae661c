"""From a problem to a network: locks checked and taken out, pairs looked up, candidates found."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from carenet.core.refusals import N_
from carenet.matching.engine.candidates import (
    CHEAPEST,
    UNDERCUTTING_MAX,
    Grid,
    are_allowed,
    cheapest_pairs,
    grid_of,
    measured,
    undercutting,
)
from carenet.matching.engine.network import NOBODY, Network, network_of
from carenet.matching.engine.outcome import Clash
from carenet.matching.engine.problem import Ints, Positions, Problem
from carenet.matching.engine.standing import Standing

NOT_ALLOWED: Final = N_("the pair is not allowed")
NEARLY: Final = 33
ONE_HELPER: Final = N_("a group has one helper")
KEPT_APART: Final = N_("the groups are kept apart")
CAPPED: Final = N_("more groups of one service are locked to the helper than it takes")
CAPACITY: Final = N_("the load of the locks exceeds the helper's capacity")


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What was looked through: every allowed pair with cost + `price` below `limit` is in hand.

    `limit` is by group; where more are found than are taken in it is the dearest of these.
    """

    limit: Ints
    price: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A problem whose locks hold: its locked groups, and what is left to decide."""

    problem: Problem
    grid: Grid | None
    locked: dict[int, int]
    network: Network
    looked: Looked | None = None

    def with_pairs(self, group: Positions, helper: Positions) -> "Prepared":
        """The same with further allowed pairs, none of them in the network yet."""
        load, cost = measured(self.problem, group, helper)
        old = self.network
        network = network_of(
            self.problem,
            np.concatenate([old.group_of_pair(), group]),
            np.concatenate([old.helper, helper]),
            np.concatenate([old.load, load]),
            np.concatenate([old.cost, cost]),
            old.capacity,
            self.locked,
        )
        return Prepared(self.problem, self.grid, self.locked, network, self.looked)


def pairs_at(
    problem: Problem, group: Positions, helper: Positions
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], Ints, Ints]:
    """Allowed or not, load and cost of the pairs given by columns (zero where not allowed)."""
    if problem.places is not None:
        allowed = are_allowed(problem.places, group, helper)
        load, cost = measured(problem, group, helper)
        return allowed, np.where(allowed, load, 0), np.where(allowed, cost, 0)
    pairs = problem.pairs
    if pairs is None or not len(pairs.group):
        nothing = np.zeros(len(group), np.int64)
        return nothing.astype(np.bool_), nothing, nothing
    width = len(problem.helper_ids)
    keys = pairs.group.astype(np.int64) * width + pairs.helper
    order = np.argsort(keys, kind="stable")
    wanted = group.astype(np.int64) * width + helper
    at = order[np.minimum(np.searchsorted(keys[order], wanted), len(order) - 1)]
    allowed = keys[at] == wanted
    return allowed, np.where(allowed, pairs.load[at], 0), np.where(allowed, pairs.cost[at], 0)


def clashes_of(problem: Problem) -> tuple[Clash, ...]:
    """The locks that no plan can hold, each set with the rule between them."""
    if not problem.locks:
        return ()
    group, helper = (np.array(column, np.int32) for column in zip(*problem.locks, strict=True))
    allowed, load, _ = pairs_at(problem, group, helper)
    found = [
        Clash((lock,), NOT_ALLOWED)
        for lock, fine in zip(problem.locks, allowed, strict=True)
        if not fine
    ]
    by_group: dict[int, list[tuple[int, int]]] = {}
    by_helper: dict[int, list[tuple[int, int]]] = {}
    taken: dict[int, int] = {}
    for (g, h), weight in zip(problem.locks, load, strict=True):
        by_group.setdefault(g, []).append((g, h))
        by_helper.setdefault(h, []).append((g, h))
        taken[h] = taken.get(h, 0) + int(weight)
    found += [Clash(tuple(locks), ONE_HELPER) for locks in by_group.values() if len(locks) > 1]
    found += [
        Clash(tuple(by_helper[h]), CAPACITY)
        for h, total in taken.items()
        if total > problem.capacity[h]
    ]
    at = dict(problem.locks)
    found += [
        Clash(((one, at[one]), (other, at[other])), KEPT_APART)
        for one, other in problem.apart
        if one in at and at[one] == at.get(other)
    ]
    return (*found, *_over_caps(problem, group, helper))


def _over_caps(problem: Problem, group: Positions, helper: Positions) -> list[Clash]:
    """Locks of one service at one helper beyond what it takes."""
    if problem.caps is None:
        return []
    line = problem.caps.lines_of(group, helper)
    return [
        Clash(tuple(lock for lock, at in zip(problem.locks, line, strict=True) if at == k), CAPPED)
        for k in np.unique(line[line >= 0]).tolist()
        if int((line == k).sum()) > problem.caps.most[k]
    ]


def prepare(
    problem: Problem, candidates: int = CHEAPEST, *, earlier: Standing | None = None
) -> Prepared:
    """A network of the problem whose locks hold: all listed pairs, or the cheapest candidates.

    With an `earlier` plan the candidates are the cheapest at its prices, and its own pairs.
    """
    locked = dict(problem.locks)
    capacity = problem.capacity.copy()
    if locked:
        group = np.array(list(locked), np.int32)
        helper = np.array(list(locked.values()), np.int32)
        _, load, _ = pairs_at(problem, group, helper)
        np.subtract.at(capacity, helper, load)
    if problem.pairs is not None:
        p = problem.pairs
        network = network_of(problem, p.group, p.helper, p.load, p.cost, capacity, locked)
        return Prepared(problem, None, locked, network)
    if problem.places is None:
        raise ValueError("a problem needs pairs or places")
    grid = grid_of(problem.places)
    looked = None
    if earlier is None or problem.places.load != "unit":
        group, helper = cheapest_pairs(problem, grid, candidates)
    else:
        group, helper, looked = _around(problem, grid, earlier)
    load, cost = measured(problem, group, helper)
    network = network_of(problem, group, helper, load, cost, capacity, locked)
    return Prepared(problem, grid, locked, network, looked)


def _looked(
    problem: Problem, group: Positions, helper: Positions, limit: Ints, price: Ints
) -> Looked:
    """What a look up to `limit` covers that took these pairs in."""
    dearest = np.zeros(len(limit), np.int64)
    np.maximum.at(dearest, group, measured(problem, group, helper)[1] + price[helper])
    many = np.bincount(group, minlength=len(limit)) >= UNDERCUTTING_MAX
    return Looked(np.where(many, dearest, limit), price)


def _around(problem: Problem, grid: Grid, earlier: Standing) -> tuple[Positions, Positions, Looked]:
    """The pairs an earlier plan holds, and those that nearly pay at its prices."""
    price = earlier.price_of_load(problem, problem.scales.load, 0)
    worth = earlier.worth(problem, np.iinfo(np.int64).max // 4)
    limit = worth + worth // NEARLY
    group, helper = undercutting(problem, grid, limit, price)
    looked = _looked(problem, group, helper, limit, price)
    held = earlier.assignment != NOBODY
    held[group[helper == earlier.assignment[group]]] = False
    more = np.flatnonzero(held).astype(np.int32)
    more = more[pairs_at(problem, more, earlier.assignment[more])[0]]
    held_too = np.concatenate([helper, earlier.assignment[more]])
    return np.concatenate([group, more]), held_too, looked


def with_locks(prepared: Prepared, assignment: Positions) -> Positions:
    """The assignment of the free groups completed by the locked ones."""
    full = assignment.copy()
    for g, h in prepared.locked.items():
        full[g] = h
    return full


def children_left_out(problem: Problem, assignment: Positions) -> dict[int, int]:
    """Size left without a helper, per tier, in parts of the size scale."""
    out = assignment == NOBODY
    return {t: int(problem.size[out & (problem.tier == t)].sum()) for t in problem.tiers}


def total_cost(problem: Problem, assignment: Positions) -> int:
    """The cost of all placed groups and of loads that are not even, in parts of the cost scale."""
    group = np.flatnonzero(assignment != NOBODY).astype(np.int32)
    cost = int(pairs_at(problem, group, assignment[group])[2].sum())
    if problem.spread is None:
        return cost
    taken = np.bincount(assignment[group], minlength=len(problem.helper_ids))
    return cost + problem.spread.cost(taken.astype(np.int64))
