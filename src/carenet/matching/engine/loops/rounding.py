"""From prices to a plan: helpers take turns, each filling itself as well as it can."""

import numpy as np

from carenet.matching.engine.compiled import Kernel
from carenet.matching.engine.loops.lagrangian import knapsack, room_for


@Kernel
def take_turns(first, arc, group, load, cost, capacity, worth, turns, holder, paid):
    """In the order `turns` each helper packs itself anew; `holder` and `paid` are written.

    It may keep its own groups, take groups nobody holds (worth `worth` less the cost), and groups
    it serves more cheaply than their holder (worth what is saved). No turn makes the plan dearer.
    """
    most = 1
    for h in range(len(capacity)):
        most = max(most, first[h + 1] - first[h])
    profit, weight, ratio, chosen, states = room_for(most)
    items = np.empty(most, np.int64)
    for turn in range(len(turns)):
        h = turns[turn]
        count = 0
        for k in range(first[h], first[h + 1]):
            a = arc[k]
            g = group[a]
            p = (worth[g] if holder[g] in (-1, h) else paid[g]) - cost[a]
            if p <= 0 or load[a] > capacity[h]:
                continue
            r = p / max(load[a], 1e-9)
            at = count
            while at > 0 and ratio[at - 1] < r:
                ratio[at] = ratio[at - 1]
                items[at] = items[at - 1]
                profit[at] = profit[at - 1]
                weight[at] = weight[at - 1]
                at -= 1
            ratio[at] = r
            items[at] = a
            profit[at] = p
            weight[at] = load[a]
            count += 1
        if count == 0:
            continue
        knapsack(profit, weight, capacity[h], count, chosen, states, 0.0)
        for k in range(count):
            g = group[items[k]]
            if holder[g] == h and not chosen[k]:
                holder[g] = -1
        for k in range(count):
            if chosen[k]:
                holder[group[items[k]]] = h
                paid[group[items[k]]] = cost[items[k]]
