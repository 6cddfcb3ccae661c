"""Measure placing children as they come through a year against knowing the whole year beforehand.

`python deploy/bench/arrivals.py [--children 2000] [--seeds 11 12 13]`: a table on the screen and the
same rows in var/bench/arrivals.json. Families of one county come in random weeks; last year's,
other families in the same villages, are all that is known of those to come. Beside it what practice does: each
in the week it comes, the most urgent first, the nearest helper with room.
"""

import argparse
from dataclasses import replace
from typing import Final

import numpy as np
from _rows import Rows

from carenet.matching.engine.arrivals import Prices, part_of, placed_now, prices_ahead
from carenet.matching.engine.generate import generate
from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.prepare import children_left_out, pairs_at
from carenet.matching.engine.problem import Ints, Positions, Problem
from carenet.matching.engine.solve import solve

WEEKS: Final = 52
PRICED_EVERY: Final = 2
FUTURES: Final = 4
AIM: Final = 0.97
KEENNESS: Final = (8, 4, 2, 1)
report = Rows("arrivals")


def worth(problem: Problem, assignment: Positions) -> float:
    """What a plan achieves: children served by urgency, in the dearest cost, less the cost."""
    placed = np.flatnonzero(assignment >= 0).astype(np.int32)
    _, _, cost = pairs_at(problem, placed, assignment[placed])
    dearest = problem.places.km_max * problem.places.cost_per_km
    keen = np.array(KEENNESS)[problem.tier[placed]]
    return float((keen * problem.size[placed]).sum() * dearest - cost.sum())


def year(problem: Problem, past: Problem, week: Ints, draw: np.random.Generator) -> Positions:
    """Live through the year: prices anew every other week, everybody waiting looked at weekly."""
    room = problem.capacity.copy()
    assignment = np.full(len(problem.group_ids), -1, np.int32)
    prices = None
    for now in range(WEEKS):
        waiting = np.flatnonzero((week <= now) & (assignment < 0))
        if prices is None or now % PRICED_EVERY == 0:
            futures = [
                future(problem, past, waiting, room, draw, (WEEKS - 1 - now) / WEEKS)
                for _ in range(FUTURES)
            ]
            prices = prices_ahead(futures, Limits(seconds=20))
        found = placed_now(part_of(problem, waiting, room), prices)
        take(problem, waiting, found, assignment, room)
    return assignment


def future(
    problem: Problem,
    past: Problem,
    waiting: Ints,
    room: Ints,
    draw: np.random.Generator,
    share: float,
) -> Problem:
    """Those waiting, and as many of last year's families as may still come, with the room left."""
    coming = np.flatnonzero(draw.random(len(past.group_ids)) < share)
    here, there = part_of(problem, waiting, room), part_of(past, coming, room)
    joined = {
        name: np.concatenate([getattr(here.places, name), getattr(there.places, name)])
        for name in ("group_x", "group_y", "needs")
    }
    return replace(
        here,
        group_ids=(*here.group_ids, *(f"past-{g}" for g in there.group_ids)),
        size=np.concatenate([here.size, there.size]),
        tier=np.concatenate([here.tier, there.tier]),
        places=replace(here.places, **joined),
    )


def practice(problem: Problem, week: Ints) -> Positions:
    """Week by week, nobody thinking ahead."""
    room = problem.capacity.copy()
    assignment = np.full(len(problem.group_ids), -1, np.int32)
    nothing = Prices(np.zeros(len(problem.helper_ids)), {})
    for now in range(WEEKS):
        come = np.flatnonzero((week == now) & (assignment < 0))
        take(problem, come, placed_now(part_of(problem, come, room), nothing), assignment, room)
    return assignment


def take(
    problem: Problem, groups: Ints, found: Positions, assignment: Positions, room: Ints
) -> None:
    assignment[groups] = found
    placed = groups[found >= 0].astype(np.int32)
    _, load, _ = pairs_at(problem, placed, assignment[placed])
    np.subtract.at(room, assignment[placed], load)
    if room.min() < 0:
        raise SystemExit("a helper was given more than there is room for")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--children", type=int, default=2_000)
    options.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    chosen = options.parse_args()
    for seed in chosen.seeds:
        draw = np.random.default_rng(seed)
        problem = generate(chosen.children, "unit", seed)
        past = generate(chosen.children, "unit", seed, year=1)
        week = draw.integers(0, WEEKS, len(problem.group_ids))
        best = solve(problem)
        known = np.array([-1 if h is None else h for h in best.assignment], np.int32)
        plans = {
            "as they come, by prices": year(problem, past, week, draw),
            "as they come, practice": practice(problem, week),
        }
        reference = worth(problem, known)
        for name, plan in plans.items():
            aim = AIM if "prices" in name else None
            report.add(f"seed {seed}: worth, {name}", worth(problem, plan), "", reference, aim)
            everybody = np.bincount(problem.tier, problem.size, 4)
            out, hindsight = children_left_out(problem, plan), children_left_out(problem, known)
            for tier in problem.tiers:
                report.add(
                    f"seed {seed}: children served, tier {tier}, {name}",
                    float(everybody[tier] - out[tier]),
                    "children",
                    float(everybody[tier] - hindsight[tier]),
                    None,
                )
    report.write()


if __name__ == "__main__":
    main()
