"""Scans over a grid of helpers: reach, masks, cost."""

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner


@inner
def cells(x, y, reach, where, shape):
    """The block of cells a reach around a point touches."""
    side = where[2]
    left = max(int(np.floor((x - reach - where[0]) / side)), 0)
    right = min(int(np.floor((x + reach - where[0]) / side)), shape[0] - 1)
    low = max(int(np.floor((y - reach - where[1]) / side)), 0)
    high = min(int(np.floor((y + reach - where[1]) / side)), shape[1] - 1)
    return left, right, low, high


@inner
def insert(found, kept, cost, h):
    """Keep the smallest costs in order; ties go to the lower position."""
    most = len(kept)
    at = most
    while at > 0 and (
        found[at - 1] < 0 or cost < kept[at - 1] or (cost == kept[at - 1] and h < found[at - 1])
    ):
        at -= 1
    if at < most:
        for k in range(most - 1, at, -1):
            kept[k] = kept[k - 1]
            found[k] = found[k - 1]
        kept[at] = cost
        found[at] = h


@Kernel
def cheapest(
    order, starts, hx, hy, offers, where, shape, gx, gy, needs, worth, price, reach, found
):
    """For every group the allowed helpers with the least cost + price below its worth."""
    kept = np.empty(found.shape[1], np.int64)
    for g in range(len(gx)):
        left, right, low, high = cells(gx[g], gy[g], reach[0], where, shape)
        for column in range(left, right + 1 if high >= low else left):
            base = column * shape[1]
            for k in range(starts[base + low], starts[base + high + 1]):
                if needs[g] & ~offers[k]:
                    continue
                dx = gx[g] - hx[k]
                dy = gy[g] - hy[k]
                d = np.sqrt(dx * dx + dy * dy)
                if d > reach[0]:
                    continue
                pays = np.int64(np.rint(reach[1] * d)) + price[order[k]]
                if pays < worth[g]:
                    insert(found[g], kept, pays, order[k])


@Kernel
def below(order, starts, hx, hy, offers, where, shape, gx, gy, needs, worth, reach, first, helper):
    """Count (no room yet) or write the allowed helpers of every group with a cost below worth."""
    for g in range(len(gx)):
        at = first[g]
        count = 0
        left, right, low, high = cells(gx[g], gy[g], reach[0], where, shape)
        for column in range(left, right + 1 if high >= low else left):
            base = column * shape[1]
            for k in range(starts[base + low], starts[base + high + 1]):
                if needs[g] & ~offers[k]:
                    continue
                dx = gx[g] - hx[k]
                dy = gy[g] - hy[k]
                d = np.sqrt(dx * dx + dy * dy)
                if d > reach[0] or np.int64(np.rint(reach[1] * d)) >= worth[g]:
                    continue
                if len(helper):
                    helper[at + count] = order[k]
                count += 1
        if not len(helper):
            first[g + 1] = count
