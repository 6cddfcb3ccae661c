"""Ascent on the prices of groups: one exact knapsack per helper, volume steps."""

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner

STATES_MAX = 4_000
POOL_MAX = 60_000


@inner
def extend(p_one, w_one, i, now, size, room, critical, rest, best, slack, states, pool):
    """The states after item i: with or without it, by load, none beaten in load and profit.

    Returns their number, the memory used, the best profit and its last node (-1: no news). A
    negative number of states says that memory ran out.
    """
    loads, profits, nodes, before, item = states
    new, out, a, b, winner = 1 - now, 0, 0, 0, -1
    highest = -1.0
    while a < size or b < size:
        fresh = a >= size or (b < size and loads[now, b] + w_one < loads[now, a])
        if fresh:
            w, p, node = loads[now, b] + w_one, profits[now, b] + p_one, nodes[now, b]
            b += 1
            if w > room:
                b = size
                continue
        else:
            w, p, node = loads[now, a], profits[now, a], nodes[now, a]
            a += 1
        if p <= highest or p + critical * (room - w) + rest <= best + slack:
            continue
        if out >= loads.shape[1] or pool >= len(before):
            return -1, pool, best, winner
        highest = p
        if fresh:
            before[pool], item[pool] = node, i
            node = pool
            pool += 1
            if p > best:
                best, winner = p, node
        loads[new, out], profits[new, out], nodes[new, out] = w, p, node
        out += 1
    return out, pool, best, winner


@inner
def fill(profit, load, room, count, chosen):
    """Take items as they come until one does not fit. Returns its place, profit and room left."""
    value, k = 0.0, 0
    while k < count and load[k] <= room:
        room -= load[k]
        value += profit[k]
        k += 1
    for i in range(count):
        chosen[i] = i < k
    return k, value, room


@inner
def knapsack(profit, load, room, count, chosen, memory, slack):
    """Best profit of items sorted by profit per load; marks `chosen`. Above it if cut short.

    States that no other beats in both load and profit, item by item; a state falls as soon as even
    the critical price on the room it leaves cannot lift it above the best. When the states run
    out of memory the fractional bound is returned, so that a relaxation stays a relaxation. With
    whole profits a `slack` of a half keeps rounding from mattering: gains are 1 at least.
    """
    states, rest = memory
    k, best, left = fill(profit, load, room, count, chosen)
    if k == count:
        return best
    critical = profit[k] / load[k] if load[k] > 0 else 0.0
    top = best + critical * left
    rest[count] = 0.0
    for i in range(count - 1, -1, -1):
        rest[i] = rest[i + 1] + max(profit[i] - critical * load[i], 0.0)
    now, size, pool, winner = 0, 1, 1, -1
    states[0][0, 0], states[1][0, 0], states[2][0, 0] = 0.0, 0.0, 0
    for i in range(count):
        if i > k and top - abs(profit[i] - critical * load[i]) <= best + slack:
            continue
        size, pool, best, news = extend(
            profit[i], load[i], i, now, size, room, critical, rest[i + 1], best, slack, states, pool
        )
        if size < 0:
            return top
        now = 1 - now
        winner = news if news >= 0 else winner
    if winner >= 0:
        for i in range(count):
            chosen[i] = False
        while winner > 0:
            chosen[states[4][winner]] = True
            winner = states[3][winner]
    return best


@inner
def ranked(order, start, size, group, load, cost, u, ratio):
    """Sort a helper's items in place, the most worth per load first; `ratio` is written."""
    for k in range(size):
        a = order[start + k]
        p = u[group[a]] - cost[a]
        r = -1.0 if p <= 0 else p / max(load[a], 1e-9)
        at = k
        while at > 0 and ratio[at - 1] < r:
            ratio[at] = ratio[at - 1]
            order[start + at] = order[start + at - 1]
            at -= 1
        ratio[at] = r
        order[start + at] = a


@inner
def relax(first, order, group, load, cost, capacity, line, most, u, use, critical, work, slack):
    """Solve every helper's knapsack at prices u. `use` counts how often each group is taken.

    `order` keeps each helper's items sorted by worth per load from call to call. Of items under
    one line only the `most` best are looked at: they weigh the same, so the others never help.
    Returns the sum.
    """
    profit, weight, ratio, chosen, states = work
    place = np.empty(len(profit), np.int64)
    taken = np.zeros(len(most), np.int64)
    total = 0.0
    for g in range(len(use)):
        use[g] = 0
    for h in range(len(capacity)):
        count = 0
        size = first[h + 1] - first[h]
        ranked(order, first[h], size, group, load, cost, u, ratio)
        left = capacity[h]
        price = 0.0
        for k in range(size):
            if ratio[k] <= 0:
                break
            a = order[first[h] + k]
            if len(most) > 0 and line[a] >= 0:
                if taken[line[a]] >= most[line[a]]:
                    continue
                taken[line[a]] += 1
            place[count] = a
            profit[count] = u[group[a]] - cost[a]
            weight[count] = load[a]
            left -= load[a]
            if left < 0 and price == 0.0:
                price = ratio[k]
            count += 1
        critical[h] = price
        if count == 0:
            continue
        total += knapsack(profit, weight, capacity[h], count, chosen, states, slack)
        for k in range(count):
            if chosen[k]:
                use[group[place[k]]] += 1
    return total


@Kernel
def evaluate(
    first, order, group, load, cost, capacity, line, most, free, limit, u, use, critical, slack
):  # fmt: skip
    """The bound at prices u, with how often each group is taken and each helper's price."""
    work = _room(first)
    sides = (first, order, group, load, cost, capacity, line, most)
    total = -relax(*sides, u, use, critical, work, slack)
    for g in range(len(u)):
        if free[g]:
            total += min(u[g], limit[g])
    return total


@inner
def _room(first):
    most = 1
    for h in range(len(first) - 1):
        most = max(most, first[h + 1] - first[h])
    return room_for(most)


@inner
def room_for(most):
    """Working memory for knapsacks of up to `most` items."""
    return (
        np.empty(most, np.float64),
        np.empty(most, np.float64),
        np.empty(most, np.float64),
        np.empty(most, np.bool_),
        (
            (
                np.empty((2, STATES_MAX), np.float64),
                np.empty((2, STATES_MAX), np.float64),
                np.empty((2, STATES_MAX), np.int64),
                np.empty(POOL_MAX, np.int64),
                np.empty(POOL_MAX, np.int64),
            ),
            np.empty(most + 1, np.float64),
        ),
    )


@Kernel
def ascend(
    first, order, group, load, cost, capacity, line, most, free, limit, u, mean, state, steps
):  # fmt: skip
    """`steps` volume steps from the centre u, which is moved. Returns nothing.

    `mean` is the running violation of "one helper each". `state`: best bound, target, step
    factor, fails in a row, memory, weight of the newest solution.
    """
    groups = len(u)
    sides = (first, order, group, load, cost, capacity, line, most)
    work = _room(first)
    use = np.zeros(groups, np.int64)
    critical = np.zeros(len(capacity), np.float64)
    trial = np.empty(groups, np.float64)
    for _ in range(steps):
        norm = 0.0
        for g in range(groups):
            if free[g]:
                norm += mean[g] * mean[g]
        if norm < 1e-12:
            return
        length = state[2] * max(state[1] - state[0], 1e-6 * abs(state[1])) / norm
        for g in range(groups):
            trial[g] = min(max(u[g] + length * mean[g], 0.0), limit[g])
        value = -relax(*sides, trial, use, critical, work, 0.0)
        dot = 0.0
        for g in range(groups):
            if free[g]:
                value += trial[g]
                v = 1.0 - use[g]
                if trial[g] >= limit[g] and v > 0:
                    v = 0.0
                dot += v * mean[g]
                mean[g] = state[5] * v + (1 - state[5]) * mean[g]
        if value > state[0]:
            gain = value - state[0]
            state[0] = value
            for g in range(groups):
                u[g] = trial[g]
            state[3] = 0
            if dot > 0 and gain > 0:
                state[2] = min(state[2] * 1.1, 2.0)
        else:
            state[3] += 1
            if state[3] >= state[4]:
                state[2] = max(state[2] * 0.66, 1e-4)
                state[3] = 0
