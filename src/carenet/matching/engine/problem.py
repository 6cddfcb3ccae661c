"""What is to be matched: groups, helpers and the pairs every hard rule allows.

Sizes, capacities, loads and costs are held as exact integers with one scale for each kind, so that
sums, comparisons and proofs are exact. Whole numbers keep scale 1; others are read to
`DECIMALS_MAX` decimals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Positions: TypeAlias = npt.NDArray[np.int32]
Floats: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = Sequence[float] | npt.NDArray[Any]
LoadMode: TypeAlias = Literal["unit", "places", "hours"]

DECIMALS_MAX: Final = 9
HOURS_SCALE: Final = 10**DECIMALS_MAX
MAGNITUDE_MAX: Final = 1 << 60


class TooLarge(ValueError):  # noqa: N818 - a refusal is named after what it refuses
    """A number that does not fit the exact arithmetic of the engine."""


@dataclass(frozen=True, slots=True)
class Scales:
    """How many parts one child, one unit of load and one unit of cost are divided into."""

    size: int = 1
    load: int = 1
    cost: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Allowed pairs in columns: positions of group and helper, exact load and cost.

    `terms` splits the cost of every pair into named parts, for explanations.
    """

    group: Positions
    helper: Positions
    load: Ints
    cost: Ints
    terms: Mapping[str, Ints] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where groups and helpers are and what they need and offer: this describes every pair.

    Kilometres on a plane; `needs` and `offers` are bit masks; a pair is allowed within `km_max`
    when nothing needed is missing.
    """

    group_x: Floats
    group_y: Floats
    needs: Ints
    helper_x: Floats
    helper_y: Floats
    offers: Ints
    km_max: float
    cost_per_km: float
    load: LoadMode
    hours_per_visit: float = 0.0
    km_per_hour: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One matching to be made. A ban is a pair that is not there; a lock must be kept.

    Exactly one of `pairs` and `places` is given. Tier 0 is served first.
    """

    group_ids: tuple[str, ...]
    size: Ints
    tier: Ints
    helper_ids: tuple[str, ...]
    capacity: Ints
    pairs: Pairs | None
    places: Places | None
    locks: tuple[tuple[int, int], ...]
    scales: Scales

    @property
    def tiers(self) -> list[int]:
        """The tiers that occur, most urgent first."""
        return [int(t) for t in np.unique(self.tier)]

    @classmethod
    def from_pairs(
        cls,
        *,
        group_ids: Sequence[str],
        size: Numbers,
        tier: Numbers,
        helper_ids: Sequence[str],
        capacity: Numbers,
        group: Numbers,
        helper: Numbers,
        load: Numbers,
        cost: Numbers,
        locks: Sequence[tuple[int, int]] = (),
        terms: Mapping[str, Numbers] | None = None,
    ) -> "Problem":
        """A problem whose allowed pairs are listed. Raises `TooLarge`."""
        sizes, size_scale = exact(size)
        (loads, capacities), load_scale = exact_together(load, capacity)
        named = dict(terms or {})
        (costs, *parts), cost_scale = exact_together(cost, *named.values())
        pairs = Pairs(
            np.asarray(group, np.int32),
            np.asarray(helper, np.int32),
            loads,
            costs,
            dict(zip(named, parts, strict=True)),
        )
        return cls(
            tuple(group_ids),
            sizes,
            np.asarray(tier, np.int64),
            tuple(helper_ids),
            capacities,
            pairs,
            None,
            tuple(dict.fromkeys((int(g), int(h)) for g, h in locks)),
            Scales(size_scale, load_scale, cost_scale),
        )

    @classmethod
    def from_places(
        cls,
        *,
        group_ids: Sequence[str],
        size: Numbers,
        tier: Numbers,
        helper_ids: Sequence[str],
        capacity: Numbers,
        places: Places,
        locks: Sequence[tuple[int, int]] = (),
    ) -> "Problem":
        """A problem whose pairs follow from places, reach and masks. Raises `TooLarge`."""
        sizes, size_scale = exact(size)
        if places.load == "hours":
            load_scale = HOURS_SCALE
            capacities = scaled(np.asarray(capacity, np.float64), HOURS_SCALE)
        elif places.load == "places":
            (_, capacities), load_scale = exact_together(size, capacity)
        else:
            capacities, load_scale = exact(capacity)
        return cls(
            tuple(group_ids),
            sizes,
            np.asarray(tier, np.int64),
            tuple(helper_ids),
            capacities,
            None,
            places,
            tuple(dict.fromkeys((int(g), int(h)) for g, h in locks)),
            Scales(size_scale, load_scale, 1),
        )


def scaled(values: npt.NDArray[Any], scale: int) -> Ints:
    """`values` in parts of 1/`scale`, to the nearest whole part. Raises `TooLarge`."""
    if values.size and float(np.max(np.abs(values))) * scale >= MAGNITUDE_MAX:
        raise TooLarge(f"a number above {MAGNITUDE_MAX // scale}")
    if np.issubdtype(values.dtype, np.integer):
        return (values.astype(np.int64) * scale).astype(np.int64)
    parts: Ints = np.rint(values * scale).astype(np.int64)
    return parts


def exact(values: Numbers) -> tuple[Ints, int]:
    """Exact integers for `values` and the scale that makes them so. Raises `TooLarge`."""
    (only,), scale = exact_together(values)
    return only, scale


def exact_together(*columns: Numbers) -> tuple[list[Ints], int]:
    """The same for several columns that are added to or compared with each other."""
    arrays = [_column(c) for c in columns]
    digits = max((_decimals(a) for a in arrays), default=0)
    scale = 10**digits
    return [scaled(a, scale) for a in arrays], scale


def _column(values: Numbers) -> npt.NDArray[Any]:
    array = np.asarray(values)
    return array if array.size else array.astype(np.int64)


def _decimals(values: npt.NDArray[Any]) -> int:
    if np.issubdtype(values.dtype, np.integer) or not values.size:
        return 0
    for digits in range(DECIMALS_MAX):
        parts = values * 10.0**digits
        if np.all(np.abs(parts - np.rint(parts)) <= np.maximum(np.abs(parts), 1) * 1e-15):
            return digits
    return DECIMALS_MAX
