"""Pairs from places: a grid of helpers, reach and masks; the cheapest first, others when they pay.

Candidates only speed the search. `undercutting` looks through every allowed pair, so that a
certificate holds for all of them.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from carenet.matching.engine.loops import bound as near
from carenet.matching.engine.loops import grid as loops
from carenet.matching.engine.problem import HOURS_SCALE, Floats, Ints, Places, Positions, Problem

CELLS_PER_REACH: Final = 4
CELLS_MAX: Final = 1_000_000
CHEAPEST: Final = 16
UNDERCUTTING_MAX: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Helpers ordered by square cell, so that a reach touches few of them."""

    order: Ints
    starts: Ints
    x: Floats
    y: Floats
    offers: Ints
    corner: Floats
    side: float
    columns: int
    rows: int

    def arrays(self) -> tuple[object, ...]:
        """The grid as the kernels take it."""
        shape = np.array([self.columns, self.rows], np.int64)
        where = np.array([self.corner[0], self.corner[1], self.side], np.float64)
        return self.order, self.starts, self.x, self.y, self.offers, where, shape


def grid_of(places: Places) -> Grid:
    """Sort the helpers of `places` into cells."""
    x, y = places.helper_x, places.helper_y
    if not len(x):
        zero = np.zeros(0, np.int64)
        return Grid(zero, np.zeros(2, np.int64), x, y, zero, np.zeros(2), 1.0, 1, 1)
    corner = np.array([x.min(), y.min()])
    span = max(float(x.max() - corner[0]), float(y.max() - corner[1]), 1e-9)
    side = max(places.km_max / CELLS_PER_REACH, span / CELLS_MAX**0.5, span * 1e-6)
    columns, rows = (int((v.max() - c) // side) + 1 for v, c in zip((x, y), corner, strict=True))
    cell = ((x - corner[0]) // side).astype(np.int64) * rows + ((y - corner[1]) // side).astype(
        np.int64
    )
    order = np.argsort(cell, kind="stable").astype(np.int64)
    starts = np.zeros(columns * rows + 1, np.int64)
    np.cumsum(np.bincount(cell, minlength=columns * rows), out=starts[1:])
    return Grid(
        order, starts, x[order], y[order], places.offers[order], corner, side, columns, rows
    )


def cheapest_pairs(problem: Problem, grid: Grid, most: int = CHEAPEST) -> tuple[Positions, ...]:
    """Columns group and helper of the `most` cheapest allowed pairs of every group."""
    places = _places(problem)
    worth = np.full(len(problem.group_ids), np.iinfo(np.int64).max // 4)
    free = np.zeros(len(problem.helper_ids), np.int64)
    return _columns(problem, places, grid, worth, free, most)


def undercutting(
    problem: Problem, grid: Grid, worth: Ints, price: Ints, most: int = UNDERCUTTING_MAX
) -> tuple[Positions, ...]:
    """Columns of the allowed pairs with cost + price < worth, the `most` strongest of each group.

    Prices are for a whole pair, as all loads are alike.
    """
    return _columns(problem, _places(problem), grid, worth, price, most)


def beyond_shortage(
    problem: Problem, grid: Grid, urgency: Ints, pressure: Ints, most: int = UNDERCUTTING_MAX
) -> tuple[Positions, ...]:
    """Columns of allowed pairs where the pressure on the helper is below the group's urgency."""
    places = replace(_places(problem), cost_per_km=0.0)
    return _columns(problem, places, grid, urgency, pressure, most)


def space_of(problem: Problem) -> Floats:
    """The figures of the space in the order the loops take them, cost in whole units."""
    places = _places(problem)
    mode = {"unit": 0, "places": 1, "hours": 2}[places.load]
    one = problem.scales.load // (problem.scales.size if mode == 1 else 1)
    return np.array(
        [
            places.km_max,
            places.cost_per_km,
            1,
            mode,
            one,
            places.hours_per_visit,
            places.km_per_hour,
            HOURS_SCALE,
        ],
        np.float64,
    )


def pairs_near(
    problem: Problem, grid: Grid, worth: Floats, price: Floats, capacity: Ints, most: int
) -> tuple[Positions, Positions]:
    """Columns of allowed pairs with cost + price x load up to the worth of their group.

    The `most` nearest to it of every group; `price` is that of a unit of each helper's load.
    """
    places = _places(problem)
    found = np.full((len(problem.group_ids), most), -1, np.int32)
    near.nearest(
        len(problem.group_ids) * len(problem.helper_ids),
        *grid.arrays(),
        places.group_x,
        places.group_y,
        places.needs,
        problem.size.astype(np.float64),
        worth,
        price,
        capacity.astype(np.float64),
        space_of(problem),
        found,
    )
    group, column = np.nonzero(found >= 0)
    return group.astype(np.int32), found[group, column]


def pairs_below(problem: Problem, grid: Grid, worth: Ints) -> tuple[Positions, Positions]:
    """Columns of every allowed pair whose cost lies below the worth of its group."""
    places = _places(problem)
    arguments = (
        *grid.arrays(),
        places.group_x,
        places.group_y,
        places.needs,
        worth,
        np.array([places.km_max, places.cost_per_km]),
    )
    work = len(problem.group_ids) * len(problem.helper_ids)
    count = np.zeros(len(problem.group_ids) + 1, np.int64)
    nothing = np.zeros(0, np.int32)
    loops.below(work, *arguments, count, nothing)
    np.cumsum(count, out=count)
    helper = np.empty(count[-1], np.int32)
    loops.below(work, *arguments, count, helper)
    return np.repeat(np.arange(len(count) - 1, dtype=np.int32), np.diff(count)), helper


def measured(problem: Problem, group: Positions, helper: Positions) -> tuple[Ints, Ints]:
    """Load and cost of pairs given by columns, whether allowed or not."""
    places = _places(problem)
    dx = places.group_x[group] - places.helper_x[helper]
    dy = places.group_y[group] - places.helper_y[helper]
    d = np.sqrt(dx * dx + dy * dy)
    cost = np.rint(places.cost_per_km * d).astype(np.int64)
    if places.load == "hours":
        hours = places.hours_per_visit + 2 * d / places.km_per_hour
        return np.rint(hours * HOURS_SCALE).astype(np.int64), cost
    if places.load == "places":
        return problem.size[group] * (problem.scales.load // problem.scales.size), cost
    return np.full(len(group), problem.scales.load, np.int64), cost


def are_allowed(
    places: Places, group: Positions, helper: Positions
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the pairs given by columns reach and masks allow."""
    dx = places.group_x[group] - places.helper_x[helper]
    dy = places.group_y[group] - places.helper_y[helper]
    fits = (places.needs[group] & ~places.offers[helper]) == 0
    return np.asarray(fits & (np.sqrt(dx * dx + dy * dy) <= places.km_max))


def _places(problem: Problem) -> Places:
    if problem.places is None:
        raise ValueError("this problem lists its pairs")
    return problem.places


def _columns(
    problem: Problem, places: Places, grid: Grid, worth: Ints, price: Ints, most: int
) -> tuple[Positions, ...]:
    groups = len(problem.group_ids)
    found = np.full((groups, most), -1, np.int32)
    loops.cheapest(
        groups * len(problem.helper_ids),
        *grid.arrays(),
        places.group_x,
        places.group_y,
        places.needs,
        worth,
        price,
        np.array([places.km_max, places.cost_per_km]),
        found,
    )
    group, column = np.nonzero(found >= 0)
    return group.astype(np.int32), found[group, column]
