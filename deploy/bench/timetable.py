"""Measure the timetable solver beside a plain greedy on the same weeks, in one run.

`python deploy/bench/timetable.py [--seconds 45 180] [--seeds 1]`: a table on the screen and the same
rows in var/bench/timetable.json. Compiled loops are warmed up first.
"""

import argparse
import time
from typing import Any, Final

from _rows import Rows

from carenet.scheduling.timetable.arrays import empty_week, world_of
from carenet.scheduling.timetable.generate import Size, generate
from carenet.scheduling.timetable.loops.insert import place
from carenet.scheduling.timetable.loops.places import adult_fits, day_free, room_for
from carenet.scheduling.timetable.problem import Problem
from carenet.scheduling.timetable.solve import Limits, solve
from carenet.scheduling.timetable.verify import verify

SIZES: Final[tuple[Size, ...]] = ("centre", "township", "county")
AIMS: Final = {45.0: 0.02, 180.0: 0.01}
GAP_AIM: Final = 0.05
FIRST_AIM_SECONDS: Final = 0.5
report = Rows("timetable")


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
            report.add(f"{name}: sessions", wanted, "sessions")
            report.add(f"{name}: plain greedy, missing", greedy / wanted, "share")
            report.add(f"{name}: plain greedy", spent, "s")
            for seconds in asked.seconds:
                plan = solve(problem, Limits(seconds=seconds))
                if verify(problem, plan):
                    raise SystemExit(f"{name}: the plan breaks a rule: {verify(problem, plan)[0]}")
                report.add(
                    f"{name}: first complete week",
                    plan.seconds["first"],
                    "s",
                    spent,
                    FIRST_AIM_SECONDS,
                )
                report.add(
                    f"{name}: missing after {seconds:g} s", plan.unscheduled / wanted, "share",
                    greedy / wanted, AIMS.get(seconds),
                )  # fmt: skip
                if plan.gap is not None:
                    report.add(
                        f"{name}: proven gap after {seconds:g} s", plan.gap, "share", None, GAP_AIM
                    )
    report.write()


if __name__ == "__main__":
    main()
