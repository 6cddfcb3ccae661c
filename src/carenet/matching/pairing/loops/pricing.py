"""Looking through all allowed pairs at prices: the cheapest, those that undercut, the bound."""

from typing import Any

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner

STRIDE = 7919
"""Where equal costs are met first differs from group to group, so that not all crowd one helper."""


@inner
def keep(found: Any, kept: Any, gain: Any, h: int) -> None:
    """Keep the largest gains in order; among equals who came first."""
    most = len(kept)
    at = most
    while at > 0 and (found[at - 1] < 0 or gain > kept[at - 1]):
        at -= 1
    if at < most:
        for k in range(most - 1, at, -1):
            kept[k] = kept[k - 1]
            found[k] = found[k - 1]
        kept[at] = gain
        found[at] = h


@Kernel
def strongest(cost: Any, weight: int, worth: Any, price: Any, load: Any, found: Any) -> None:
    """For every group the allowed helpers with the most worth - cost x weight - price x load above 0."""
    helpers = cost.shape[1]
    kept = np.empty(found.shape[1], np.float64)
    for g in range(cost.shape[0]):
        kept[:] = 0.0
        start = (g * STRIDE) % max(helpers, 1)
        for k in range(helpers):
            h = start + k
            if h >= helpers:
                h -= helpers
            if cost[g, h] < 0:
                continue
            gain = worth[g] - cost[g, h] * weight - price[h] * load[g]
            if gain > 0 and gain > kept[-1]:
                keep(found[g], kept, gain, h)


@Kernel
def knapsacks(cost: Any, weight: int, worth: Any, load: Any, room: Any, step: Any) -> int:
    """The sum over helpers of the most worth - cost x weight that fits into their room.

    The n-th of a helper's groups costs step[0] x (step[1] + n - 1) besides; where that is not 0
    every group takes one.
    """
    best = np.zeros((cost.shape[1], int(np.max(room)) + 1), np.int64)
    for g in range(cost.shape[0]):
        if worth[g] <= 0:
            continue
        size = load[g]
        for h in range(cost.shape[1]):
            if cost[g, h] < 0:
                continue
            gain = worth[g] - cost[g, h] * weight
            if gain <= 0:
                continue
            for r in range(room[h], size - 1, -1):
                best[h, r] = max(best[h, r], best[h, r - size] + gain)
    total = 0
    for h in range(cost.shape[1]):
        most = best[h, room[h]]
        if step[0, h] > 0:
            most = 0
            uneven = 0
            for n in range(1, room[h] + 1):
                uneven += step[0, h] * (step[1, h] + n - 1)
                most = max(most, best[h, n] - uneven)
        total += most
    return total
