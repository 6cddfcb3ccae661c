"""The exact backend for uneven loads on small problems: HiGHS, one tier after the other."""

from typing import Final

import numpy as np

from carenet.matching.engine.network import NOBODY, Network
from carenet.matching.engine.problem import Floats, Ints, Positions

PAIRS_MAX: Final = 4_000


def solve_levels(network: Network, sizes: list[Ints], seconds: float) -> Positions | None:
    """The cheapest of the plans that place most, level by level; None if time ran out.

    `sizes` holds for every tier, most urgent first, each group's size in that tier.
    """
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import csr_array, vstack

    count = network.size
    if not count:
        return np.full(network.groups, NOBODY, np.int32)
    group = network.group_of_pair()
    ones = np.ones(count)
    each = np.arange(count)
    once = csr_array((ones, (group, each)), shape=(network.groups, count))
    room = csr_array(
        (network.load.astype(np.float64), (network.helper, each)), shape=(network.helpers, count)
    )
    rows = vstack([once, room]).tocsr()
    top = np.concatenate([np.ones(network.groups), network.capacity.astype(np.float64)])
    if network.capped:
        bound = np.flatnonzero(network.line >= 0)
        shape = (len(network.most), count)
        lines = csr_array((np.ones(len(bound)), (network.line[bound], bound)), shape=shape)
        rows = vstack([rows, lines]).tocsr()
        top = np.concatenate([top, network.most.astype(np.float64)])
    floor: list[tuple[Floats, float]] = []
    chosen = np.zeros(count)
    goals = [-s[group].astype(np.float64) for s in sizes] + [network.cost.astype(np.float64)]
    for goal in goals:
        constraints = [LinearConstraint(rows, -np.inf, top)]
        constraints += [LinearConstraint(g[None, :], least - 0.5, np.inf) for g, least in floor]
        found = milp(
            goal,
            constraints=constraints,
            integrality=ones,
            bounds=(0, 1),
            options={"time_limit": max(seconds, 0.05), "mip_rel_gap": 0.0},
        )
        if found.status != 0:
            return None
        chosen = np.rint(found.x)
        floor.append((-goal, float(np.rint(-found.fun))))
    assignment = np.full(network.groups, NOBODY, np.int32)
    taken = np.flatnonzero(chosen > 0.5)
    assignment[group[taken]] = network.helper[taken]
    return assignment
