"""The bound on cost when it is known how many children of each tier are left out.

The weights of the tiers are then prices like the others and found with them (`loops/counts.py`).
"""

from typing import Any, Final

import numpy as np

from carenet.matching.engine.loops import counts as loops
from carenet.matching.engine.network import Network
from carenet.matching.engine.prepare import Prepared
from carenet.matching.engine.problem import Floats, Ints
from carenet.matching.engine.relaxation import Relaxation, drawn_near, priced_in
from carenet.matching.engine.unit import penalties
from carenet.matching.engine.watch import Watch

CHUNK: Final = 10
ROUGH: Final = (0.3, 20.0, 0.05, 0.005)
FINE: Final = (0.05, 10.0, 0.1, 0.1)
SCALES: Final = (1.0, 0.7, 0.5)
LOW_SCALE: Final = 0.1
TIGHT: Final = 0.9
STRIDE: Final = 0.1
STALLED: Final = 0.002
WIDENINGS: Final = 6
WIDENED_STEPS: Final = 80


def held(
    prepared: Prepared,
    relax: Relaxation,
    counts: dict[int, int],
    steps: int,
    watch: Watch,
    aim: float = np.inf,
    *,
    scaled: bool = False,
    within: float | None = None,
    turns: int = WIDENINGS,
) -> tuple[Prepared, Relaxation, dict[int, int]]:
    """Prices and weights that prove most about the cost at these counts, over all allowed pairs.

    `aim` is the cost of a plan with these counts, which no bound exceeds. Pairs at most `within`
    above what a group is worth are let in as well. After so many `turns` of pairs let in and prices
    found anew it is enough.
    """
    for turn in range(turns):
        relax, weights = ascended(
            prepared, relax, counts, steps, watch, aim, scaled=scaled and not turn, again=turn > 0
        )
        if watch.over():
            break
        wider = priced_in(prepared, relax)
        if within is not None:
            wider = drawn_near(wider, relax, within)
        if wider.network.size == prepared.network.size:
            break
        if turn + 1 < turns:
            prepared, steps = wider, WIDENED_STEPS
    return prepared, relax, weights


def ascended(
    prepared: Prepared,
    relax: Relaxation,
    counts: dict[int, int],
    steps: int,
    watch: Watch,
    aim: float,
    *,
    scaled: bool = False,
    again: bool = False,
) -> tuple[Relaxation, dict[int, int]]:
    """Up to `steps` steps from the prices of `relax` on the network as it is, and the weights.

    `scaled`: first see whether prices nearer to the costs prove more. `again`: the prices are good
    but for a few pairs, so that small steps lead on and large ones astray.
    """
    problem, network = prepared.problem, prepared.network
    start = Relaxation(network, network.cost, relax.penalty)
    free = network.free & (problem.size > 0)
    u = np.where(free, relax.prices, 0.0)
    members, starts = _by_tier(prepared, list(counts))
    sizes, left = problem.size.astype(np.float64), np.array(list(counts.values()), np.float64)
    weight, critical = np.full(len(counts), -1.0), start.critical
    mean = np.zeros(len(u), np.float64)
    state = np.array([-1e300, 0.0, 0.0, 0.0, 1e9, 1.0])

    def climb(count: int) -> None:
        loops.ascend(
            network.size * 2 * count, start.first, start.order, *start.arrays[:6], free, starts,
            members, sizes, left, u, mean, weight, critical, state, count,
        )  # fmt: skip

    sides = (*start.arrays[:6], free, starts, members, sizes, left)
    if scaled:
        u[:] = _best_scale(start, sides, u, aim)
    climb(1)
    least_cost = float(_cheapest(network)[free].sum())
    done = 0
    for factor, fails, newest, least in (FINE,) if again else (ROUGH, FINE):
        state[2:] = factor, 0.0, fails, newest
        while done < steps and state[2] > STALLED and not watch.over():
            state[1] = _target(state[0], aim, least_cost)
            climb(CHUNK)
            state[5] = max(state[5] * 0.92, least)
            done += CHUNK
            watch.tell("prices", done / steps)
    weights = _weights(prepared, counts, u, weight)
    return _reached(prepared, start, u, critical, float(state[0]), weights, counts), weights


def _reached(
    prepared: Prepared, start: Relaxation, u: Floats, critical: Floats, value: float,
    weights: dict[int, int], counts: dict[int, int],
) -> Relaxation:  # fmt: skip
    """The relaxation at some prices and at the weights that these give the tiers."""
    network = prepared.network
    found = Relaxation(network, network.cost, penalties(prepared, weights))
    found.prices = np.minimum(u, found.arrays[-1])
    found.critical, found.order = critical, start.order
    found.value = value + sum(weights[t] * count for t, count in counts.items())
    return found


def _target(value: float, aim: float, least_cost: float) -> float:
    """The bound the next steps are measured for: part of the way to the aim, never beyond it."""
    stride = 0.02 * max(abs(value), least_cost)
    if np.isfinite(aim):
        stride = max(stride, STRIDE * (aim - value))
    return min(value + stride, max(aim, value + 1))


def _best_scale(start: Relaxation, sides: tuple[Any, ...], u: Floats, aim: float) -> Floats:
    """The prices with their distance from the cheapest cost scaled so that they prove most.

    Unless one comes near the aim it is better to climb from low prices: too high ones come down
    slowly.
    """
    network = start.network
    base = np.minimum(_cheapest(network), u)
    found = [
        (loops.evaluate(network.size * 4, start.first, start.order, *sides, trial), trial)
        for trial in (base + factor * (u - base) for factor in SCALES)
    ]
    value, best = max(found, key=lambda pair: pair[0])
    low: Floats = base + LOW_SCALE * (u - base)
    return best if value >= TIGHT * aim or not np.isfinite(aim) else low


def _cheapest(network: Network) -> Floats:
    """The least cost of each group, 0 where it has no pair."""
    least = np.zeros(network.groups, np.float64)
    some = np.flatnonzero(np.diff(network.first))
    if len(some):
        least[some] = np.minimum.reduceat(network.cost, network.first[some])
    return least


def _by_tier(prepared: Prepared, tiers: list[int]) -> tuple[Ints, Ints]:
    """Groups that may be left out, tier after tier, and where each tier starts."""
    problem = prepared.problem
    parts = [
        np.flatnonzero(prepared.network.free & (problem.size > 0) & (problem.tier == t))
        for t in tiers
    ]
    starts = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=starts[1:])
    return np.concatenate([np.zeros(0, np.int64), *parts]).astype(np.int64), starts


def _weights(
    prepared: Prepared, counts: dict[int, int], u: Floats, weight: Floats
) -> dict[int, int]:
    """Whole weights a child; where nobody is left out, above every price."""
    problem = prepared.problem
    found = {}
    for at, (tier, count) in enumerate(counts.items()):
        mine = prepared.network.free & (problem.size > 0) & (problem.tier == tier)
        highest = float((u[mine] / problem.size[mine]).max()) if mine.any() else 0.0
        found[tier] = round(weight[at]) if count else int(highest) + 1
    return found
