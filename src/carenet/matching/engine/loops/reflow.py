"""Shortest alternating paths between helpers, one group or one place at a time."""

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner

FAR = 1 << 62


@inner
def push(heap, where, size, dist, h):
    """Put helper h into the heap of distances, or move it up when it is there; its new size."""
    at = where[h]
    if at < 0:
        at = size
        size += 1
    while at > 0:
        above = (at - 1) // 2
        if dist[heap[above]] <= dist[h]:
            break
        heap[at] = heap[above]
        where[heap[at]] = at
        at = above
    heap[at] = h
    where[h] = at
    return size


@inner
def pop(heap, where, size, dist):
    """Take the nearest helper off the heap, which holds `size`; -2 marks it as done."""
    top = heap[0]
    where[top] = -2
    last = heap[size - 1]
    size -= 1
    at = 0
    while size > 0:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and dist[heap[below + 1]] < dist[heap[below]]:
            below += 1
        if dist[heap[below]] >= dist[last]:
            break
        heap[at] = heap[below]
        where[heap[at]] = at
        at = below
    if size > 0:
        heap[at] = last
        where[last] = at
    return top


@inner
def settle(touched, count, dist, where, price, reached, sign):
    """Shift the prices of the helpers nearer than `reached`, and forget the search."""
    for k in range(count):
        h = touched[k]
        if dist[h] < reached:
            price[h] += sign * (reached - dist[h])
        dist[h] = FAR
        where[h] = -1


@inner
def push_on(g, last, end, helper, group_of, mine, via):
    """Carry the moves out backwards: into room at `end`, or in the place of group `last`."""
    to = end
    if to < 0:
        if mine[last] < 0:
            return  # nobody gains by its coming
        to = helper[mine[last]]
        mine[last] = -1
    while True:
        a = via[to]
        who = group_of[a]
        before = mine[who]
        mine[who] = a
        if who == g:
            return
        to = helper[before]


@inner
def seat(g, network, penalty, price, mine, used, places, search):
    """Bring in a group: it may push others on, and the last of them finds room or is left out.

    Returns how many pairs were looked at.
    """
    first, helper, cost, by_helper, order, _ = network
    dist, where, heap, touched, via = search
    size, count, looked = 0, 0, 0
    end, end_group, end_helper = penalty[g], g, -1
    for a in range(first[g], first[g + 1]):
        h = helper[a]
        far = cost[a] + price[h]
        looked += 1
        if far < end and far < dist[h]:
            if dist[h] == FAR:
                touched[count] = h
                count += 1
            dist[h], via[h] = far, a
            size = push(heap, where, size, dist, h)
    while size > 0 and dist[heap[0]] < end:
        h = pop(heap, where, size, dist)
        size -= 1
        if used[h] < places[h]:
            end, end_group, end_helper = dist[h], -1, h
            break
        for k in range(by_helper[h], by_helper[h + 1]):
            a = order[k]
            other = network[5][a]
            if mine[other] != a:
                continue
            pays = cost[a] + price[h]
            if dist[h] + penalty[other] - pays < end:
                end, end_group, end_helper = dist[h] + penalty[other] - pays, other, -1
            for b in range(first[other], first[other + 1]):
                looked += 1
                to = helper[b]
                far = dist[h] + cost[b] + price[to] - pays
                if far < end and far < dist[to] and where[to] != -2:
                    if dist[to] == FAR:
                        touched[count] = to
                        count += 1
                    dist[to], via[to] = far, b
                    size = push(heap, where, size, dist, to)
    settle(touched, count, dist, where, price, end, 1)
    if end_helper >= 0:
        used[end_helper] += 1
    push_on(g, end_group, end_helper, helper, network[5], mine, via)
    return looked


@inner
def vacate(h, network, penalty, price, mine, used, present, search):
    """Open one more place at a helper: whoever gains most moves in, and leaves room behind.

    Returns how many pairs were looked at.
    """
    _, helper, cost, by_helper, order, group_of = network
    dist, where, heap, touched, via = search
    dist[h], via[h], touched[0] = 0, -1, h
    count, looked = 1, 0
    size = push(heap, where, 0, dist, h)
    end, end_arc, end_helper = price[h], -1, h
    while size > 0 and dist[heap[0]] < end:
        at = pop(heap, where, size, dist)
        size -= 1
        for k in range(by_helper[at], by_helper[at + 1]):
            a = order[k]
            g = group_of[a]
            looked += 1
            if not present[g] or mine[g] == a:
                continue
            pays = dist[at] + cost[a] + price[at]
            if mine[g] < 0:
                if pays - penalty[g] < end:
                    end, end_arc, end_helper = pays - penalty[g], a, at
                continue
            other = helper[mine[g]]
            far = pays - cost[mine[g]] - price[other]
            if far < end and far < dist[other] and where[other] != -2:
                if dist[other] == FAR:
                    touched[count] = other
                    count += 1
                dist[other], via[other] = far, a
                size = push(heap, where, size, dist, other)
                if far + price[other] < end:
                    end, end_arc, end_helper = far + price[other], -1, other
    settle(touched, count, dist, where, price, end, -1)
    if end_arc >= 0:
        mine[group_of[end_arc]] = end_arc
    else:
        used[end_helper] -= 1
    used[h] += 1
    to = end_helper
    while to != h:
        a = via[to]
        mine[group_of[a]] = a
        to = helper[a]
    return looked


@inner
def by_column(helper, helpers):
    """The pairs of every helper, one helper after the other."""
    starts = np.zeros(helpers + 1, np.int64)
    for a in range(len(helper)):
        starts[helper[a] + 1] += 1
    for h in range(helpers):
        starts[h + 1] += starts[h]
    at = starts[:-1].copy()
    order = np.empty(len(helper), np.int64)
    for a in range(len(helper)):
        order[at[helper[a]]] = a
        at[helper[a]] += 1
    return starts, order


@Kernel
def restore(first, helper, cost, group_of, penalty, price, mine, places, waiting, steps_max):
    """Make the best of a plan and prices that fit together, bringing in the groups in `waiting`.

    Room at a helper with a price is opened last, place by place. Writes `mine` (the pair of every
    group, -1: left out) and `price`. False: more than `steps_max` pairs would be looked at.
    """
    groups, helpers = len(first) - 1, len(price)
    by_helper, order = by_column(helper, helpers)
    network = (first, helper, cost, by_helper, order, group_of)
    search = (
        np.full(helpers, FAR, np.int64),
        np.full(helpers, -1, np.int64),
        np.empty(helpers, np.int64),
        np.empty(helpers, np.int64),
        np.empty(helpers, np.int64),
    )
    used = np.zeros(helpers, np.int64)
    for g in range(groups):
        if mine[g] >= 0:
            used[helper[mine[g]]] += 1
    present = np.ones(groups, np.bool_)
    for k in range(len(waiting)):
        present[waiting[k]] = False
    opened = places.copy()
    for h in range(helpers):
        if price[h] > 0:
            opened[h] = used[h]
    looked = 0
    for k in range(len(waiting)):
        looked += seat(waiting[k], network, penalty, price, mine, used, opened, search)
        present[waiting[k]] = True
        if looked > steps_max:
            return False
    for h in range(helpers):
        while opened[h] < places[h]:
            if price[h] == 0:
                opened[h] = places[h]
                break
            opened[h] += 1
            looked += vacate(h, network, penalty, price, mine, used, present, search)
            if looked > steps_max:
                return False
    return True
