"""Solve a problem whose pairs take unequal shares of a helper: places or hours."""

import numpy as np

from carenet.matching.engine.candidates import pairs_below
from carenet.matching.engine.mip import solve_levels
from carenet.matching.engine.network import NOBODY
from carenet.matching.engine.outcome import Outcome
from carenet.matching.engine.prepare import Prepared, children_left_out, total_cost, with_locks
from carenet.matching.engine.settle import settled
from carenet.matching.engine.unit import in_network
from carenet.matching.engine.watch import Watch


def solve_uneven(prepared: Prepared, watch: Watch) -> Outcome:
    """The best plan found within the limits, and what is proven about it."""
    problem = prepared.problem
    if prepared.grid is not None:
        group, helper = pairs_below(
            problem, prepared.grid, np.full(len(problem.group_ids), 1 << 61)
        )
        new = ~in_network(prepared.network, group, helper)
        prepared = prepared.with_pairs(group[new], helper[new])
    sizes = [np.where(problem.tier == t, problem.size, 0) for t in problem.tiers]
    assignment = solve_levels(prepared.network, sizes, watch.left())
    if assignment is None:
        assignment = np.full(prepared.network.groups, NOBODY, np.int32)
        return settled(prepared, assignment, dict.fromkeys(problem.tiers, 0), 0, None, watch)
    full = with_locks(prepared, assignment)
    return settled(
        prepared,
        assignment,
        children_left_out(problem, full),
        total_cost(problem, full),
        None,
        watch,
    )
