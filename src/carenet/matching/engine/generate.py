"""A synthetic county with its geography, drawn from a seed: no real place, no real family.

Per 10,000 children a block of 136 x 136 km with 90 townships and 900 villages; groups live
around villages, helpers around the same villages and the township seats. Helpers are short on
purpose. Needs and offers are bits: a woman, a language, weekends, evenings, young children.
"""

from typing import Final

import numpy as np

from carenet.matching.engine.problem import Floats, LoadMode, Places, Problem

BLOCK_CHILDREN: Final = 10_000
BLOCK_KM: Final = 136.0
TOWNSHIPS: Final = 90
VILLAGES_PER_TOWNSHIP: Final = 10
SIZES: Final = (0.70, 0.22, 0.06, 0.02)
TIERS: Final = (0.05, 0.15, 0.35, 0.45)
NEEDED: Final = (0.25, 0.20, 0.15, 0.15, 0.20, 0.10)
OFFERED: Final = (0.65, 0.45, 0.60, 0.60, 0.70, 0.80)
CHILDREN_PER_HELPER: Final = 4
SUPPLY: Final = 0.88
HOURS_PER_VISIT: Final = 1.5
KM_PER_HOUR: Final = 25.0


def generate(children: int, mode: LoadMode, seed: int, *, year: int = 0) -> Problem:
    """An instance with `children` children; the same for the same seed.

    Another `year` has other families in the same villages, with the same helpers.
    """
    draw = np.random.default_rng([seed, children])
    sizes = _family_sizes(children, draw)
    groups, helpers = len(sizes), max(-(-children // CHILDREN_PER_HELPER), 1)
    villages = _villages(children, draw)
    group_at = _around(villages, groups, 1.5, draw)
    helper_at = _around(villages, helpers, 3.0, draw)
    needs = _bits(NEEDED, groups, draw)
    offers = _bits(OFFERED, helpers, draw)
    tiers = draw.choice(len(TIERS), groups, p=TIERS)
    demand = {"unit": groups, "places": children, "hours": groups * 1.9}[mode]
    capacity = _capacities(mode, helpers, SUPPLY * demand / helpers, draw)
    if year:
        draw = np.random.default_rng([seed, children, year])
        sizes = _family_sizes(children, draw)
        groups = len(sizes)
        group_at = _around(villages, groups, 1.5, draw)
        needs = _bits(NEEDED, groups, draw)
        tiers = draw.choice(len(TIERS), groups, p=TIERS)
    places = Places(
        group_at[:, 0],
        group_at[:, 1],
        needs,
        helper_at[:, 0],
        helper_at[:, 1],
        offers,
        km_max=25.0,
        cost_per_km=40.0,
        load=mode,
        hours_per_visit=HOURS_PER_VISIT,
        km_per_hour=KM_PER_HOUR,
    )
    return Problem.from_places(
        group_ids=[f"g{k}" for k in range(1, groups + 1)],
        size=sizes,
        tier=tiers,
        helper_ids=[f"h{k}" for k in range(1, helpers + 1)],
        capacity=capacity,
        places=places,
    )


def _family_sizes(children: int, draw: np.random.Generator) -> list[int]:
    sizes: list[int] = []
    left = children
    for size in draw.choice(len(SIZES), children, p=SIZES).tolist():
        if left <= 0:
            break
        sizes.append(min(size + 1, left))
        left -= sizes[-1]
    return sizes


def _villages(children: int, draw: np.random.Generator) -> Floats:
    """Village centres in km: township seats over the land, villages around them."""
    townships = max(round(TOWNSHIPS * children / BLOCK_CHILDREN), 1)
    side = BLOCK_KM * (children / BLOCK_CHILDREN) ** 0.5
    seats = draw.uniform(0, max(side, 1.0), (townships, 2))
    return np.repeat(seats, VILLAGES_PER_TOWNSHIP, axis=0) + draw.normal(
        0, 5.0, (townships * VILLAGES_PER_TOWNSHIP, 2)
    )


def _around(villages: Floats, count: int, km: float, draw: np.random.Generator) -> Floats:
    home = draw.integers(0, len(villages), count)
    return np.round(villages[home] + draw.normal(0, km, (count, 2)), 3)


def _bits(
    shares: tuple[float, ...], count: int, draw: np.random.Generator
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    yes = draw.random((count, len(shares))) < np.array(shares)
    return np.asarray(yes @ (1 << np.arange(len(shares))), np.int64)


def _capacities(mode: LoadMode, helpers: int, mean: float, draw: np.random.Generator) -> Floats:
    """Whole places, or whole hours, spread around the mean."""
    share = draw.gamma(4.0, 0.25, helpers)
    if mode == "hours":
        return np.asarray(np.maximum(np.rint(mean * share), 0.0))
    return np.maximum(np.rint(mean * share), 0).astype(np.int64)
