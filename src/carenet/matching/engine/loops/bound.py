"""The relaxation over every allowed pair of an instance with places, without listing them."""

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner
from carenet.matching.engine.loops.grid import cells, insert
from carenet.matching.engine.loops.lagrangian import knapsack, room_for


@inner
def load_of(space, d, size):
    """What a pair at distance d takes of its helper."""
    if space[3] == 2:
        return np.rint((space[5] + 2 * d / space[6]) * space[7])
    return size * space[4] if space[3] == 1 else space[4]


@inner
def gather(h, grid, hx, hy, offers, capacity, u, size, space, items):
    """The groups that could be worth something to helper h, with profit and load. Their number."""
    order, starts, gx, gy, needs, where, shape = grid
    who, profit, load = items
    count = 0
    left, right, low, high = cells(hx[h], hy[h], space[0], where, shape)
    for column in range(left, right + 1 if high >= low else left):
        base = column * shape[1]
        for k in range(starts[base + low], starts[base + high + 1]):
            g = order[k]
            if u[g] <= 0 or needs[k] & ~offers[h]:
                continue
            dx = gx[k] - hx[h]
            dy = gy[k] - hy[h]
            d = np.sqrt(dx * dx + dy * dy)
            if d > space[0]:
                continue
            p = u[g] - np.rint(space[1] * d) * space[2]
            w = load_of(space, d, size[g])
            if p > 0 and w <= capacity[h]:
                who[count], profit[count], load[count] = g, p, w
                count += 1
    return count


@inner
def crowd(grid, hx, hy, reach):
    """The most groups that stand in the cells any helper's reach touches."""
    most = 1
    for h in range(len(hx)):
        left, right, low, high = cells(hx[h], hy[h], reach, grid[5], grid[6])
        here = 0
        for column in range(left, right + 1 if high >= low else left):
            base = column * grid[6][1]
            here += grid[1][base + high + 1] - grid[1][base + low]
        most = max(most, here)
    return most


@Kernel
def knapsacks(
    order, starts, gx, gy, needs, where, shape, hx, hy, offers, capacity, u, size, space, taken
):
    """Sum of every helper's best knapsack at whole prices u (groups stand in grid order).

    The pairs chosen are written to `taken` (group, helper) as far as it has room; the rest is -1.
    `space` is that of `candidates.space_of`, with the parts per cost in its third place.
    """
    grid = (order, starts, gx, gy, needs, where, shape)
    most = crowd(grid, hx, hy, space[0])
    profit, weight, ratio, chosen, states = room_for(most)
    items = (np.empty(most, np.int64), np.empty(most, np.float64), np.empty(most, np.float64))
    written = 0
    total = 0.0
    for h in range(len(hx)):
        count = gather(h, grid, hx, hy, offers, capacity, u, size, space, items)
        if count == 0:
            continue
        for k in range(count):
            ratio[k] = -items[1][k] / max(items[2][k], 1e-9)
        rank = np.argsort(ratio[:count])
        for k in range(count):
            profit[k] = items[1][rank[k]]
            weight[k] = items[2][rank[k]]
        total += np.ceil(knapsack(profit, weight, capacity[h], count, chosen, states, 0.5))
        for k in range(count):
            if chosen[k] and written < taken.shape[1]:
                taken[0, written] = items[0][rank[k]]
                taken[1, written] = h
                written += 1
    return total


@Kernel
def nearest(
    order, starts, hx, hy, offers, where, shape, gx, gy, needs, size, worth, price, capacity, space,
    found,
):  # fmt: skip
    """For every group the allowed helpers with the least cost + price x load below its worth.

    `price` and `capacity` are by helper position, the helpers themselves stand in grid order.
    """
    kept = np.empty(found.shape[1], np.float64)
    for g in range(len(gx)):
        left, right, low, high = cells(gx[g], gy[g], space[0], where, shape)
        for column in range(left, right + 1 if high >= low else left):
            base = column * shape[1]
            for k in range(starts[base + low], starts[base + high + 1]):
                if needs[g] & ~offers[k]:
                    continue
                dx = gx[g] - hx[k]
                dy = gy[g] - hy[k]
                d = np.sqrt(dx * dx + dy * dy)
                if d > space[0]:
                    continue
                w = load_of(space, d, size[g])
                pays = np.rint(space[1] * d) + price[order[k]] * w
                if pays <= worth[g] and w <= capacity[order[k]]:
                    insert(found[g], kept, pays, order[k])
