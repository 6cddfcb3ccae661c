"""Solving a timetable in the worker: read, put together, solve in a thread, save. Replayable.

1. Read everything in one transaction. 2. Solve outside any transaction, in a thread of its own so
that heartbeats go on; ask each half second whether to stop. 3. Save the draft in one transaction.
A stop half way leaves the timetable as it was.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import tasks
from carenet.core.actors import Actor
from carenet.core.database import reading, transaction
from carenet.core.refusals import N_
from carenet.scheduling.timetable.solve import Limits, solve
from carenet.timetables.queries.material import Material, material
from carenet.timetables.rules.lines import lines_of
from carenet.timetables.rules.week import problem_of
from carenet.timetables.services.rounds import fall_back
from carenet.timetables.services.saving import Solved, save

POLL_SECONDS: Final = 0.5
SECONDS_MAX: Final = 150.0
SECONDS_LEAST: Final = 6.0
SECONDS_A_PLACE: Final = 3.0
"""A centre is solved at once; a county of sixty centres needs two or three minutes."""
STAGES: Final = (N_("Reading"), N_("Solving"), N_("Saving"))


@dataclass
class _Going:
    """What the thread tells and is told."""

    done: int = 0
    total: int = 0
    stop: bool = False


async def solve_timetable(task: UUID, *, by: Actor) -> str:
    """The job: one timetable, from needs to a draft. What became of it, for the worker's log."""
    subject = None
    try:
        async with tasks.working_on(task, by) as job:
            if job is None or job.subject is None:
                return "nothing to do"
            subject = job.subject
            await job.progress(STAGES[0])
            read = await _read(job.subject, by)
            going = _Going()
            found = await _watched(job, going, read)
            await job.progress(STAGES[2])
            await save(job, job.subject, read, found)
    finally:
        if subject is not None:
            async with transaction(by) as db:
                await fall_back(db, subject)
    return "done"


async def _read(timetable: UUID, by: Actor) -> Material:
    async with reading(by) as db:
        row: Any = await db.fetchrow("select * from timetables where id = $1", timetable)
        if row is None:
            raise LookupError("the timetable is gone")
        return await material(row, by=by)


async def _watched(job: tasks.Job, going: _Going, read: Material) -> Solved:
    """Solve in a thread; say how far it is, and stop it when somebody asked for that."""
    working = asyncio.ensure_future(asyncio.to_thread(_work, going, read))
    try:
        while not working.done():
            await asyncio.wait({working}, timeout=POLL_SECONDS)
            await job.progress(STAGES[1], going.done, going.total)
        return working.result()
    finally:
        going.stop = True
        await asyncio.gather(working, return_exceptions=True)


def _work(going: _Going, read: Material) -> Solved:
    def tell(_stage: str, share: float) -> None:
        going.done, going.total = int(share * 100), 100

    problem, wishes = problem_of(read.week)
    seconds = min(SECONDS_LEAST + SECONDS_A_PLACE * len(problem.centres), SECONDS_MAX)
    plan = solve(problem, Limits(seconds=seconds), tell, lambda: going.stop)
    clash = [str(wishes[lock]) for clash in plan.clashes for lock in clash.locks]
    lines = [] if clash else lines_of(read.week, problem, plan)
    return Solved(problem, plan, lines, clash)
