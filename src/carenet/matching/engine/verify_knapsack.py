"""The verifier's own exact 0/1 knapsack: by table where capacity is small, else by states."""

from typing import Any, Final

import numpy as np

from carenet.matching.engine.loops.verify_states import best_of_states

TABLE_MAX: Final = 2_000
SAFE_MAX: Final = 1 << 62


def best_value(profit: Any, load: Any, room: int) -> int:
    """The most profit that fits into `room`; whole numbers, exact."""
    fits = load <= room
    profit, load = profit[fits], load[fits]
    if not len(profit):
        return 0
    if int(load.sum()) <= room:
        return int(sum(profit.tolist()))
    divisor = int(np.gcd.reduce(load))
    load, room = load // max(divisor, 1), room // max(divisor, 1)
    if int(load.min()) == int(load.max()):
        most = room // int(load[0])
        return int(sum(sorted(profit.tolist(), reverse=True)[:most]))
    if room <= TABLE_MAX and profit.dtype != object:
        return _by_table(profit, load, room)
    order = sorted(range(len(profit)), key=lambda k: -float(profit[k]) / max(float(load[k]), 1e-9))
    profit, load = profit[order], load[order]
    if profit.dtype == object or float(profit.max()) * (room + 1) >= SAFE_MAX:
        return int(best_of_states.plain(profit.tolist(), load.tolist(), room))
    return int(best_of_states(len(profit) ** 3, profit, load, room))


def best_spread(profit: Any, most: int, carried: int, step: int) -> int:
    """The most profit of at most `most` items, the n-th costing `step` x (carried + n - 1)."""
    total = 0
    for n, value in enumerate(sorted(profit.tolist(), reverse=True)[:most]):
        if value <= step * (carried + n):
            break
        total += value - step * (carried + n)
    return int(total)


def _by_table(profit: Any, load: Any, room: int) -> int:
    best = np.zeros(room + 1, np.int64)
    for p, w in zip(profit.tolist(), load.tolist(), strict=True):
        if w == 0:
            best += p
        else:
            best[w:] = np.maximum(best[w:], best[:-w] + p)
    return int(best[-1])
