"""An invented county whose volunteers' hours three services compete for, with all its pairs listed."""

import numpy as np
from scipy.spatial import cKDTree

from carenet.matching.engine.problem import Caps, Problem

SERVICES = ("tutoring", "companionship", "proxy_parent")
HOURS = np.array([4, 2, 1])
MOST = (2, 3, 3)
PER_GROUP = 20
"""So many volunteers in reach of a group: a round lists at most 200,000 pairs."""
KM_PER_GROUP = 0.9
MINUTES_PER_KM = 6


def county(groups: int, seed: int) -> Problem:
    draw = np.random.default_rng(seed)
    helpers, side = max(groups // 4, 1), np.sqrt(groups) * KM_PER_GROUP
    service = draw.choice(3, groups, p=(0.5, 0.3, 0.2))
    at, there = draw.uniform(0, side, (groups, 2)), draw.uniform(0, side, (helpers, 2))
    near = min(PER_GROUP, helpers)
    km, helper = cKDTree(there).query(at, k=near)
    group = np.repeat(np.arange(groups), near)
    lines = [(h, s) for h in range(helpers) for s in range(3)]
    caps = Caps(
        SERVICES,
        service.astype(np.int64),
        np.array([h for h, _ in lines], np.int32),
        np.array([s for _, s in lines], np.int64),
        np.tile(MOST, helpers).astype(np.int64),
    )
    return Problem.from_pairs(
        group_ids=[f"g{k}" for k in range(groups)],
        size=np.ones(groups, np.int64),
        tier=draw.choice(4, groups, p=(0.05, 0.15, 0.35, 0.45)),
        helper_ids=[f"h{k}" for k in range(helpers)],
        capacity=draw.integers(4, 13, helpers),
        group=group,
        helper=helper.reshape(-1),
        load=HOURS[service[group]],
        cost=np.rint(km.reshape(-1) * MINUTES_PER_KM).astype(np.int64),
        caps=caps,
    )
