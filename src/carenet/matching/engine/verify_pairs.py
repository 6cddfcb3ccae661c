"""Every allowed pair, by helper, found again for the verifier: listed, or by a search tree."""

import math
from dataclasses import dataclass

import numpy as np

from carenet.matching.engine.problem import HOURS_SCALE, Ints, Places, Problem

BATCH = 512


@dataclass(frozen=True, slots=True, eq=False)
class AllowedPairs:
    """Allowed pairs ordered by helper: those of helper h stand at `first[h]:first[h + 1]`."""

    first: Ints
    group: Ints
    load: Ints
    cost: Ints

    def pair(self, group: int, helper: int) -> tuple[int, int] | None:
        """Load and cost of one pair in exact parts, or None where it is not allowed."""
        start, end = int(self.first[helper]), int(self.first[helper + 1])
        at = start + int(np.searchsorted(self.group[start:end], group))
        if at >= end or int(self.group[at]) != group:
            return None
        return int(self.load[at]), int(self.cost[at])


def allowed_pairs(problem: Problem) -> AllowedPairs:
    """All allowed pairs of an instance, whatever candidates a solver looked at."""
    if problem.places is not None:
        return _from_places(problem, problem.places)
    pairs = problem.pairs
    if pairs is None:
        raise ValueError("a problem needs pairs or places")
    order = np.lexsort((pairs.group, pairs.helper))
    first = np.zeros(len(problem.helper_ids) + 1, np.int64)
    np.cumsum(np.bincount(pairs.helper, minlength=len(problem.helper_ids)), out=first[1:])
    return AllowedPairs(
        first, pairs.group[order].astype(np.int64), pairs.load[order], pairs.cost[order]
    )


def _from_places(problem: Problem, places: Places) -> AllowedPairs:
    from scipy.spatial import cKDTree

    helpers = len(problem.helper_ids)
    nothing = np.zeros(0, np.int64)
    if not helpers or not len(problem.group_ids):
        return AllowedPairs(np.zeros(helpers + 1, np.int64), nothing, nothing, nothing)
    tree = cKDTree(np.column_stack([places.group_x, places.group_y]))
    at = np.column_stack([places.helper_x, places.helper_y])
    margin = places.km_max * (1 + 1e-9) + 1e-9
    first = np.zeros(helpers + 1, np.int64)
    columns: list[tuple[Ints, Ints, Ints]] = []
    for start in range(0, helpers, BATCH):
        near = tree.query_ball_point(at[start : start + BATCH], margin, return_sorted=True)
        for h, found in enumerate(near, start):
            kept = _measured(problem, places, np.array(found, np.int64), h)
            first[h + 1] = len(kept[0])
            columns.append(kept)
    group, load, cost = (np.concatenate(column) for column in zip(*columns, strict=True))
    return AllowedPairs(np.cumsum(first), group, load, cost)


def _measured(problem: Problem, places: Places, group: Ints, h: int) -> tuple[Ints, Ints, Ints]:
    """The allowed ones of the groups near a helper, with load and cost."""
    group = group[(places.needs[group] & ~places.offers[h]) == 0]
    x, y = float(places.helper_x[h]), float(places.helper_y[h])
    d = np.array(
        [
            math.sqrt((gx - x) * (gx - x) + (gy - y) * (gy - y))
            for gx, gy in zip(
                places.group_x[group].tolist(), places.group_y[group].tolist(), strict=True
            )
        ],
        np.float64,
    )
    inside = d <= places.km_max
    group, d = group[inside], d[inside]
    cost = np.array([round(places.cost_per_km * km) for km in d.tolist()], np.int64)
    if places.load == "unit":
        load = np.full(len(group), problem.scales.load, np.int64)
    elif places.load == "places":
        load = problem.size[group] * (problem.scales.load // problem.scales.size)
    else:
        hours = [places.hours_per_visit + 2 * km / places.km_per_hour for km in d.tolist()]
        load = np.array([round(value * HOURS_SCALE) for value in hours], np.int64)
    return group, load, cost
