"""Measure the matching engine beside the raw solver and beside what practice does.

`python deploy/bench/matching.py [--children 10000 ...] [--seeds 3]`: a table on the screen and the
same rows in var/bench/matching.json. Compiled loops are warmed up on a small county first.
"""

import argparse
import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from _highs import highs
from _made import between, peer
from _rows import Rows
from _services import county

from carenet.matching.engine import flow
from carenet.matching.engine.baselines import first_come, greedy_by_tier
from carenet.matching.engine.generate import generate
from carenet.matching.engine.halls import weights_for
from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.prepare import children_left_out, prepare, total_cost
from carenet.matching.engine.problem import Problem, Spread
from carenet.matching.engine.repair import repair
from carenet.matching.engine.settle import as_positions
from carenet.matching.engine.solve import solve
from carenet.matching.engine.standing import standing
from carenet.matching.engine.unit import penalties, solve_unit
from carenet.matching.engine.verify import verify
from carenet.matching.engine.watch import Watch

AIMS: dict[tuple[str, int], tuple[tuple[float, float], ...]] = {
    ("places", 10_000): ((4, 0.5), (30, 0.1)),
    ("places", 50_000): ((20, 0.5),),
    ("places", 200_000): ((90, 0.5),),
    ("hours", 10_000): ((5, 0.5), (60, 0.2)),
    ("hours", 50_000): ((25, 0.7), (90, 0.5)),
    ("hours", 200_000): ((90, 1.0),),
}
HIGHS_SECONDS = 120.0
SPREAD_STEP = 40
SHARED_SECONDS = 20.0
UNIT_AIMS = {10_000: 0.8, 50_000: 6.0, 200_000: 30.0}
REPAIR_AIMS = {10_000: 50, 50_000: 100, 200_000: 300}
report = Rows("matching")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return round(time.perf_counter() - began, 4), result


def peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def checked(problem: Problem, plan: Outcome) -> None:
    verdict = verify(problem, plan)
    if not verdict.holds:
        raise SystemExit("; ".join(map(str, verdict.broken)))


def by_tier(plan: Outcome) -> str:
    return "/".join(f"{p.value:g}" for _, p in sorted(plan.unmatched.items()))


def unit(children: int, seed: int) -> None:
    problem = generate(children, "unit", seed)
    name = f"unit, {children:,} children, seed {seed}"
    seconds, plan = timed(lambda: solve(problem))
    exact = solve_unit(prepare(problem), Watch(Limits()))
    network = exact.prepared.network
    weights = penalties(exact.prepared, exact.weights)
    places = flow.places_per_helper(network)
    raw = min(timed(lambda: flow.min_cost_flow(network, places, weights))[0] for _ in range(2))
    checked(problem, plan)
    aim = f"{UNIT_AIMS[children]} s and ratio 1.5" if children in UNIT_AIMS else ""
    report.add(f"{name}: exact, priced out ({plan.status})", seconds, "s", raw, aim)
    alone = highs(network, weights, HIGHS_SECONDS, whole=False)
    report.add(f"{name}: beside HiGHS on the same network", seconds, "s", alone.seconds, "")
    for practice, run in (("greedy by tier", greedy_by_tier), ("first come", first_come)):
        other = run(problem)
        what = f"{name}: cost ({by_tier(plan)} out), {practice} ({by_tier(other)} out)"
        report.add(what, plan.cost.value, "cost", other.cost.value, "")
    one_lost(problem, plan, name, children)
    again(problem, plan, Limits(), name, seed)


def one_lost(problem: Problem, plan: Outcome, name: str, children: int) -> None:
    held = sorted({h for h in plan.assignment if h is not None})[
        :: max(len(problem.helper_ids) // 5, 1)
    ]
    repair(problem, plan, held[:1])
    found = [timed(lambda h=h: repair(problem, plan, [h])) for h in held]
    milliseconds = round(statistics.median(seconds for seconds, _ in found) * 1000, 1)
    aim = f"{REPAIR_AIMS[children]} ms" if children in REPAIR_AIMS else ""
    report.add(f"{name}: repair after one helper is lost", milliseconds, "ms", None, aim)
    forced = sum(len(r.forced) for _, r in found)
    report.add(
        f"{name}: unforced changes", sum(len(r.moved) for _, r in found), "moves", forced, "ratio 1"
    )


def uneven(children: int, mode: Any, seed: int) -> None:
    problem = generate(children, mode, seed)
    greedy = greedy_by_tier(problem)
    for limit, gap in AIMS.get((mode, children), ((5, 0.5),)):
        seconds, plan = timed(lambda s=limit: solve(problem, Limits(seconds=s, threads=2)))
        checked(problem, plan)
        name = f"{mode}, {children:,} children, seed {seed}, {limit:g} s"
        report.add(
            f"{name}: cost gap given the counts", round(plan.gap * 100, 3), "%", None, f"{gap} %"
        )
        report.add(f"{name}: time used", seconds, "s", limit, "ratio 1")
        for tier, proven in sorted(plan.unmatched.items()):
            if proven.value:
                what = f"{name}: children out, tier {tier}, beside the bound"
                report.add(what, proven.value, "children", proven.bound or None, "ratio 1")
        beside_highs(problem, plan, limit, name)
        report.add(
            f"{name}: cost beside greedy ({by_tier(greedy)} out)",
            plan.cost.value,
            "cost",
            greedy.cost.value,
            "",
        )
    again(problem, plan, Limits(seconds=limit, threads=2), name, seed)


def beside_highs(problem: Problem, plan: Outcome, limit: float, name: str) -> None:
    """The same seconds for HiGHS on the network of the cheapest pairs."""
    prepared = prepare(problem)
    weights = weights_for(problem, 2 * int(prepared.network.cost.max()) + 1)
    alone = highs(prepared.network, penalties(prepared, weights), limit, whole=True)
    if alone.assignment is None:
        report.add(f"{name}: HiGHS found no plan in", alone.seconds, "s", limit, "")
        return
    out = children_left_out(problem, alone.assignment)
    shown = "/".join(f"{v / problem.scales.size:g}" for _, v in sorted(out.items()))
    cost = total_cost(problem, alone.assignment) / problem.scales.cost
    what = f"{name}: cost ({by_tier(plan)} out), HiGHS in the same time ({shown} out)"
    report.add(what, plan.cost.value, "cost", cost, "")


def slightly_changed(problem: Problem, seed: int) -> Problem:
    """Half a per cent of the groups gone and as many moved, the same of helpers lost and enlarged."""
    draw, places = np.random.default_rng(seed), problem.places
    groups, helpers = len(problem.group_ids), len(problem.helper_ids)
    some, few = max(groups // 200, 1), max(helpers // 200, 1)
    kept = np.sort(draw.permutation(groups)[some:])
    x = places.group_x.copy()
    x[draw.choice(groups, some, replace=False)] += draw.normal(0, 5, some)
    capacity = problem.capacity.copy()
    capacity[draw.choice(helpers, few, replace=False)] = 0
    capacity[draw.choice(helpers, few, replace=False)] += problem.scales.load
    return replace(
        problem,
        group_ids=tuple(problem.group_ids[g] for g in kept),
        size=problem.size[kept],
        tier=problem.tier[kept],
        capacity=capacity,
        places=replace(
            places,
            group_x=x[kept],
            group_y=places.group_y[kept],
            needs=places.needs[kept],
        ),
    )


def again(problem: Problem, plan: Outcome, limits: Limits, name: str, seed: int) -> None:
    """A problem changed by one per cent: going on from the plan beside solving from nothing."""
    changed = slightly_changed(problem, seed)
    cold, fresh = timed(lambda: solve(changed, limits))
    warm, found = timed(lambda: solve(changed, limits, earlier=standing(changed, problem, plan)))
    checked(changed, found)
    report.add(f"{name}: going on after 1 % change", warm, "s", cold, "ratio 0.1")
    what = (
        f"{name}: cost after going on ({by_tier(found)} out), from nothing ({by_tier(fresh)} out)"
    )
    report.add(what, found.cost.value, "cost", fresh.cost.value, "ratio 1")


def spread(children: int, seed: int) -> None:
    """Loads spread by seats that grow dearer, beside the plan that heeds the pairs alone."""
    tight = generate(children, "unit", seed)
    plain = replace(tight, capacity=2 * tight.capacity)
    even = replace(plain, spread=Spread(SPREAD_STEP, np.zeros(len(plain.helper_ids), np.int64)))
    alone, few = timed(lambda: solve(plain))
    seconds, plan = timed(lambda: solve(even))
    checked(even, plan)
    name = f"spread, {children:,} children, seed {seed}"
    report.add(f"{name}: exact ({plan.status}), beside loads not spread", seconds, "s", alone, "")
    before = total_cost(even, as_positions(few.assignment)) / even.scales.cost
    what = f"{name}: cost with seats ({by_tier(plan)} out), not spread ({by_tier(few)} out)"
    report.add(what, plan.cost.value, "cost", before, "")
    most = [max(Counter(h for h in p.assignment if h is not None).values()) for p in (plan, few)]
    report.add(f"{name}: most groups at one helper", most[0], "groups", most[1], "")


def sharing(children: int, seed: int) -> None:
    """Three services that share the volunteers' hours, beside turns taken."""
    problem = county(children, seed)
    turns = greedy_by_tier(problem)
    seconds, plan = timed(lambda: solve(problem, Limits(seconds=SHARED_SECONDS, threads=2)))
    checked(problem, plan)
    name = f"three services, {children:,} children, seed {seed}"
    report.add(f"{name}: time used", seconds, "s", SHARED_SECONDS, "")
    report.add(f"{name}: cost gap given the counts", round(plan.gap * 100, 3), "%", None, "")
    for tier, proven in sorted(plan.unmatched.items()):
        what = f"{name}: children out, tier {tier}, beside the bound"
        report.add(what, proven.value, "children", proven.bound or None, "")
    what = f"{name}: cost beside turns ({by_tier(turns)} out)"
    report.add(what, plan.cost.value, "cost", turns.cost.value, "")


ONE_OFF = {
    "unit": unit,
    "spread": spread,
    "sharing": sharing,
    "peer": lambda children, seed: peer(children, seed, report),
    "between": lambda children, seed: between(children, seed, report),
}
OF_ROUNDS = ("spread", "sharing", "peer", "between")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--children", type=int, action="append")
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--modes", default="unit,places,hours,spread,sharing,peer,between")
    chosen = options.parse_args()
    modes = chosen.modes.split(",")
    for mode in {"unit" if m in OF_ROUNDS else m for m in modes}:
        warm = generate(1_500, mode, 99)
        plan = solve(warm, Limits(seconds=3))
        solve(warm, Limits(seconds=3), earlier=standing(warm, warm, plan))
        verify(warm, plan)
        repair(warm, plan, [0])
    solve(county(200, 99), Limits(seconds=3))
    for children in chosen.children or [10_000]:
        for seed in range(1, chosen.seeds + 1):
            for mode in modes:
                if mode in ONE_OFF:
                    ONE_OFF[mode](children, seed)
                else:
                    uneven(children, mode, seed)
        report.add(f"{children:,} children: peak memory of this run", peak_mb(), "MB", None, "")
    report.write()


if __name__ == "__main__":
    main()
