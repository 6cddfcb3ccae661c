"""Bounds on the children left out, tier by tier, for uneven loads."""

from dataclasses import replace
from typing import Final

import numpy as np

from carenet.matching.engine.network import Network
from carenet.matching.engine.outcome import Level
from carenet.matching.engine.prepare import Prepared
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.relaxation import PARTS, Relaxation, exact_bound, priced_in
from carenet.matching.engine.start import resembling_flow
from carenet.matching.engine.unit import penalties
from carenet.matching.engine.watch import Watch

LEVEL_STEPS: Final = 30
PRICE_ROUNDS: Final = 8
FLOW_ROUNDS: Final = 5
FINE: Final = 64


def level_proofs(
    prepared: Prepared,
    relax: Relaxation,
    weights: dict[int, int],
    counts: dict[int, int],
    watch: Watch,
) -> tuple[tuple[Level, ...], dict[int, int]]:
    """A proof for every tier that leaves someone out, and the bounds proven (parts of size)."""
    proofs: list[Level] = []
    bounds = dict.fromkeys(counts, 0)
    for tier, count in counts.items():
        if not count:
            continue
        found = _level(prepared, relax, weights, counts, tier, watch)
        proofs.append(found[0])
        bounds[tier] = min(max(found[1], 0), count)
    return tuple(proofs), bounds


def _loads_apart(problem: Problem, network: Network) -> int:
    """How many groups of another service one group's hours would serve; 1 within one service."""
    loads = network.load[network.load > 0] if problem.caps is not None else network.load[:0]
    return -(-int(loads.max()) // int(loads.min())) if len(loads) else 1


def _level(
    prepared: Prepared,
    relax: Relaxation,
    weights: dict[int, int],
    counts: dict[int, int],
    tier: int,
    watch: Watch,
) -> tuple[Level, int]:
    """Prices without costs: what the tiers up to this one cannot all have."""
    problem, network = prepared.problem, prepared.network
    upto = [t for t in counts if t <= tier]
    ratio = int(problem.size.max()) * _loads_apart(problem, network) + 1
    weight = {t: FINE * ratio ** (len(upto) - 1 - k) for k, t in enumerate(upto)}
    penalty = penalties(prepared, dict.fromkeys(counts, 0) | weight)
    paired = np.zeros(network.groups, np.bool_)
    paired[network.group_of_pair()] = True
    prices = np.where(paired, relax.prices * weight[tier] / weights[tier], penalty)
    for turn in range(PRICE_ROUNDS):
        network = replace(prepared.network, cost=np.zeros(prepared.network.size, np.int64))
        level = Relaxation(network, network.cost, penalty)
        level.start_from(prices)
        if turn < FLOW_ROUNDS and not watch.over():
            own = level.value
            level.start_from(resembling_flow(network, penalty).prices)
            if level.value < own:
                level.start_from(prices)
        level.ascend(LEVEL_STEPS, watch, "tiers")
        prices = level.prices
        wider = priced_in(prepared, level, with_cost=False)
        if wider.network.size == network.size or watch.over():
            break
        prepared = wider
    best = (-1, np.zeros(network.groups, np.int64))
    for whole in (level.whole_prices(), np.where(paired, 0, penalty * PARTS)):
        value = exact_bound(prepared, whole, penalty, with_cost=False)
        value -= PARTS * sum(weight[t] * counts[t] for t in upto if t < tier)
        best = max(best, (value, whole), key=lambda found: found[0])
    value, whole = best
    some = np.flatnonzero((whole > 0) & network.free)
    scale = PARTS * problem.scales.size
    return (
        Level(
            tier,
            weight,
            tuple(some.tolist()),
            tuple(p // scale if p % scale == 0 else p / scale for p in whole[some].tolist()),
        ),
        -(-value // (PARTS * weight[tier])),
    )
