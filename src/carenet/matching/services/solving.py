"""Solving a round in the worker: read, put together, solve in a thread, save. Replayable.

1. Read everything in one transaction. 2. Put allowed pairs together and solve, outside any
transaction, in a thread of its own so that heartbeats go on; ask each half second whether to stop.
3. Save draft, problem and outcome in one transaction. A stop half way leaves the round as it was.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, tasks
from carenet.core.actors import Actor
from carenet.core.database import reading, transaction
from carenet.core.refusals import N_
from carenet.matching.engine.baselines import first_come, greedy_by_tier
from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.problem import Problem
from carenet.matching.pairing.ahead import prices_ahead
from carenet.matching.pairing.making import Made, make
from carenet.matching.pairing.remedies import remedies
from carenet.matching.pairing.spreading import price_of_spread
from carenet.matching.pairing.together import together
from carenet.matching.queries.material import Material, material
from carenet.matching.queries.sharing import hours_left, joined, once
from carenet.matching.rules import Service
from carenet.matching.services.rounds import fall_back
from carenet.matching.services.saving import Solved, save

SECONDS_MAX: Final = 300
POLL_SECONDS: Final = 0.5
STAGES: Final = (
    N_("Reading"), N_("Checking"), N_("Solving"), N_("Looking for remedies"), N_("Saving"),
)  # fmt: skip


@dataclass
class _Going:
    """What the thread tells and is told."""

    stage: str = STAGES[1]
    done: int = 0
    total: int = 0
    stop: bool = False


async def solve_round(task: UUID, *, by: Actor) -> str:
    """The job: one round, from needs to a draft. What became of it, for the worker's log."""
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
            await job.progress(STAGES[4])
            await save(job, job.subject, joined([m for _, m in read.parts]), found)
    finally:
        if subject is not None:
            async with transaction(by) as db:
                await fall_back(db, subject)
    return "done"


@dataclass(frozen=True, slots=True)
class _Read:
    """What a round is solved from by service, how far loads are spread, and whose hours are shared."""

    parts: tuple[tuple[Service, Material], ...]
    spread: int
    hours: dict[UUID, int]


async def _read(round_: UUID, by: Actor) -> _Read:
    async with reading(by) as db:
        row = await db.fetchrow(
            "select service, also, lo, hi, cut_off, spread from matching_rounds where id = $1",
            round_,
        )
        if row is None:
            raise LookupError("the round is gone")
        services = [Service(code) for code in (row["service"], *row["also"])]
        day = min(clock.day_of(row["cut_off"]), clock.today())
        parts = [
            (service, await material(round_, service, row["lo"], row["hi"], day, by=by))
            for service in services
        ]
        people = {h.person for _, found in parts for h in found.helpers}
        shared = people if len(parts) > 1 else set()
        return _Read(tuple(parts), row["spread"], await hours_left(shared, by=by))


async def _watched(job: tasks.Job, going: _Going, read: _Read) -> Solved:
    """Solve in a thread; say how far it is, and stop it when somebody asked for that."""
    working = asyncio.ensure_future(asyncio.to_thread(_work, going, read))
    try:
        while not working.done():
            await asyncio.wait({working}, timeout=POLL_SECONDS)
            await job.progress(going.stage, going.done, going.total)
        return working.result()
    finally:
        going.stop = True
        await asyncio.gather(working, return_exceptions=True)


def _work(going: _Going, read: _Read) -> Solved:
    def count(done: int, total: int) -> None:
        going.done, going.total = done, total
        if going.stop:
            raise InterruptedError

    def tell(_stage: str, share: float) -> None:
        going.stage, going.done, going.total = STAGES[2], int(share * 100), 100

    limits = Limits(seconds=SECONDS_MAX)
    if len(read.parts) > 1:
        return _work_together(going, read, limits, count, tell)
    service, found = read.parts[0]
    made = make(found.groups, found.helpers, found.ties, service, count, spread=read.spread)
    problem, outcome = made.solve(limits, tell, lambda: going.stop)
    going.stage, going.done, going.total = STAGES[3], 0, 0
    mended = remedies(made, problem, outcome, found.ties, lambda: going.stop)
    told = {"beside": _beside((made,), problem), "remedies": [r.to_json() for r in mended]}
    if read.spread:
        going.stage = STAGES[2]
        told["spread"] = price_of_spread(made, outcome, limits, lambda: going.stop)
    ahead = prices_ahead(made, outcome, lambda: going.stop)
    return Solved(((made, outcome),), problem, outcome, told, ahead)


def _work_together(
    going: _Going,
    read: _Read,
    limits: Limits,
    count: Callable[[int, int], None],
    tell: Callable[[str, float], None],
) -> Solved:
    """Several services whose helpers' hours are shared, solved as one problem."""
    parts = [
        make(found.groups, once(found.helpers), found.ties, service, count)
        for service, found in read.parts
    ]
    both = together(parts, read.hours)
    problem, outcome = both.solve(limits, tell, lambda: going.stop)
    told: dict[str, Any] = {"beside": _beside(parts, problem), "remedies": []}
    told["hours"] = {"helpers": len(both.people), "hours": int(both.hours.sum())}
    return Solved(tuple(both.apart(outcome)), problem, outcome, told)


def _beside(parts: Sequence[Made], problem: Problem) -> dict[str, Any]:
    """The same children today, in order of asking, and by hand by tier, with the same pairs."""
    today: dict[str, Any] = {"cost": None}
    for group in (g for made in parts for g in made.groups):
        today[str(group.tier)] = today.get(str(group.tier), 0) + group.size
    return {"today": today} | {
        name: {str(t): p.value for t, p in found.unmatched.items()} | {"cost": found.cost.value}
        for name, found in (
            ("first_come", first_come(problem)),
            ("by_hand", greedy_by_tier(problem)),
        )
    }
