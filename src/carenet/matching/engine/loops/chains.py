"""Ejection chains: a group moves, the one that stood there moves on, and so on, while it pays."""

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner

DEPTH_MAX = 6
LOOKED_AT_MAX = 500


@inner
def leave(g, holder, arc_of, load, room, head, after, before):
    """Take a group out of its helper."""
    h = holder[g]
    room[h] += load[arc_of[g]]
    if before[g] >= 0:
        after[before[g]] = after[g]
    else:
        head[h] = after[g]
    if after[g] >= 0:
        before[after[g]] = before[g]
    holder[g] = -1


@inner
def enter(g, a, holder, arc_of, helper, load, room, head, after, before):
    """Put a group into the helper of arc a."""
    h = helper[a]
    holder[g] = h
    arc_of[g] = a
    room[h] -= load[a]
    before[g] = -1
    after[g] = head[h]
    if head[h] >= 0:
        before[head[h]] = g
    head[h] = g


@inner
def search(start, first, helper, load, cost, penalty, holder, arc_of, room, head, after, found):
    """The best chain from a group: its gain, and its last group and arc (-1: left out)."""
    label, parent, via, stamp, now, later = found
    origin = holder[start]
    label[start] = -cost[arc_of[start]] if origin >= 0 else -penalty[start]
    stamp[start], parent[start], now[0] = start, -1, start
    size, looked = 1, 0
    best, last, last_arc = -0.5, -1, -1
    for _ in range(DEPTH_MAX):
        grown = 0
        for q in range(size):
            x = now[q]
            looked += 1
            if looked > LOOKED_AT_MAX:
                break
            for a in range(first[x], first[x + 1]):
                h = helper[a]
                reached = label[x] + cost[a]
                if h == holder[x] or reached >= 0:
                    continue
                free = room[h] + (load[arc_of[start]] if h == origin else 0.0)
                if load[a] <= free:
                    if reached < best:
                        best, last, last_arc = reached, x, a
                    continue
                k = head[h]
                while k >= 0:
                    freed = reached - cost[arc_of[k]]
                    room_made = k not in (start, x) and load[a] - load[arc_of[k]] <= free
                    if room_made and (stamp[k] != start or freed < label[k] - 0.5):
                        if freed + penalty[k] < best:
                            best, last, last_arc = freed + penalty[k], k, -1
                        if stamp[k] != start:
                            later[grown] = k
                            grown += 1
                        stamp[k], label[k], parent[k], via[k] = start, freed, x, a
                    k = after[k]
        size = grown
        for q in range(grown):
            now[q] = later[q]
        if size == 0:
            break
    return best, last, last_arc


@inner
def walk(last, last_arc, parent, via, path, arcs):
    """Write the chain, last group first; -1 when it bites its own tail."""
    length = 0
    x, a = last, last_arc
    while x >= 0:
        for k in range(length):
            if path[k] == x:
                return -1
        if length == len(path):
            return -1
        path[length] = x
        arcs[length] = a
        length += 1
        a = via[x]
        x = parent[x]
    return length


@inner
def seated(helper, load, holder, arc_of, room):
    """Lists of who stands at each helper: its first, and each one's neighbours."""
    head = np.full(len(room), -1, np.int64)
    after = np.full(len(holder), -1, np.int64)
    before = np.full(len(holder), -1, np.int64)
    for g in range(len(holder)):
        if holder[g] >= 0:
            room[holder[g]] += load[arc_of[g]]
            enter(g, arc_of[g], holder, arc_of, helper, load, room, head, after, before)
    return head, after, before


@inner
def move(length, path, arcs, old, helper, load, holder, arc_of, room, seats):
    """Carry a chain out; undo it and answer False when it does not fit after all."""
    head, after, before = seats
    for k in range(length):
        x = path[k]
        old[k] = arc_of[x] if holder[x] >= 0 else -1
        if holder[x] >= 0:
            leave(x, holder, arc_of, load, room, head, after, before)
    fine = True
    for k in range(length):
        if arcs[k] >= 0:
            enter(path[k], arcs[k], holder, arc_of, helper, load, room, head, after, before)
            fine = fine and room[helper[arcs[k]]] >= 0
    if fine:
        return True
    for k in range(length):
        if holder[path[k]] >= 0:
            leave(path[k], holder, arc_of, load, room, head, after, before)
    for k in range(length):
        if old[k] >= 0:
            enter(path[k], old[k], holder, arc_of, helper, load, room, head, after, before)
    return False


@Kernel
def improve(first, helper, load, cost, penalty, order, holder, arc_of, room):
    """Try a chain from every group in `order`. Returns the whole gain."""
    groups = len(holder)
    seats = seated(helper, load, holder, arc_of, room)
    found = (
        np.zeros(groups, np.float64),
        np.full(groups, -1, np.int64),
        np.full(groups, -1, np.int64),
        np.full(groups, -1, np.int64),
        np.empty(groups + 1, np.int64),
        np.empty(groups + 1, np.int64),
    )
    path = np.empty(2 * DEPTH_MAX + 4, np.int64)
    arcs = np.empty(2 * DEPTH_MAX + 4, np.int64)
    old = np.empty(2 * DEPTH_MAX + 4, np.int64)
    gained = 0.0
    for o in range(len(order)):
        g = order[o]
        gain, last, last_arc = search(
            g, first, helper, load, cost, penalty, holder, arc_of, room, seats[0], seats[1], found
        )
        if last < 0:
            continue
        length = walk(last, last_arc, found[1], found[2], path, arcs)
        if length < 0:
            continue
        if move(length, path, arcs, old, helper, load, holder, arc_of, room, seats):
            gained -= gain
    return gained


@Kernel
def repair(first, helper, load, cost, penalty, tier, order, holder, arc_of, room):
    """Place each group in `order` with at most one other moved for it; writes holder and arc_of.

    The other moves to a free place, or is left out if it is of a less urgent tier.
    """
    head, after, before = seated(helper, load, holder, arc_of, room)
    touched = np.zeros(len(holder), np.bool_)
    for o in range(len(order)):
        touched[order[o]] = True
    for o in range(len(order)):
        g = order[o]
        best, own, other, other_arc = penalty[g], -1, -1, -1
        for a in range(first[g], first[g + 1]):
            h = helper[a]
            if load[a] <= room[h]:
                if cost[a] < best:
                    best, own, other, other_arc = cost[a], a, -1, -1
                continue
            k = head[h]
            while k >= 0:
                if not touched[k] and load[a] - load[arc_of[k]] <= room[h]:
                    base = cost[a] - cost[arc_of[k]]
                    if tier[k] > tier[g] and base + penalty[k] < best:
                        best, own, other, other_arc = base + penalty[k], a, k, -1
                    for b in range(first[k], first[k + 1]):
                        free = helper[b] != h and load[b] <= room[helper[b]]
                        if free and base + cost[b] < best:
                            best, own, other, other_arc = base + cost[b], a, k, b
                k = after[k]
        if own < 0:
            continue
        if other >= 0:
            leave(other, holder, arc_of, load, room, head, after, before)
            touched[other] = True
            if other_arc >= 0:
                enter(other, other_arc, holder, arc_of, helper, load, room, head, after, before)
        enter(g, own, holder, arc_of, helper, load, room, head, after, before)
