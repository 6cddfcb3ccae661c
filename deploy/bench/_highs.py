"""What HiGHS makes of a matching network by itself: the linear programme of equal loads, the MIP of others."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from carenet.matching.engine.network import NOBODY, Network


@dataclass(frozen=True)
class Found:
    """Seconds used; who goes to whom, or None when nothing was found in time."""

    seconds: float
    assignment: Any | None


def highs(network: Network, penalty: Any, seconds: float, *, whole: bool) -> Found:
    """The best plan HiGHS finds in so many seconds; leaving group g out weighs `penalty[g]`.

    With equal loads the linear programme is whole by itself (`whole=False`).
    """
    count, group = network.size, network.group_of_pair()
    each = np.arange(count)
    once = csr_array((np.ones(count), (group, each)), shape=(network.groups, count))
    room = csr_array(
        (network.load.astype(float), (network.helper, each)), shape=(network.helpers, count)
    )
    top = np.concatenate([np.ones(network.groups), network.capacity.astype(float)])
    began = time.perf_counter()
    answer = milp(
        network.cost - penalty[group].astype(float),
        constraints=[LinearConstraint(vstack([once, room]).tocsr(), -np.inf, top)],
        integrality=np.full(count, 1 if whole else 0),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds},
    )
    spent = round(time.perf_counter() - began, 4)
    if answer.x is None:
        return Found(spent, None)
    assignment = np.full(network.groups, NOBODY, np.int32)
    taken = np.flatnonzero(answer.x > 0.5)
    assignment[group[taken]] = network.helper[taken]
    return Found(spent, assignment)
