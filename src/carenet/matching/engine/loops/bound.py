"""The relaxation over every allowed pair of an instance with places, without listing them."""

import numpy as np

from carenet.matching.engine.compiled import Kernel
from carenet.matching.engine.loops.grid import cells
from carenet.matching.engine.loops.lagrangian import knapsack, room_for


@Kernel
def knapsacks(
    order, starts, gx, gy, needs, where, shape, hx, hy, offers, capacity, u, size, space, taken
):
    """Sum of every helper's best knapsack at whole prices u (groups stand in grid order).

    The pairs chosen are written to `taken` (group, helper) as far as it has room; the rest is -1.

    `space`: km_max, cost per km, parts per cost, load mode (0 equal, 1 size, 2 hours), load of
    one, hours per visit, km per hour, parts per hour.
    """
    most = 64
    profit, weight, ratio, chosen, states = room_for(most)
    pw = np.empty(most, np.float64)
    lw = np.empty(most, np.float64)
    who = np.empty(most, np.int64)
    written = 0
    total = 0.0
    reach = space[0]
    for h in range(len(hx)):
        if capacity[h] < 0:
            continue
        count = 0
        left, right, low, high = cells(hx[h], hy[h], reach, where, shape)
        for column in range(left, right + 1 if high >= low else left):
            base = column * shape[1]
            for k in range(starts[base + low], starts[base + high + 1]):
                g = order[k]
                if u[g] <= 0 or needs[k] & ~offers[h]:
                    continue
                dx = gx[k] - hx[h]
                dy = gy[k] - hy[h]
                d = np.sqrt(dx * dx + dy * dy)
                if d > reach:
                    continue
                p = u[g] - np.rint(space[1] * d) * space[2]
                if p <= 0:
                    continue
                if space[3] == 2:
                    w = np.rint((space[5] + 2 * d / space[6]) * space[7])
                elif space[3] == 1:
                    w = size[g] * space[4]
                else:
                    w = space[4]
                if w > capacity[h]:
                    continue
                if count == most:
                    most = 2 * most
                    grown = np.empty(most, np.float64)
                    grown[:count] = pw[:count]
                    pw = grown
                    grown = np.empty(most, np.float64)
                    grown[:count] = lw[:count]
                    lw = grown
                    longer = np.empty(most, np.int64)
                    longer[:count] = who[:count]
                    who = longer
                    profit, weight, ratio, chosen, states = room_for(most)
                pw[count] = p
                lw[count] = w
                who[count] = g
                count += 1
        if count == 0:
            continue
        for k in range(count):
            ratio[k] = -pw[k] / max(lw[k], 1e-9)
        rank = np.argsort(ratio[:count])
        for k in range(count):
            profit[k] = pw[rank[k]]
            weight[k] = lw[rank[k]]
        total += np.ceil(knapsack(profit, weight, capacity[h], count, chosen, states, 0.5))
        for k in range(count):
            if chosen[k] and written < taken.shape[1]:
                taken[0, written] = who[rank[k]]
                taken[1, written] = h
                written += 1
    return total
