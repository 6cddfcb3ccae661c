"""Where help is short: which helpers, with more room, would place how many more children.

The prices of a plan say where a place is worth most; each suggestion is then verified by solving
again with the room added, so that the number said is a number reached.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np

from carenet.matching.engine.outcome import Cancelled, Limits, Number, Outcome
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.settle import shown
from carenet.matching.engine.solve import solve

SUGGESTIONS_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class Advice:
    """More room at some helpers (position to added room) and what the new plan reaches.

    `placed` is the number of children more, per tier; it is None when nothing was solved again.
    """

    added: dict[int, Number]
    placed: dict[int, Number]
    cost: Number

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def dearest_helpers(problem: Problem, outcome: Outcome, most: int = SUGGESTIONS_MAX) -> list[int]:
    """Positions of the helpers whose room is worth most by the plan's prices, dearest first."""
    if outcome.duals is None or len(outcome.duals.helper) != len(problem.helper_ids):
        return []
    price = np.array(outcome.duals.helper, np.float64)
    order = np.argsort(-price, kind="stable")[:most]
    return [int(h) for h in order if price[h] > 0]


def with_more_room(problem: Problem, added: dict[int, Number]) -> Problem:
    """The problem with room added, in units of capacity, at helpers given by position."""
    capacity = problem.capacity.copy()
    for h, room in added.items():
        capacity[h] += round(room * problem.scales.load)
    return replace(problem, capacity=capacity)


def shortage(
    problem: Problem,
    outcome: Outcome,
    added: dict[int, Number] | None = None,
    limits: Limits | None = None,
    cancelled: Cancelled | None = None,
) -> Advice:
    """What room added would bring: at `added`, or one usual load at each of the dearest helpers."""
    if added is None:
        one = _usual_load(problem)
        added = dict.fromkeys(dearest_helpers(problem, outcome), one)
    if not added:
        return Advice({}, dict.fromkeys(outcome.unmatched, 0), outcome.cost.value)
    found = solve(with_more_room(problem, added), limits, cancelled=cancelled)
    placed = {t: outcome.unmatched[t].value - p.value for t, p in found.unmatched.items()}
    return Advice(added, placed, found.cost.value)


def _usual_load(problem: Problem) -> Number:
    """What one group usually takes of a helper."""
    if problem.pairs is not None:
        load = problem.pairs.load
        return shown(int(np.median(load)), problem.scales.load) if len(load) else 1
    places = problem.places
    if places is None or places.load == "unit":
        return 1
    if places.load == "hours":
        return places.hours_per_visit * 2
    return shown(int(np.median(problem.size)), problem.scales.size) if len(problem.size) else 1
