"""Why a group is where it is: what its place costs, what else it could have, who stands there.

The next best is measured on the plan as it is: the cheapest other helper with room, or, where all
are full, the cheapest one and the least urgent group that stands there.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np

from carenet.matching.engine.network import NOBODY
from carenet.matching.engine.outcome import Number, Outcome
from carenet.matching.engine.prepare import pairs_at
from carenet.matching.engine.problem import Ints, Positions, Problem
from carenet.matching.engine.settle import as_positions, shown

Cause: TypeAlias = Literal["placed", "locked", "no allowed pair", "capacity"]
OPTIONS_MAX = 5


@dataclass(frozen=True, slots=True)
class Option:
    """Another helper: its cost, the difference, the room left, and who would have to yield."""

    helper: str
    cost: Number
    extra: Number
    room: Number
    fits: bool
    instead_of: str | None = None
    tier: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One group in the plan. `emptied_by` counts what ruled out whom, for a group without pairs."""

    group: str
    tier: int
    size: Number
    cause: Cause
    helper: str | None = None
    cost: Number | None = None
    load: Number | None = None
    terms: Mapping[str, Number] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    emptied_by: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def explain(problem: Problem, outcome: Outcome, group: int | str) -> Explanation:
    """Explain one group, by position or id. Raises `KeyError` for an id that is not there."""
    g = _position(problem, group)
    assignment = as_positions(outcome.assignment)
    helpers = allowed_helpers(problem, g)
    h = int(assignment[g])
    scales = problem.scales
    common: dict[str, Any] = {
        "group": problem.group_ids[g],
        "tier": int(problem.tier[g]),
        "size": shown(int(problem.size[g]), scales.size),
    }
    if not len(helpers):
        return Explanation(**common, cause="no allowed pair", emptied_by=emptied_by(problem, g))
    _, load, cost = pairs_at(problem, np.full(len(helpers), g, np.int32), helpers)
    base = 0
    if h != NOBODY:
        at = int(np.flatnonzero(helpers == h)[0])
        base = int(cost[at])
        common |= {
            "helper": problem.helper_ids[h],
            "cost": shown(base, scales.cost),
            "load": shown(int(load[at]), scales.load),
            "terms": _terms(problem, g, h, base),
        }
    options = _options(problem, assignment, g, helpers, load, cost, base)
    locked = any(k == g for k, _ in problem.locks)
    cause = "capacity" if h == NOBODY else "locked" if locked else "placed"
    return Explanation(**common, cause=cause, options=options)  # type: ignore[arg-type]


def allowed_helpers(problem: Problem, group: int) -> Positions:
    """Every helper a group may have, by position."""
    if problem.pairs is not None:
        helpers = problem.pairs.helper[problem.pairs.group == group]
        return np.sort(helpers)
    near, able = _near_and_able(problem, group)
    return np.flatnonzero(near & able).astype(np.int32)


def emptied_by(problem: Problem, group: int) -> dict[str, int]:
    """For a group without allowed pairs: how many helpers each rule takes away."""
    if problem.places is None:
        return {"not listed": len(problem.helper_ids)}
    near, able = _near_and_able(problem, group)
    needs = int(problem.places.needs[group])
    found = {"reach": int((~near).sum()), "needs": int((near & ~able).sum())}
    for bit in range(needs.bit_length()):
        if needs >> bit & 1:
            lacking = near & ((problem.places.offers >> bit & 1) == 0)
            found[f"need {bit}"] = int(lacking.sum())
    return found


def _near_and_able(
    problem: Problem, group: int
) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], np.ndarray[Any, np.dtype[np.bool_]]]:
    places = problem.places
    if places is None:
        raise ValueError("this problem lists its pairs")
    dx = places.group_x[group] - places.helper_x
    dy = places.group_y[group] - places.helper_y
    near = np.sqrt(dx * dx + dy * dy) <= places.km_max
    return near, (places.needs[group] & ~places.offers) == 0


def _position(problem: Problem, group: int | str) -> int:
    if isinstance(group, int):
        return group
    try:
        return problem.group_ids.index(group)
    except ValueError:
        raise KeyError(group) from None


def _terms(problem: Problem, g: int, h: int, cost: int) -> dict[str, Number]:
    """The parts of a pair's cost; with places it is all travel."""
    pairs = problem.pairs
    if pairs is None:
        return {"distance": shown(cost, problem.scales.cost)}
    at = int(np.flatnonzero((pairs.group == g) & (pairs.helper == h))[0])
    if not pairs.terms:
        return {"cost": shown(cost, problem.scales.cost)}
    return {name: shown(int(p[at]), problem.scales.cost) for name, p in pairs.terms.items()}


def _options(
    problem: Problem,
    assignment: Positions,
    g: int,
    helpers: Positions,
    load: Ints,
    cost: Ints,
    base: int,
) -> tuple[Option, ...]:
    """Other helpers: those with room first, then by cost."""
    here = int(assignment[g])
    placed = np.flatnonzero(np.isin(assignment, helpers)).astype(np.int32)
    _, taken, _ = pairs_at(problem, placed, assignment[placed])
    room = problem.capacity.copy()
    np.subtract.at(room, assignment[placed], taken)
    others = np.flatnonzero(helpers != here)
    fits = load[others] <= room[helpers[others]]
    order = np.lexsort((helpers[others], cost[others], ~fits))[:OPTIONS_MAX]
    scales = problem.scales
    found = []
    for k in others[order].tolist():
        h = int(helpers[k])
        free = bool(load[k] <= room[h])
        blocker = None if free else _least_urgent(problem, assignment, h)
        found.append(
            Option(
                problem.helper_ids[h],
                shown(int(cost[k]), scales.cost),
                shown(int(cost[k]) - base, scales.cost),
                shown(int(room[h]), scales.load),
                free,
                None if blocker is None else problem.group_ids[blocker],
                None if blocker is None else int(problem.tier[blocker]),
            )
        )
    return tuple(found)


def _least_urgent(problem: Problem, assignment: Positions, helper: int) -> int | None:
    """The group at a helper that would have to yield first: the least urgent, then the smallest."""
    there = np.flatnonzero(assignment == helper)
    if not len(there):
        return None
    order = np.lexsort((problem.size[there], -problem.tier[there]))
    return int(there[order[0]])
