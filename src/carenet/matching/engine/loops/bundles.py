"""Bundles of groups that one helper could take together, nearly as good as its best at the prices."""

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner

DEPTH_MAX = 24
STEPS_MAX = 20_000
HALVINGS = 8


@inner
def reachable(item, end, profit, load, room, value):
    """The most a bundle may still be worth with items from `item` on, the last one in part."""
    while item < end and room > 0:
        if load[item] <= room:
            value += profit[item]
            room -= load[item]
        else:
            value += profit[item] * room / load[item]
            room = 0.0
        item += 1
    return value


@inner
def forward(item, end, profit, load, room, value, need):
    """The next item that fits and may lead to what is needed; `end` if there is none."""
    while item < end:
        if reachable(item, end, profit, load, room, value) < need:
            return end
        if load[item] <= room:
            return item
        item += 1
    return end


@inner
def best_worth(start, end, profit, load, room, path):
    """The most that one bundle of a helper's items is worth, or the best of so many steps."""
    best, value, depth, item = 0.0, 0.0, 0, start
    for _ in range(STEPS_MAX):
        item = forward(item, end, profit, load, room, value, best + 1e-6)
        if item < end and depth < DEPTH_MAX:
            path[depth] = item
            depth += 1
            room -= load[item]
            value += profit[item]
            best = max(best, value)
        elif depth > 0:
            depth -= 1
            item = path[depth]
            room += load[item]
            value -= profit[item]
        else:
            break
        item += 1
    return best


@inner
def listed(start, end, profit, load, room, need, most, path, found):
    """Write every bundle worth `need` or more. Whether there were not too many.

    `found`: where each bundle ends among the items, the items, and how many of both there are.
    """
    ends, items, size = found
    value, depth, item, made = 0.0, 0, start, 0
    for _ in range(STEPS_MAX):
        item = forward(item, end, profit, load, room, value, need)
        if item < end and depth < DEPTH_MAX:
            path[depth] = item
            depth += 1
            room -= load[item]
            value += profit[item]
            if value >= need:
                if made == most or size[1] + depth > len(items):
                    return False
                for k in range(depth):
                    items[size[1] + k] = path[k]
                size[1] += depth
                ends[size[0]] = size[1]
                size[0] += 1
                made += 1
        elif depth > 0:
            depth -= 1
            item = path[depth]
            room += load[item]
            value -= profit[item]
        else:
            return True
        item += 1
    return False


@Kernel
def bundles(starts, profit, load, room, within, most, owner, ends, items):
    """Of every helper the bundles at most `within` below its best, but `most` at the most.

    A helper's items stand together, the most worth per load first. Where there are too many the
    measure is halved. Writes whose each bundle is and where it ends in `items`; returns how many.
    """
    path = np.empty(DEPTH_MAX + 1, np.int64)
    size = np.zeros(2, np.int64)
    found = (ends, items, size)
    for h in range(len(room)):
        start, end = starts[h], starts[h + 1]
        best = best_worth(start, end, profit, load, room[h], path)
        before = size.copy()
        measure = within
        for turn in range(HALVINGS):
            need = best - measure - 1e-6
            if listed(start, end, profit, load, room[h], need, most, path, found):
                break
            if turn < HALVINGS - 1 or size[1] + most * DEPTH_MAX > len(items):
                size[:] = before
            measure *= 0.5
        owner[before[0] : size[0]] = h
    return size[0]
