"""What practice does without an engine, to compare with: turns taken, the cheapest with room."""

from typing import Final

import numpy as np

from carenet.matching.engine.loops import greedy
from carenet.matching.engine.network import NOBODY, in_network
from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.prepare import Prepared, clashes_of, prepare
from carenet.matching.engine.problem import Ints, Positions, Problem
from carenet.matching.engine.settle import impossible, settled
from carenet.matching.engine.watch import Watch

LOOKED_AT: Final = 64


def first_come(problem: Problem, limits: Limits | None = None) -> Outcome:
    """Groups in the order they stand in the problem."""
    return _turns(problem, np.arange(len(problem.group_ids)), limits)


def greedy_by_tier(problem: Problem, limits: Limits | None = None) -> Outcome:
    """The most urgent tier first, within it larger groups first, then as they stand."""
    return _turns(problem, most_urgent_first(problem), limits)


def most_urgent_first(problem: Problem) -> Ints:
    """The order in which practice serves groups: tier by tier, within it larger ones first."""
    return np.lexsort((-problem.size, problem.tier))


def beside_practice(prepared: Prepared) -> tuple[Prepared, Positions]:
    """What `greedy_by_tier` would do, and the network with the pairs that takes."""
    problem = prepared.problem
    wide = prepared if prepared.grid is None else prepare(problem, LOOKED_AT)
    plan = in_turns(wide, most_urgent_first(problem))
    group = np.flatnonzero(plan != NOBODY).astype(np.int32)
    new = group[~in_network(prepared.network, group, plan[group])]
    return (prepared.with_pairs(new, plan[new]) if len(new) else prepared), plan


def in_turns(prepared: Prepared, order: Ints) -> Positions:
    """Free groups in `order`, each taking its cheapest helper with room."""
    network = prepared.network
    assignment = np.full(network.groups, NOBODY, np.int32)
    room = network.capacity.copy()
    order = order[network.free[order]]
    greedy.take_turns(
        network.size,
        network.first,
        network.helper,
        network.load,
        network.cost,
        network.line,
        network.most.copy(),
        room,
        order,
        assignment,
    )
    return assignment


def _turns(problem: Problem, order: Ints, limits: Limits | None) -> Outcome:
    watch = Watch(limits or Limits())
    clashes = clashes_of(problem)
    if clashes:
        return impossible(problem, clashes, watch)
    prepared = prepare(problem, LOOKED_AT)
    assignment = in_turns(prepared, order)
    return settled(prepared, assignment, dict.fromkeys(problem.tiers, 0), 0, None, watch)
