"""Everything that climbs by the clock: a missing child, an unanswered danger, an unmet request.

A ladder is a list of steps with their minutes. A climb is one matter on one ladder. The worker's
tick takes the climbs whose next step is due and announces `StepReached`; a listener acts. Ending a
climb is one statement, in the transaction of whatever answered it.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import engine, transaction
from carenet.core.facts import announce

CLIMB_BATCH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: so many minutes after the start, and what it is called."""

    minutes: int
    name: str


@dataclass(frozen=True)
class StepReached:
    """A matter reached a step of its ladder without an answer."""

    ladder: str
    subject: str
    step: int
    name: str
    details: dict[str, Any]


Ladders = dict[str, tuple[Step, ...]]


async def start_climb(
    ladder: str, subject: str, at: datetime, steps: tuple[Step, ...], **details: Any
) -> UUID | None:
    """Put a matter on a ladder, in the verb's transaction; None if it is climbing already."""
    row = await (
        engine()
        .here()
        .fetchrow(
            """insert into climbs (id, ladder, subject, details, started_at, step, next_at)
               values ($1, $2, $3, $4, $5, 0, $6)
               on conflict (ladder, subject) do update set started_at = excluded.started_at,
                 details = excluded.details, step = 0, next_at = excluded.next_at, ended_at = null,
                 ended_by = null, ended_because = null
               where climbs.ended_at is not null returning id""",
            uuid7(),
            ladder,
            subject,
            json.dumps(details, default=str, ensure_ascii=False),
            at,
            at + timedelta(minutes=steps[0].minutes),
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


async def climb(ladders: Ladders, now: datetime, by: Actor) -> int:
    """Take every climb whose next step is due one step up; how many there were."""
    async with transaction(by) as db:
        due = await db.fetch(
            """select id, ladder, subject, details, started_at, step from climbs
               where ended_at is null and next_at <= $1 order by next_at limit $2
               for update skip locked""",
            now,
            CLIMB_BATCH_MAX,
        )
        for row in due:
            steps = ladders.get(row["ladder"], ())
            reached = row["step"]
            if reached >= len(steps):
                await db.execute("update climbs set next_at = null where id = $1", row["id"])
                continue
            following = steps[reached + 1] if reached + 1 < len(steps) else None
            await db.execute(
                "update climbs set step = $2, next_at = $3 where id = $1",
                row["id"],
                reached + 1,
                row["started_at"] + timedelta(minutes=following.minutes) if following else None,
            )
            step = steps[reached]
            await announce(
                StepReached(row["ladder"], row["subject"], reached + 1, step.name, row["details"])
            )
        return len(due)
