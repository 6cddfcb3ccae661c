"""Reminders: what is due to be said, and when. Rows made in the transaction of their cause."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import structlog

from carenet.core.actors import Actor
from carenet.core.database import engine, reading, transaction

NAMESPACE: Final = UUID("5f0b1b0e-9c6e-5b43-8a53-c4a2e6a1d7f1")
HAND_OVER_BATCH_MAX: Final = 1000
"""A batch is one transaction: large enough to pay for its round trips, short enough to plan the next."""
log = structlog.get_logger()

SCHEDULE = """
insert into reminders (id, kind, subject, recipient, due_at, expires_at, details, state, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, 'due', now())
on conflict (id) do update set state = 'due', details = excluded.details,
  expires_at = excluded.expires_at, changed_at = now()
where reminders.state = 'cancelled'"""
SCHEDULE_ALL = SCHEDULE.replace(
    "values ($1, $2, $3, $4, $5, $6, $7, 'due', now())",
    "select r.id, $2, $3, r.recipient, $5, $6, $7, 'due', now() from unnest($1::uuid[], $4::uuid[]) r(id, recipient)",
)
CANCEL = """
update reminders set state = 'cancelled', changed_at = now()
where subject = $1 and state in ('due', 'handed_over') and ($2::uuid is null or recipient = $2)
  and ($3::text is null or kind = $3) returning id"""
EXPIRE = """
update reminders set state = 'expired', changed_at = now() where id in
  (select id from reminders where state = 'due' and expires_at <= $1 order by due_at limit $2
   for update skip locked)"""
DUE = """
select id, kind, subject, recipient, due_at, expires_at, details::text from reminders
where state = 'due' and due_at <= $1 order by due_at limit $2 for update skip locked"""
THESE = """
select id, kind, subject, recipient, due_at, expires_at, details::text from reminders
where state = 'due' and id = any($1) order by due_at limit $2 for update skip locked"""
UPCOMING = """
select id, kind, subject, recipient, due_at, expires_at from reminders
where state = 'due' and due_at > $1 and due_at <= $2 and (due_at, id) > ($3, $4)
order by due_at, id limit $5"""
NEXT = "select min(due_at) from reminders where state = 'due' and due_at > $1 and due_at <= $2"
HANDED_OVER = "update reminders set state = 'handed_over', changed_at = now() where id = any($1)"

Due = Mapping[str, Any]
Take = Callable[[Sequence[Due], Actor], Awaitable[None]]


def reminder_id(subject: str, kind: str, recipient: UUID, due_at: datetime) -> UUID:
    """The same cause always has the same id: moved away and back, it is one reminder."""
    return uuid5(NAMESPACE, f"{subject}\n{kind}\n{recipient}\n{due_at.timestamp():.0f}")


async def remind(
    kind: str,
    subject: str,
    recipient: UUID,
    due_at: datetime,
    *,
    expires_at: datetime | None = None,
    **values: Any,
) -> UUID:
    """Have something said at its time; must run inside the verb's transaction."""
    id_ = reminder_id(subject, kind, recipient, due_at)
    await (
        engine()
        .here()
        .execute(
            SCHEDULE,
            id_,
            kind,
            subject,
            recipient,
            due_at,
            expires_at,
            json.dumps(values, default=str, ensure_ascii=False),
        )
    )
    return id_


async def remind_all(
    kind: str,
    subject: str,
    recipients: Sequence[UUID],
    due_at: datetime,
    *,
    expires_at: datetime | None = None,
    **values: Any,
) -> None:
    """Have the same said to many at its time, in one statement of the verb's transaction."""
    ids = [reminder_id(subject, kind, one, due_at) for one in recipients]
    details = json.dumps(values, default=str, ensure_ascii=False)
    await (
        engine()
        .here()
        .execute(SCHEDULE_ALL, ids, kind, subject, list(recipients), due_at, expires_at, details)
    )


async def unremind(subject: str, *, recipient: UUID | None = None, kind: str | None = None) -> int:
    """Take back what is not said yet about a subject; how many reminders that were.

    What was handed over already and not sent is taken back by the database in the same statement
    (trigger on `reminders`), so that no message outlives its cause.
    """
    return await engine().here().execute(CANCEL, subject, recipient, kind)


async def upcoming(
    now: datetime, until: datetime, after: tuple[datetime, UUID], by: Actor
) -> list[Due]:
    """A page of what is not due yet and will be by `until`, in the order of its time."""
    async with reading(by) as db:
        rows = await db.fetch(UPCOMING, now, until, *after, HAND_OVER_BATCH_MAX)
    return [dict(row) for row in rows]


async def next_due(now: datetime, until: datetime, by: Actor) -> datetime | None:
    """When the next reminder is due, if that is before `until`."""
    async with reading(by) as db:
        found: datetime | None = await db.fetchval(NEXT, now, until)
    return found


async def hand_over(
    take: Take, now: datetime, by: Actor, *, early: Sequence[UUID] | None = None
) -> int:
    """Give what is due to `take` in one transaction; how many were taken.

    `early`: these reminders instead, before their time. One that `take` cannot take is left where
    it is, alone, and is tried again.
    """
    async with transaction(by) as db:
        await db.execute(EXPIRE, now, HAND_OVER_BATCH_MAX)
        wanted = (DUE, now) if early is None else (THESE, list(early))
        due = [dict(row) for row in await db.fetch(*wanted, HAND_OVER_BATCH_MAX)]
        return await _give(take, due, by) if due else 0


async def _give(take: Take, due: Sequence[Due], by: Actor) -> int:
    try:
        async with transaction(by) as db:
            await take(due, by)
            await db.execute(HANDED_OVER, [row["id"] for row in due])
    except Exception:
        if len(due) > 1:
            return sum([await _give(take, [row], by) for row in due])
        log.exception("a reminder cannot be handed over", reminder=str(due[0]["id"]))
        return 0
    return len(due)
