"""Repair a plan with little change: when helpers are lost, or the problem has moved a little.

Everyone who can stay stays. Groups that lost their helper are placed by chains of moves in which
a group may only be moved when it is not worse off in being served, so no child of a higher tier
loses its place to one of a lower tier. What each step costs is the plan's own cost.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from carenet.matching.engine.halls import weights_for
from carenet.matching.engine.loops import chains
from carenet.matching.engine.network import NOBODY, Network, assigned_pairs, in_network
from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.prepare import Prepared, clashes_of, prepare, with_locks
from carenet.matching.engine.problem import Ints, Positions, Problem
from carenet.matching.engine.settle import as_positions, impossible, settled
from carenet.matching.engine.unit import penalties
from carenet.matching.engine.watch import Watch


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired plan, the groups that had to move and those moved for their sake."""

    outcome: Outcome
    forced: tuple[int, ...]
    moved: tuple[int, ...]


def repair(
    problem: Problem,
    previous: Outcome,
    lost_helpers: Iterable[int] = (),
    limits: Limits | None = None,
) -> Repair:
    """Place again whom `lost_helpers` (positions) held, changing as little as possible.

    At most one group that could have stayed is moved for each one that could not.
    """
    watch = Watch(limits or Limits())
    lost = set(lost_helpers)
    kept = tuple(lock for lock in problem.locks if lock[1] not in lost)
    if lost or kept != problem.locks:
        problem = without_helpers(problem, lost, kept)
    clashes = clashes_of(problem)
    if clashes:
        return Repair(impossible(problem, clashes, watch), (), ())
    prepared = _with_present(prepare(problem), previous)
    before = as_positions(previous.assignment)
    start, forced = who_can_stay(prepared, before)
    assignment, moved = placed_again(prepared, start, forced)
    full = with_locks(prepared, assignment)
    outcome = settled(prepared, full, dict.fromkeys(problem.tiers, 0), 0, None, watch)
    return Repair(outcome, tuple(int(g) for g in forced), moved)


def without_helpers(
    problem: Problem, lost: set[int], locks: tuple[tuple[int, int], ...]
) -> Problem:
    """The same problem with no capacity left at some helpers; positions stay as they are.

    Listed pairs of these helpers go too, as a load of zero would still fit.
    """
    capacity = problem.capacity.copy()
    capacity[sorted(lost)] = 0
    pairs = problem.pairs
    if pairs is not None:
        keep = ~np.isin(pairs.helper, sorted(lost))
        pairs = replace(
            pairs,
            group=pairs.group[keep],
            helper=pairs.helper[keep],
            load=pairs.load[keep],
            cost=pairs.cost[keep],
            terms={name: part[keep] for name, part in pairs.terms.items()},
        )
    return replace(problem, capacity=capacity, pairs=pairs, locks=locks)


def _with_present(prepared: Prepared, previous: Outcome) -> Prepared:
    """Make sure that the pairs of the plan as it was are in the network."""
    if prepared.grid is None:
        return prepared
    assignment = as_positions(previous.assignment)
    group = np.flatnonzero(assignment != NOBODY).astype(np.int32)
    new = ~in_network(prepared.network, group, assignment[group])
    return prepared.with_pairs(group[new], assignment[group][new])


def who_can_stay(prepared: Prepared, before: Positions) -> tuple[Positions, Ints]:
    """The plan without those who must go: pair gone, or helper overfull (least urgent first)."""
    network, problem = prepared.network, prepared.problem
    mine = assigned_pairs(network, before)
    start = np.where(mine >= 0, before, NOBODY).astype(np.int32)
    used = np.zeros(network.helpers, np.int64)
    placed = np.flatnonzero(mine >= 0)
    np.add.at(used, network.helper[mine[placed]], network.load[mine[placed]])
    for h in np.flatnonzero(used > network.capacity):
        there = np.flatnonzero(start == h)
        for g in there[np.lexsort((problem.size[there], -problem.tier[there]))]:
            if used[h] <= network.capacity[h]:
                break
            used[h] -= network.load[mine[g]]
            start[g] = NOBODY
    forced = np.flatnonzero((before != NOBODY) & (start == NOBODY) & network.free)
    return start, forced.astype(np.int64)


def placed_again(
    prepared: Prepared, start: Positions, forced: Ints
) -> tuple[Positions, tuple[int, ...]]:
    """Chains from the forced groups, the most urgent first, one unforced change for each."""
    network, problem = prepared.network, prepared.problem
    mine = assigned_pairs(network, start)
    room = network.capacity.astype(np.float64)
    placed = np.flatnonzero(mine >= 0)
    np.subtract.at(room, network.helper[mine[placed]], network.load[mine[placed]])
    weights = weights_for(problem, 4 * int(network.cost.max(initial=0)) + 1)
    holder = start.astype(np.int64)
    order = forced[np.lexsort((-problem.size[forced], problem.tier[forced]))]
    chains.repair(
        _work(network, forced),
        network.first,
        network.helper.astype(np.int64),
        network.load.astype(np.float64),
        network.cost.astype(np.float64),
        penalties(prepared, weights).astype(np.float64),
        problem.tier,
        order,
        holder,
        mine,
        room,
    )
    others = np.setdiff1d(np.flatnonzero(holder != start), forced)
    return holder.astype(np.int32), tuple(int(g) for g in others)


def _work(network: Network, forced: Ints) -> int:
    return network.groups + 200 * len(forced)
