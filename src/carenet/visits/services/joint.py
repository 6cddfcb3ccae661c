"""A visit planned ahead by several: one proposes it, each of the others says yes or no, the first may call it off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind, unremind
from carenet.visits.rules import CannotLog
from carenet.visits.services.companions import STRANGER
from carenet.visits.services.records import hold_children
from carenet.visits.services.reporting import MAY_VISIT

AHEAD_MAX: Final = timedelta(days=60)
PAST: Final = N_("This hour has passed. Please choose a later one.")
TOO_FAR: Final = N_("Please choose a day within the next 60 days.")
ASK: Final = """
insert into joint_visits (id, visit, child, village, person, proposed_by, proposed_at, starts_at, owed)
select $1, $2, $3, $4, m.person, $6, $7, $8, $9 from app.might_come($3) m where m.person = $5
on conflict do nothing returning id"""
LOOKS_AFTER: Final = "select person from app.might_come($1) where person = any ($2)"
SAY: Final = """
update joint_visits set accepted = $3, words = $4, answered_at = $5,
  agreed_at = case when $3 then $5 else agreed_at end
where visit = $1 and person = $2 and called_off_at is null and starts_at > $5
  and (accepted is null or accepted and not $3) returning proposed_by, starts_at"""
OFF: Final = """
update joint_visits set called_off_at = $3
where visit = $1 and proposed_by = $2 and called_off_at is null and starts_at > $3
returning person, accepted, starts_at"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is proposed: to which children, with whom, when, and what it is for."""

    children: tuple[UUID, ...]
    people: tuple[UUID, ...]
    starts_at: datetime
    owed: tuple[str, ...] = ()


def _said(starts_at: datetime) -> dict[str, Any]:
    local = starts_at.astimezone(clock.SHANGHAI)
    return {"date": local.date(), "time": local.time()}


async def propose_visit(plan: Plan, *, by: Actor) -> UUID:
    """Ask others to come along to a home on a day ahead, each about the children they look after; asked twice is once.

    Raises:
        MayNot: the actor visits nobody.
        NotFound: a child is not within the actor's reach.
        CannotLog: the hour has passed or is far off, or somebody looks after none of these children.

    """
    by.needs(*MAY_VISIT)
    now = clock.now()
    if plan.starts_at <= now:
        raise CannotLog(PAST, "at_time")
    if plan.starts_at > now + AHEAD_MAX:
        raise CannotLog(TOO_FAR, "on_day")
    visit, asked, strangers = uuid7(), set[UUID](), set(plan.people)
    async with transaction(by) as db:
        for child in await hold_children(db, plan.children):
            for row in await db.fetch(LOOKS_AFTER, child.id, list(set(plan.people))):
                strangers.discard(row["person"])
                if await db.fetchval(
                    ASK, uuid7(), visit, child.id, child.village, row["person"], by.me, now,
                    plan.starts_at, sorted(set(plan.owed)),
                ):  # fmt: skip
                    asked.add(row["person"])
        if strangers:
            raise CannotLog(STRANGER, "person")
        for person in sorted(asked):
            await remind(
                "joint.asked", f"joint:{visit}", person, now,
                expires_at=plan.starts_at, **_said(plan.starts_at),
            )  # fmt: skip
    return visit


async def _changed(db: Scope, sql: str, *values: Any) -> Sequence[Any]:
    """The rows of a plan that were changed.

    Raises:
        NotFound: none, or PostgreSQL says that another has to say it.

    """
    try:
        rows: Sequence[Any] = await db.fetch(sql, *values)
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate != "CN404":
            raise
        raise NotFound from None
    if not rows:
        raise NotFound
    return rows


async def answer_visit(visit: UUID, words: str | None = None, *, comes: bool, by: Actor) -> None:
    """I come along, or I do not; who said yes may still say no until it begins.

    Raises:
        NotFound: the actor was not asked, said no, or it was called off or has begun.

    """
    now = clock.now()
    async with transaction(by) as db:
        (row, *_) = await _changed(db, SAY, visit, by.me, comes, words, now)
        await unremind(f"joint:{visit}", recipient=by.me)
        await remind(
            "joint.answered", f"joint_answer:{visit}", row["proposed_by"], now,
            expires_at=row["starts_at"], **_said(row["starts_at"]),
        )  # fmt: skip


async def call_off_visit(visit: UUID, *, by: Actor) -> None:
    """It is not to be; whoever had not said no is told.

    Raises:
        NotFound: the actor did not propose it, or it was called off or has begun.

    """
    now = clock.now()
    async with transaction(by) as db:
        rows = await _changed(db, OFF, visit, by.me, now)
        await unremind(f"joint:{visit}")
        for person in sorted({row["person"] for row in rows if row["accepted"] is not False}):
            await remind(
                "joint.off", f"joint_off:{visit}", person, now,
                expires_at=rows[0]["starts_at"], **_said(rows[0]["starts_at"]),
            )  # fmt: skip
