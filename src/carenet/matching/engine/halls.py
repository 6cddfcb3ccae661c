"""Why no plan with equal loads can leave fewer children out: sets of groups short of helpers.

Follow a group left out to every helper it may have, to the groups that stand there, to their other
helpers, and so on. If all these helpers are full of groups at least as urgent, then the set needs
more places than exist (Hall's condition), whatever the plan. Groups are ranked by class: tier
first, larger sibling groups before smaller ones of the same tier.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from carenet.matching.engine.loops import shortage
from carenet.matching.engine.network import NOBODY, Network
from carenet.matching.engine.outcome import Level
from carenet.matching.engine.problem import Ints, Positions, Problem

NOT_REACHED = 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """The rank of every group, and the tier and size of every rank."""

    of_group: Ints
    tier: Ints
    size: Ints


def classes_of(problem: Problem) -> Classes:
    """Rank the groups: tier upwards, within a tier size downwards."""
    width = int(problem.size.max(initial=0)) + 1
    kinds, of_group = np.unique(problem.tier * width - problem.size, return_inverse=True)
    tier = -(-kinds // width)
    return Classes(of_group.reshape(-1).astype(np.int64), tier, tier * width - kinds)


def weights_for(problem: Problem, step: int) -> dict[int, int]:
    """A weight per child and tier so that neighbouring classes lie at least `step` apart."""
    weights: dict[int, int] = {}
    above = 0
    for tier in reversed(problem.tiers):
        sizes = problem.size[(problem.tier == tier) & (problem.size > 0)]
        smallest, largest = (int(sizes.min()), int(sizes.max())) if len(sizes) else (1, 0)
        weights[tier] = max(step, -(-(above + step) // smallest))
        above = max(above, weights[tier] * largest)
    return dict(sorted(weights.items()))


def reached_levels(
    network: Network, places: Ints, assignment: Positions, classes: Classes
) -> Ints | None:
    """For every group the rank at which a shortage takes it in; None if a better plan exists."""
    order = np.argsort(assignment, kind="stable")
    order = order[assignment[order] >= 0]
    starts = np.zeros(network.helpers + 1, np.int64)
    np.cumsum(np.bincount(assignment[order], minlength=network.helpers), out=starts[1:])
    out = np.flatnonzero((assignment == NOBODY) & network.free)
    out = out[np.argsort(classes.of_group[out], kind="stable")]
    level = np.full(network.groups, NOT_REACHED, np.int64)
    ok = shortage.spread(
        network.size,
        network.first,
        network.helper,
        order,
        starts,
        np.diff(starts) >= places,
        classes.of_group,
        out,
        level,
    )
    return level if ok else None


def levels_of(
    problem: Problem, classes: Classes, level: Ints, values: Mapping[int, int]
) -> tuple[Level, ...]:
    """A proof for every tier that leaves someone out, from the shortages found."""
    proofs = []
    reached = np.flatnonzero(level < NOT_REACHED)
    for tier, value in values.items():
        if not value:
            continue
        upto = [t for t in problem.tiers if t <= tier]
        ratio = int(problem.size.max()) + 1
        weights = {t: ratio ** (len(upto) - 1 - k) for k, t in enumerate(upto)}
        inside = reached[classes.tier[level[reached]] <= tier]
        rank = level[inside]
        of_rank = [
            weights.get(t, 0) * s
            for t, s in zip(classes.tier.tolist(), classes.size.tolist(), strict=True)
        ]
        price = [of_rank[r] for r in rank.tolist()]
        scale = problem.scales.size
        proofs.append(
            Level(
                tier,
                weights,
                tuple(inside.tolist()),
                tuple(p / scale for p in price) if scale > 1 else tuple(price),
            )
        )
    return tuple(proofs)
