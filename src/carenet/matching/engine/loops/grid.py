"""Scans over a grid of helpers: reach, masks, cost."""

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner

FAR = 1 << 60


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


@inner
def cell_prices(starts, at_hand):
    """The lowest price in every cell."""
    least = np.full(len(starts) - 1, FAR, np.int64)
    for c in range(len(least)):
        for k in range(starts[c], starts[c + 1]):
            least[c] = min(least[c], at_hand[k])
    return least


@inner
def gap(value, low, side):
    """How far a coordinate lies outside the stretch from `low`, a hair less for rounding."""
    return max(low - value, value - low - side, 0.0) * (1 - 1e-9)


@inner
def scan(start, end, order, hx, hy, offers, at_hand, x, y, needs, worth, reach, found, kept):
    """Look at the helpers of one cell for one group."""
    near = reach[0] * reach[0] * (1 + 1e-9)
    for k in range(start, end):
        if needs & ~offers[k] or at_hand[k] >= worth:
            continue
        dx = x - hx[k]
        dy = y - hy[k]
        square = dx * dx + dy * dy
        if square > near:
            continue
        d = np.sqrt(square)
        if d > reach[0]:
            continue
        pays = np.int64(np.rint(reach[1] * d)) + at_hand[k]
        if pays < worth:
            insert(found, kept, pays, order[k])


@Kernel
def cheapest(
    order, starts, hx, hy, offers, where, shape, gx, gy, needs, worth, price, reach, found
):
    """For every group the allowed helpers with the least cost + price below its worth (never below 0).

    Cells are visited ring by ring from the group outwards, and left out where nothing can be cheap enough.
    """
    kept = np.empty(found.shape[1], np.int64)
    most = len(kept)
    side = where[2]
    near = reach[0] * reach[0] * (1 + 1e-9)
    at_hand = price[order]
    least = cell_prices(starts, at_hand)
    lowest = least.min() if len(least) else 0
    for g in range(len(gx)):
        if worth[g] <= 0:
            continue
        left, right, low, high = cells(gx[g], gy[g], reach[0], where, shape)
        if left > right or low > high:
            continue
        mid = int(np.floor((gx[g] - where[0]) / side))
        level = int(np.floor((gy[g] - where[1]) / side))
        rings = max(mid - left, right - mid, level - low, high - level)
        for ring in range(rings + 1):
            cheap = np.int64(np.rint(reach[1] * max(ring - 1, 0) * side * (1 - 1e-9))) + lowest
            if cheap >= worth[g] or (found[g, most - 1] >= 0 and cheap > kept[most - 1]):
                break
            for column in range(max(mid - ring, left), min(mid + ring, right) + 1):
                step = 1 if abs(column - mid) == ring else max(2 * ring, 1)
                for row in range(level - ring, level + ring + 1, step):
                    if row < low or row > high:
                        continue
                    cell = column * shape[1] + row
                    dx = gap(gx[g], where[0] + column * side, side)
                    dy = gap(gy[g], where[1] + row * side, side)
                    square = dx * dx + dy * dy
                    if square > near:
                        continue
                    cheap = np.int64(np.rint(reach[1] * np.sqrt(square))) + least[cell]
                    if cheap >= worth[g] or (found[g, most - 1] >= 0 and cheap > kept[most - 1]):
                        continue
                    scan(
                        starts[cell], starts[cell + 1], order, hx, hy, offers, at_hand,
                        gx[g], gy[g], needs[g], worth[g], reach, found[g], kept,
                    )  # fmt: skip


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
