"""Everything that climbs by the clock: a missing child, an unanswered danger, an unmet request.

A ladder is a list of steps with their minutes. A climb is one matter on one ladder; it keeps the
steps it began with, be they the code's or those its area chose (`ladder_policies`). The worker's
tick takes the climbs whose next step is due and announces `StepReached`; a listener acts. Ending a
climb is one statement, in the transaction of whatever answered it; what was said of it and not yet
sent is taken back with it (trigger on `climbs`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import engine, transaction
from carenet.core.facts import announce
from carenet.core.steps import Step

CLIMB_BATCH_MAX: Final = 200
START: Final = """
insert into climbs (id, ladder, subject, details, started_at, step, place, steps, next_at)
select $1, $2, $3, $4, $5, 0, $6, c.steps,
  greatest($8, $5::timestamptz + (c.steps -> 0 ->> 'minutes')::int * interval '1 minute')
from (select coalesce((select p.steps from ladder_policies p
  where p.ladder = $2 and p.ended_at is null and starts_with($6, p.lo)
  order by length(p.lo) desc limit 1), $7::jsonb) as steps) c
on conflict (ladder, subject) do update set started_at = excluded.started_at,
  details = excluded.details, step = 0, next_at = excluded.next_at, ended_at = null,
  ended_by = null, ended_because = null, place = excluded.place, steps = excluded.steps,
  taken_by = null, taken_at = null, taken_until = null
where climbs.ended_at is not null returning id"""


@dataclass(frozen=True)
class StepReached:
    """A matter reached a step of its ladder without an answer."""

    ladder: str
    subject: str
    step: int
    name: str
    details: dict[str, Any]
    tell: list[str]


Ladders = dict[str, tuple[Step, ...]]


def as_rows(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Steps as a document keeps them."""
    return [{"minutes": s.minutes, "name": s.name, "tell": list(s.tell)} for s in steps]


def as_steps(rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps of a document."""
    return tuple(Step(int(r["minutes"]), str(r["name"]), tuple(r["tell"])) for r in rows)


async def start_climb(
    ladder: str,
    subject: str,
    at: datetime,
    steps: tuple[Step, ...],
    *,
    place: str | None = None,
    **details: Any,
) -> UUID | None:
    """Put a matter on a ladder, in the verb's transaction; None if it is climbing already.

    `place` is the village it belongs to: steps chosen for the smallest area around it are taken.
    A matter found late is no lateness of the engine: a step whose time has passed is due now.
    """
    row = await (
        engine()
        .here()
        .fetchrow(
            START,
            uuid7(),
            ladder,
            subject,
            json.dumps(details, default=str, ensure_ascii=False),
            at,
            place,
            json.dumps(as_rows(steps)),
            clock.now(),
        )
    )
    return row["id"] if row else None


async def end_climb(ladder: str, subject: str, *, by: Actor, because: str) -> bool:
    """Somebody answered; False if nothing was climbing."""
    touched = await (
        engine()
        .here()
        .execute(
            """update climbs set ended_at = now(), ended_by = $3, ended_because = $4, next_at = null
               where ladder = $1 and subject = $2 and ended_at is null""",
            ladder,
            subject,
            by.account,
            because,
        )
    )
    return touched > 0


async def hold_climb(
    ladder: str, subject: str, now: datetime, minutes: int, *, by: Actor
) -> datetime | None:
    """Somebody is on it: no further step for so many minutes, then it climbs on; until when."""
    until: datetime | None = await (
        engine()
        .here()
        .fetchval(
            """update climbs set taken_by = $3, taken_at = $4, taken_until = $5,
                 next_at = greatest(next_at, $5)
               where ladder = $1 and subject = $2 and ended_at is null returning taken_until""",
            ladder,
            subject,
            by.me,
            now,
            now + timedelta(minutes=minutes),
        )
    )
    return until


async def climb(ladders: Ladders, now: datetime, by: Actor) -> int:
    """Take every climb whose next step is due one step up; how many there were."""
    async with transaction(by) as db:
        due = await db.fetch(
            """select id, ladder, subject, details, started_at, step, steps from climbs
               where ended_at is null and next_at <= $1 order by next_at limit $2
               for update skip locked""",
            now,
            CLIMB_BATCH_MAX,
        )
        for row in due:
            steps = as_steps(row["steps"]) if row["steps"] else ladders.get(row["ladder"], ())
            reached = row["step"]
            if reached >= len(steps):
                await db.execute("update climbs set next_at = null where id = $1", row["id"])
                continue
            following = steps[reached + 1] if reached + 1 < len(steps) else None
            next_at = (
                row["started_at"] + timedelta(minutes=following.minutes) if following else None
            )
            await db.execute(
                "update climbs set step = $2, next_at = $3 where id = $1",
                row["id"], reached + 1, next_at and max(next_at, now),
            )  # fmt: skip
            step = steps[reached]
            reached_now = StepReached(
                row["ladder"],
                row["subject"],
                reached + 1,
                step.name,
                row["details"],
                list(step.tell),
            )
            await announce(reached_now)
        return len(due)


async def note_call(
    climb_id: UUID, step: int, person: UUID | None, duty: str, instead: str,
    reminder: UUID | None, at: datetime,
) -> None:  # fmt: skip
    """Write down whom a step reached, or that it reached nobody."""
    await (
        engine()
        .here()
        .execute(
            """insert into climb_calls (id, climb, step, person, duty, instead, reminder, at)
               values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            uuid7(),
            climb_id,
            step,
            person,
            duty,
            instead,
            reminder,
            at,
        )
    )


async def choose_steps(
    ladder: str, lo: str, steps: Sequence[Step], because: str, now: datetime, *, by: Actor
) -> None:
    """Other steps for an area from the next climb on; none: those of the code again."""
    db = engine().here()
    await db.execute(
        """update ladder_policies set ended_at = $3, ended_by = $4
           where ladder = $1 and lo = $2 and ended_at is null""",
        ladder, lo, now, by.id,
    )  # fmt: skip
    if steps:
        await db.execute(
            """insert into ladder_policies (id, ladder, lo, steps, set_by, because)
               values ($1, $2, $3, $4, $5, $6)""",
            uuid7(), ladder, lo, json.dumps(as_rows(steps)), by.id, because,
        )  # fmt: skip
