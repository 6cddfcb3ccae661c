"""What a plan that stands gives to the next one: who is where, and the prices that prove it."""

from dataclasses import dataclass

import numpy as np

from carenet.matching.engine.network import NOBODY
from carenet.matching.engine.outcome import Outcome
from carenet.matching.engine.problem import Floats, Ints, Positions, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """An earlier plan in the positions of the problem at hand.

    `left_out` marks whom the earlier plan left out; who had a helper that is gone is not among
    them. Prices are in cost units as in `Duals`: of serving each group, of a unit of each helper's
    capacity (NaN where the earlier plan did not know the group or the helper), and of a child of
    each tier left out.
    """

    assignment: Positions
    left_out: np.ndarray[tuple[int], np.dtype[np.bool_]]
    group: Floats
    helper: Floats
    tiers: dict[int, float]

    def weights(self, problem: Problem) -> dict[int, int] | None:
        """The weight of a child per tier in parts; None when a tier is new."""
        if any(t not in self.tiers for t in problem.tiers):
            return None
        scale = problem.scales
        return {t: round(self.tiers[t] * scale.cost / scale.size) for t in problem.tiers}

    def price_of_load(self, problem: Problem, load: int, unknown: int) -> Ints:
        """What `load` (parts) of each helper costs, in parts; `unknown` at a new helper."""
        factor = problem.scales.cost * load / problem.scales.load
        known = ~np.isnan(self.helper)
        return np.where(known, np.rint(np.where(known, self.helper, 0) * factor), unknown).astype(
            np.int64
        )

    def worth(self, problem: Problem, unknown: int) -> Ints:
        """What serving each group was worth, in parts of cost; `unknown` for a new group."""
        known = ~np.isnan(self.group)
        worth = np.rint(np.where(known, self.group, 0) * problem.scales.cost)
        return np.where(known, worth, unknown).astype(np.int64)


def standing(problem: Problem, before: Problem, outcome: Outcome) -> Standing | None:
    """What `outcome` of the problem `before` gives to `problem`; ids say who is who.

    None when the earlier plan carries no prices.
    """
    duals = outcome.duals
    if duals is None or not duals.helper:
        return None
    helper_at = _positions(before.helper_ids, problem.helper_ids)
    group_at = _positions(before.group_ids, problem.group_ids)
    old = np.array([NOBODY if h is None else h for h in outcome.assignment], np.int32)
    now = np.full(len(before.helper_ids) + 1, NOBODY, np.int32)
    present = helper_at >= 0
    now[helper_at[present]] = np.flatnonzero(present).astype(np.int32)
    assignment = np.where(group_at >= 0, now[old[group_at]], NOBODY).astype(np.int32)
    return Standing(
        assignment,
        (group_at >= 0) & (old[group_at] == NOBODY),
        _carried(duals.group, group_at),
        _carried(duals.helper, helper_at),
        {t: float(w) for t, w in duals.tiers.items()},
    )


def _positions(before: tuple[str, ...], now: tuple[str, ...]) -> Ints:
    """Where each of `now` stood before, or -1."""
    if before is now or before == now:
        return np.arange(len(now))
    at = {name: k for k, name in enumerate(before)}
    return np.array([at.get(name, NOBODY) for name in now], np.int64)


def _carried(values: tuple[float, ...], at: Ints) -> Floats:
    some = np.array([*values, np.nan], np.float64)
    return some[np.where(at >= 0, at, len(values))]
