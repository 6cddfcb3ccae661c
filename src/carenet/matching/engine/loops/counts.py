"""Ascent on the prices of groups when it is known how many children of each tier are left out.

Those left out are a knapsack of their own, taken in fractions: its critical ratio is the best
weight of a child of that tier at these prices, so that no weight need be guessed.
"""

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner
from carenet.matching.engine.loops.lagrangian import relax as solve_knapsacks
from carenet.matching.engine.loops.lagrangian import room_for


@inner
def left_out(u, starts, members, size, counts, out, weight):
    """What leaving out `counts` children of each tier saves at most at prices u.

    Writes each group's share in `out` and each tier's `weight`; a tier nobody may be left out of
    has a weight of -1.
    """
    saved = 0.0
    for t in range(len(counts)):
        left = counts[t]
        weight[t] = -1.0
        if left <= 0:
            continue
        mine = members[starts[t] : starts[t + 1]]
        order = np.argsort(-u[mine] / size[mine])
        for k in range(len(order)):
            g = mine[order[k]]
            out[g] = 0.0
            if left > 0 and u[g] > 0:
                out[g] = min(1.0, left / size[g])
                left -= out[g] * size[g]
                saved += out[g] * u[g]
                weight[t] = u[g] / size[g]
        weight[t] = max(weight[t], 0.0)
    return saved


@inner
def value_at(sides, left, u, use, out, weight, critical, work):
    """The bound at prices u with these counts."""
    first, order, group, load, cost, capacity, line, most, free = sides
    value = -solve_knapsacks(
        first, order, group, load, cost, capacity, line, most, u, use, critical, work, 0.0
    )
    value -= left_out(u, left[0], left[1], left[2], left[3], out, weight)
    for g in range(len(u)):
        if free[g]:
            value += u[g]
    return value


@inner
def _room(first):
    most = 1
    for h in range(len(first) - 1):
        most = max(most, first[h + 1] - first[h])
    return room_for(most)


@Kernel
def evaluate(
    first, order, group, load, cost, capacity, line, most, free, starts, members, size, counts, u
):  # fmt: skip
    """The bound at prices u with these counts."""
    sides = (first, order, group, load, cost, capacity, line, most, free)
    use = np.zeros(len(u), np.int64)
    out = np.zeros(len(u), np.float64)
    weight = np.empty(len(counts), np.float64)
    critical = np.empty(len(capacity), np.float64)
    left = (starts, members, size, counts)
    return value_at(sides, left, u, use, out, weight, critical, _room(first))


@Kernel
def ascend(
    first, order, group, load, cost, capacity, line, most, free, starts, members, size, counts, u,
    mean, weight, critical, state, steps,
):  # fmt: skip
    """`steps` volume steps from the best prices so far, u, which move when better ones are found.

    `mean` is the running violation of "one helper each or left out". `state`: best bound, target,
    step factor, fails in a row, how many shorten the step, weight of the newest solution.
    """
    sides = (first, order, group, load, cost, capacity, line, most, free)
    left = (starts, members, size, counts)
    work = _room(first)
    use = np.zeros(len(u), np.int64)
    out = np.zeros(len(u), np.float64)
    trial = u.copy()
    fresh = np.empty(len(weight), np.float64)
    prices = np.empty(len(critical), np.float64)
    for _ in range(steps):
        norm = 0.0
        for g in range(len(u)):
            norm += mean[g] * mean[g] if free[g] else 0.0
        length = 0.0
        if norm > 1e-12:
            length = state[2] * max(state[1] - state[0], 1e-4 * abs(state[0])) / norm
        for g in range(len(u)):
            trial[g] = max(u[g] + length * mean[g], 0.0)
        value = value_at(sides, left, trial, use, out, fresh, prices, work)
        along = 0.0
        for g in range(len(u)):
            v = 1.0 - use[g] - out[g] if free[g] else 0.0
            along += v * mean[g]
            mean[g] = state[5] * v + (1 - state[5]) * mean[g]
        if value > state[0]:
            state[0], state[3] = value, 0.0
            u[:], weight[:], critical[:] = trial, fresh, prices
            if along > 0:
                state[2] = min(state[2] * 1.1, 2.0)
        else:
            state[3] += 1
            if state[3] >= state[4]:
                state[2], state[3] = max(state[2] * 0.66, 1e-3), 0.0
