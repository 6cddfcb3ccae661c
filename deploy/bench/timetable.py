"""Measure the timetable solver beside a plain greedy on the same weeks, in one run.

`python deploy/bench/timetable.py [--seconds 45 180] [--seeds 1]`: a table on the screen and the same
rows in var/bench/timetable.json. Compiled loops are warmed up first.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any, Final

from carenet.scheduling.timetable.arrays import empty_week, world_of
from carenet.scheduling.timetable.generate import Size, generate
from carenet.scheduling.timetable.loops.insert import place
from carenet.scheduling.timetable.loops.places import adult_fits, day_free, room_for
from carenet.scheduling.timetable.problem import Problem
from carenet.scheduling.timetable.solve import Limits, solve
from carenet.scheduling.timetable.verify import verify

OUT: Final = Path("var/bench/timetable.json")
SIZES: Final[tuple[Size, ...]] = ("centre", "township", "county")
AIMS: Final = {45.0: 0.02, 180.0: 0.01}
GAP_AIM: Final = 0.05
FIRST_AIM_SECONDS: Final = 0.5
rows: list[dict[str, Any]] = []


def row(
    what: str, value: float, unit: str, reference: float | None = None, aim: Any = None
) -> None:
    ratio = round(value / reference, 3) if reference else None
    rows.append(
        {
            "what": what,
            "value": value,
            "unit": unit,
            "reference": reference,
            "ratio": ratio,
            "aim": aim,
        }
    )
    shown = "" if reference is None else f"beside {reference:.3g} "
    aimed = "" if aim is None else f"aim {aim:g}"
    print(f"{what:<44}{value:>12,.4g} {unit:<10}{shown:<16}{aimed}", flush=True)


def first_fit(problem: Problem) -> tuple[int, float]:
    """The plain greedy: session by session into the first time and lead that hold; what is missing."""
    began = time.perf_counter()
    world, week = world_of(problem), empty_week(problem)
    missing = 0
    for session, class_ in enumerate(problem.sessions()):
        missing += not _first_place(world, week, session, class_)
    return missing, time.perf_counter() - began


def _first_place(world: Any, week: Any, session: int, class_: int) -> bool:
    centre, size = world.centre[class_], world.size[class_]
    for slot in world.open[world.open_at[centre] : world.open_at[centre + 1]]:
        if not day_free(world, week, class_, slot) or not room_for(world, week, centre, slot, size):
            continue
        for lead in world.leads[world.leads_at[class_] : world.leads_at[class_ + 1]]:
            if adult_fits(world, week, lead, centre, slot) and place(
                world, week, session, slot, lead
            ):
                return True
    return False


def main() -> None:
    """Every size, every time, every seed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, nargs="+", default=list(AIMS))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    asked = parser.parse_args()
    solve(generate("county", 0), Limits(seconds=1, prove=False))
    for size in asked.sizes:
        for seed in asked.seeds:
            problem = generate(size, seed)
            wanted = len(list(problem.sessions()))
            greedy, spent = first_fit(problem)
            name = f"{size}, seed {seed}"
            row(f"{name}: sessions", wanted, "sessions")
            row(f"{name}: plain greedy, missing", greedy / wanted, "share")
            row(f"{name}: plain greedy", spent, "s")
            for seconds in asked.seconds:
                plan = solve(problem, Limits(seconds=seconds))
                if verify(problem, plan):
                    raise SystemExit(f"{name}: the plan breaks a rule: {verify(problem, plan)[0]}")
                row(
                    f"{name}: first complete week",
                    plan.seconds["first"],
                    "s",
                    spent,
                    FIRST_AIM_SECONDS,
                )
                row(
                    f"{name}: missing after {seconds:g} s", plan.unscheduled / wanted, "share",
                    greedy / wanted, AIMS.get(seconds),
                )  # fmt: skip
                if plan.gap is not None:
                    row(f"{name}: proven gap after {seconds:g} s", plan.gap, "share", None, GAP_AIM)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"rows": rows}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
