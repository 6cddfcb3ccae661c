"""Solving a round in the worker: read, put together, solve in a thread, save. Replayable.

1. Read everything in one transaction. 2. Put allowed pairs together and solve, outside any
transaction, in a thread of its own so that heartbeats go on; ask each half second whether to stop.
3. Save draft, problem and outcome in one transaction. A stop half way leaves the round as it was.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, tasks
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, reading, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_
from carenet.matching.engine.baselines import first_come, greedy_by_tier
from carenet.matching.engine.files import instance_json
from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.solve import solve
from carenet.matching.facts import RoundSolved
from carenet.matching.pairing.making import Made, make, verdicts
from carenet.matching.pairing.remedies import remedies
from carenet.matching.pairing.shapes import Option, Verdict
from carenet.matching.queries.material import Marked, Material, material
from carenet.matching.rules import Service
from carenet.matching.services.rounds import fall_back

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
    result: tuple[Made, Outcome, dict[str, Any]] | None = field(default=None)


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
            await _save(job, read, *found)
    finally:
        if subject is not None:
            async with transaction(by) as db:
                await fall_back(db, subject)
    return "done"


async def _read(round_: UUID, by: Actor) -> tuple[Service, Material]:
    async with reading(by) as db:
        row = await db.fetchrow(
            "select service, lo, hi, cut_off from matching_rounds where id = $1", round_
        )
        if row is None:
            raise LookupError("the round is gone")
        service = Service(row["service"])
        day = min(clock.day_of(row["cut_off"]), clock.today())
        return service, await material(round_, service, row["lo"], row["hi"], day, by=by)


async def _watched(
    job: tasks.Job, going: _Going, read: tuple[Service, Material]
) -> tuple[Made, Outcome, dict[str, Any]]:
    """Solve in a thread; say how far it is, and stop it when somebody asked for that."""
    working = asyncio.ensure_future(asyncio.to_thread(_work, going, *read))
    try:
        while not working.done():
            await asyncio.wait({working}, timeout=POLL_SECONDS)
            await job.progress(going.stage, going.done, going.total)
        return working.result()
    finally:
        going.stop = True
        await asyncio.gather(working, return_exceptions=True)


def _work(going: _Going, service: Service, found: Material) -> tuple[Made, Outcome, dict[str, Any]]:
    def count(done: int, total: int) -> None:
        going.done, going.total = done, total
        if going.stop:
            raise InterruptedError

    def tell(_stage: str, share: float) -> None:
        going.stage, going.done, going.total = STAGES[2], int(share * 100), 100

    made = make(found.groups, found.helpers, found.ties, service, count)
    limits = Limits(seconds=SECONDS_MAX)
    outcome = solve(made.problem, limits, progress=tell, cancelled=lambda: going.stop)
    going.stage, going.done, going.total = STAGES[3], 0, 0
    mended = remedies(made, outcome, found.ties, lambda: going.stop)
    told = {"beside": _beside(made, limits), "remedies": [r.to_json() for r in mended]}
    return made, outcome, told


def _beside(made: Made, limits: Limits) -> dict[str, Any]:
    """The same children today, in order of asking, and by hand by tier, with the same pairs."""
    today: dict[str, Any] = {"cost": None}
    for group in made.groups:
        today[str(group.tier)] = today.get(str(group.tier), 0) + group.size
    return {"today": today} | {
        name: {str(t): p.value for t, p in found.unmatched.items()} | {"cost": found.cost.value}
        for name, found in (
            ("first_come", first_come(made.problem, limits)),
            ("by_hand", greedy_by_tier(made.problem, limits)),
        )
    }


async def _save(
    job: tasks.Job,
    read: tuple[Service, Material],
    made: Made,
    outcome: Outcome,
    told: dict[str, Any],
) -> None:
    round_ = job.subject
    if round_ is None:
        return
    lines = verdicts(made, outcome)
    async with transaction(job.by) as db:
        await db.execute(
            "update proposals set state = 'withdrawn' where round = $1 and state in ('draft', 'locked')",
            round_,
        )
        await _write_groups(db, round_, lines, read[1].needs_marked)
        placed = await _write_proposals(db, round_, made, lines)
        summary = _summary(read[1], outcome, lines) | told
        await db.execute(
            """update matching_rounds set state = 'draft', solved_at = $2, problem = $3, outcome = $4,
                 summary = $5 where id = $1""",
            round_,
            clock.now(),
            json.dumps(_replayable(made)),
            json.dumps(outcome.to_json()),
            json.dumps(summary),
        )
        await tasks.give_result(job.id, {"round": str(round_), "proposals": placed})
        await announce(RoundSolved(round_, job.begun_by))


async def _write_groups(
    db: Scope, round_: UUID, lines: Sequence[Verdict], marked: Sequence[Marked]
) -> None:
    rows: list[tuple[Any, ...]] = []
    place = 0
    for line in lines:
        state = "matched" if line.helper else "unmatched"
        told = {
            "cause": line.cause,
            "emptied": line.emptied,
            "instead": {str(t): n for t, n in line.instead.items()},
        }
        for want in line.group.wants:
            rows.append((uuid7(), round_, want.child, want.village, want.need, place, state, told))
            place += 1
    for one in marked:
        if one.mark.out:
            told = {"cause": one.mark.code}
            rows.append((uuid7(), round_, None, one.village, one.id, place, "left_out", told))
            place += 1
    await db.executemany(
        """insert into round_groups (id, round, child, village, need, position, state, reasons)
           select $1, $2, coalesce($3, n.child), $4, n.id, $6, $7, $8 from needs n where n.id = $5
           on conflict (round, need) do update set position = excluded.position,
             state = excluded.state, reasons = excluded.reasons""",
        [(*row[:-1], json.dumps(row[-1])) for row in rows],
    )


async def _write_proposals(db: Scope, round_: UUID, made: Made, lines: Sequence[Verdict]) -> int:
    locked = set(made.problem.locks)
    at = {h.id: k for k, h in enumerate(made.helpers)}
    rows = []
    for position, line in enumerate(lines):
        if line.helper is None or line.told is None:
            continue
        state = "locked" if (position, at[line.helper.id]) in locked else "draft"
        shared = (
            line.helper.person, line.helper.offer, line.told.cost, json.dumps(line.told.to_json()),
            json.dumps([_option(o, line.told.cost) for o in line.options]), state,
        )  # fmt: skip
        rows += [(uuid7(), round_, w.child, w.village, w.need, *shared) for w in line.group.wants]
    await db.executemany(
        """insert into proposals (id, round, child, village, need, person, offer, cost, terms,
             next_best, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           on conflict (round, need, person) do update set cost = excluded.cost,
             terms = excluded.terms, next_best = excluded.next_best, state = excluded.state,
             offer = excluded.offer""",
        rows,
    )
    return len(rows)


def _option(option: Option, cost: int) -> dict[str, Any]:
    return {
        "person": str(option.person),
        "offer": str(option.offer) if option.offer else None,
        "extra": option.told.cost - cost,
        "room": option.room,
        "told": option.told.to_json(),
    }


def _replayable(made: Made) -> dict[str, Any]:
    """The instance file's form, with the needs behind each group; ids only."""
    needs = [[str(w.need) for w in g.wants] for g in made.groups]
    return instance_json(made.problem) | {"needs": needs, "service": made.service.value}


def _summary(found: Material, outcome: Outcome, lines: Sequence[Verdict]) -> dict[str, Any]:
    placed = sum(line.group.size for line in lines if line.helper)
    out: dict[str, int] = {}
    for one in found.helpers_marked:
        out[one.mark.code] = out.get(one.mark.code, 0) + 1
    return {
        "needs": found.needs,
        "children": sum(g.size for g in found.groups),
        "placed": placed,
        "left_out": sum(1 for m in found.needs_marked if m.mark.out),
        "helpers": len(found.helpers),
        "room": found.room,
        "helpers_out": out,
        "unmatched": {str(t): p.to_json() for t, p in outcome.unmatched.items()},
        "cost": outcome.cost.to_json(),
        "status": outcome.status,
        "seconds": outcome.seconds.get("solve"),
    }
