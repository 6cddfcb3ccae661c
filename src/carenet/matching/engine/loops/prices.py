"""Prices along alternating paths."""

import numpy as np

from carenet.matching.engine.compiled import Kernel


@Kernel
def support(first, helper, cost, mine, order, starts, top, penalty, price, steps_max):
    """Longest-path labels from the groups left out, first in first out. False: no such prices.

    `price` begins at the least each helper may have and never goes above `top`.
    """
    helpers = len(price)
    for g in range(len(mine)):
        if mine[g] < 0:
            for a in range(first[g], first[g + 1]):
                h = helper[a]
                price[h] = max(price[h], penalty[g] - cost[a])
    queue = np.empty(helpers, np.int64)
    waiting = np.ones(helpers, np.bool_)
    for h in range(helpers):
        queue[h] = h
        if price[h] > top[h]:
            return False
    head, count, steps = 0, helpers, 0
    while count > 0:
        h = queue[head]
        head = (head + 1) % helpers
        count -= 1
        waiting[h] = False
        steps += 1
        if steps > steps_max:
            return False
        for k in range(starts[h], starts[h + 1]):
            g = order[k]
            pays = cost[mine[g]] + price[h]
            if pays > penalty[g]:
                return False
            for a in range(first[g], first[g + 1]):
                other = helper[a]
                if pays - cost[a] > price[other]:
                    price[other] = pays - cost[a]
                    if price[other] > top[other]:
                        return False
                    if not waiting[other]:
                        waiting[other] = True
                        queue[(head + count) % helpers] = other
                        count += 1
    return True
