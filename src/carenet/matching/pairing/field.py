"""Every pair that the rules allow, as one table of costs, searched by compiled loops."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from carenet.core.refusals import N_, Refusal
from carenet.matching.pairing.loops import judging, pricing
from carenet.matching.pairing.shapes import Told
from carenet.matching.pairing.sides import RULES, Ints, Sides

CELLS_MAX: Final = 120_000_000
"""Pairs looked at in one round: 12,000 groups and 10,000 helpers; two bytes each."""
ROWS: Final = 512
Costs: TypeAlias = npt.NDArray[np.int16]
Columns: TypeAlias = tuple[Ints, Ints]


class TooMany(Refusal):
    """The round is larger than one run takes."""

    msgid = N_("This area is too large for one round. Please choose a smaller area.")


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Costs of all pairs (groups x helpers, negative where forbidden), and what each rule took."""

    sides: Sides
    cost: Costs
    lost: Ints

    @property
    def pairs(self) -> int:
        """How many are allowed."""
        return int(np.count_nonzero(self.cost >= 0))

    def everything(self) -> Columns:
        """Columns group and helper of all allowed pairs."""
        group, helper = np.nonzero(self.cost >= 0)
        return group.astype(np.int64), helper.astype(np.int64)

    def cheapest(self, most: int) -> Columns:
        """Columns of the `most` cheapest pairs of every group."""
        worth = np.full(self.cost.shape[0], float(judging.COST_MAX + 1))
        free = np.zeros(self.cost.shape[1])
        return self.strongest(worth, free, np.ones_like(worth), most)

    def strongest(
        self, worth: Any, price: Any, load: Any, most: int, *, with_cost: bool = True
    ) -> Columns:
        """Columns of the pairs with worth - cost - price x load above 0, the `most` of each group."""
        found = np.full((self.cost.shape[0], most), -1, np.int64)
        pricing.strongest(
            self.cost.size, self.cost, int(with_cost), np.asarray(worth, np.float64),
            np.asarray(price, np.float64), np.asarray(load, np.float64), found,
        )  # fmt: skip
        group, at = np.nonzero(found >= 0)
        return group.astype(np.int64), found[group, at]

    def knapsacks(self, worth: Ints, load: Ints, room: Ints, weight: int, step: Ints) -> int:
        """The sum over helpers of the most worth - weight x cost that fits into their room.

        `step` holds for every helper what each further group costs, and how many it has already.
        """
        if not self.cost.size:
            return 0
        return int(pricing.knapsacks(self.cost.size, self.cost, weight, worth, load, room, step))

    def emptied(self, group: int) -> dict[str, int]:
        """How many helpers each rule took from a group."""
        return {rule: int(n) for rule, n in zip(RULES, self.lost[group], strict=True) if n}

    def told(self, group: int, helper: int, subject: str | None) -> Told:
        """What a pair costs, and why."""
        asking, offering = self.sides.asking, self.sides.offering
        same = bool(asking.village[group] == offering.village[helper])
        minutes, on_foot = judging.minutes_between(
            float(asking.x[group] - offering.x[helper]),
            float(asking.y[group] - offering.y[helper]), same, float(asking.near[group]),
        )  # fmt: skip
        common = int(asking.speaks[group]) & int(offering.speaks[helper])
        explains = common & int(offering.explains[helper])
        spoken = explains or common
        known = asking.known[asking.known_at[group] : asking.known_at[group + 1]]
        sibling = bool(np.any(known == helper))
        terms = {
            "travel": minutes,
            "language": 0 if explains else judging.ONLY_UNDERSTANDS,
            "new": 0 if sibling else judging.NEW_FACE,
            "busy": int(offering.busy[helper]) * judging.EACH_CHILD_ALREADY,
        }
        return Told(
            int(self.cost[group, helper]), terms, minutes, on_foot,
            self.sides.languages[(spoken & -spoken).bit_length() - 1] if spoken else None,
            explains != 0, sibling, subject, same,
        )  # fmt: skip


def field_of(sides: Sides, progress: Callable[[int, int], None] | None = None) -> Field:
    """Judge every pair of both sides.

    Raises:
        TooMany: more pairs than one run looks at.

    """
    groups, helpers = len(sides.asking.x), len(sides.offering.x)
    if groups * helpers > CELLS_MAX:
        raise TooMany
    cost = np.empty((groups, helpers), np.int16)
    lost = np.zeros((groups, len(RULES)), np.int64)
    for start in range(0, groups, ROWS):
        if progress:
            progress(start, groups)
        end = min(start + ROWS, groups)
        judging.judge(
            groups * helpers, sides.asking, sides.offering, sides.has, start, end, cost, lost
        )
    return Field(sides, cost, lost)
