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
Marks: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = Sequence[float] | npt.NDArray[Any]
LoadMode: TypeAlias = Literal["unit", "places", "hours"]

DECIMALS_MAX: Final = 9
HOURS_SCALE: Final = 10**DECIMALS_MAX
MAGNITUDE_MAX: Final = 1 << 60


class CannotSpread(ValueError):  # noqa: N818 - a refusal is named after what it refuses
    """Loads are to be spread, but pairs do not all take the same whole share of a helper."""


class CannotCap(ValueError):  # noqa: N818 - a refusal is named after what it refuses
    """A helper's service is bounded, but its pairs take unequal loads, or loads are spread too."""


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
class Spread:
    """Loads are to be spread: the n-th group at a helper costs `step` x (n - 1) besides its pair.

    `step` is in parts of the cost scale; `carried` counts the groups each helper has already.
    """

    step: int
    carried: Ints

    def next_costs(self, taken: Ints) -> Ints:
        """What one group more costs each helper that has taken so many."""
        return self.step * (self.carried + taken)

    def cost(self, taken: Ints) -> int:
        """What the groups taken cost besides their pairs, all helpers together."""
        parts = taken * self.carried + taken * (taken - 1) // 2
        return self.step * int(parts.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Caps:
    """Several services share the helpers' capacity; of some a helper takes only so many groups.

    `service` is that of each group (a position in `names`); the columns `helper`, `of` and `most`
    say how many groups of a service a helper takes at most. A helper and a service without a line
    are bounded by the capacity alone.
    """

    names: tuple[str, ...]
    service: Ints
    helper: Positions
    of: Ints
    most: Ints

    def lines_of(self, group: Positions, helper: Positions) -> Ints:
        """The line that bounds each of these pairs, -1 where none does."""
        keys = self.helper.astype(np.int64) * len(self.names) + self.of
        order = np.argsort(keys, kind="stable")
        wanted = helper.astype(np.int64) * len(self.names) + self.service[group]
        if not len(keys):
            return np.full(len(wanted), -1, np.int64)
        at = order[np.minimum(np.searchsorted(keys[order], wanted), len(order) - 1)]
        return np.where(keys[at] == wanted, at, -1).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One matching to be made. A ban is a pair that is not there; a lock must be kept.

    Exactly one of `pairs` and `places` is given. Tier 0 is served first. `spread` needs equal
    loads; `caps` needs listed pairs, and equal loads wherever a line bounds a helper's service.
    Two groups of `apart` never go to one helper.
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
    spread: Spread | None = None
    caps: Caps | None = None
    apart: tuple[tuple[int, int], ...] = ()

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
        spread: tuple[float, Numbers] | None = None,
        caps: Caps | None = None,
        apart: Sequence[tuple[int, int]] = (),
    ) -> "Problem":
        """A problem whose allowed pairs are listed. Raises `TooLarge`, `CannotSpread`, `CannotCap`."""
        sizes, size_scale = exact(size)
        (loads, capacities), load_scale = exact_together(load, capacity)
        named = dict(terms or {})
        step, carried = spread or (0, np.zeros(len(capacity), np.int64))
        (costs, steps, *parts), cost_scale = exact_together(cost, [step], *named.values())
        pairs = Pairs(
            np.asarray(group, np.int32),
            np.asarray(helper, np.int32),
            loads,
            costs,
            dict(zip(named, parts, strict=True)),
        )
        if step and len(loads) and np.any(loads != loads[0]):
            raise CannotSpread
        if caps is not None:
            _check_caps(caps, pairs, spread=bool(step))
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
            Spread(int(steps[0]), np.asarray(carried, np.int64)) if step else None,
            caps,
            tuple(apart),
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
        spread: tuple[int, Numbers] | None = None,
        apart: Sequence[tuple[int, int]] = (),
    ) -> "Problem":
        """A problem whose pairs follow from places, reach and masks. Raises `TooLarge`, `CannotSpread`."""
        step, carried = spread or (0, ())
        if step and (places.load != "unit" or step != int(step)):
            raise CannotSpread
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
            Spread(int(step), np.asarray(carried, np.int64)) if step else None,
            apart=tuple(apart),
        )


def _check_caps(caps: Caps, pairs: Pairs, *, spread: bool) -> None:
    """Where a line bounds a helper's service all its pairs take the same of the helper."""
    line = caps.lines_of(pairs.group, pairs.helper)
    least = np.full(len(caps.most), np.iinfo(np.int64).max)
    most = np.full(len(caps.most), -1, np.int64)
    bound = line >= 0
    np.minimum.at(least, line[bound], pairs.load[bound])
    np.maximum.at(most, line[bound], pairs.load[bound])
    if spread or np.any(least < most):
        raise CannotCap


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
