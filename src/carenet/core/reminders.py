"""Reminders: what is due to be said, and when. Rows made in the transaction of their cause."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from carenet.core.actors import Actor
from carenet.core.database import engine, transaction

NAMESPACE: Final = UUID("5f0b1b0e-9c6e-5b43-8a53-c4a2e6a1d7f1")
HAND_OVER_BATCH_MAX: Final = 200

SCHEDULE = """
insert into reminders (id, kind, subject, recipient, due_at, expires_at, details, state, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, 'due', now())
on conflict (id) do update set state = 'due', details = excluded.details,
  expires_at = excluded.expires_at, changed_at = now()
where reminders.state = 'cancelled'"""
CANCEL = """
update reminders set state = 'cancelled', changed_at = now()
where subject = $1 and state = 'due' and ($2::uuid is null or recipient = $2)
  and ($3::text is null or kind = $3) returning id"""
EXPIRE = """
update reminders set state = 'expired', changed_at = now() where id in
  (select id from reminders where state = 'due' and expires_at <= $1 order by due_at limit $2
   for update skip locked)"""
DUE = """
select id, kind, subject, recipient, due_at, expires_at, details from reminders
where state = 'due' and due_at <= $1 order by due_at limit $2 for update skip locked"""
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


async def unremind(subject: str, *, recipient: UUID | None = None, kind: str | None = None) -> int:
    """Take back what is not said yet about a subject; how many reminders that were.

    What was handed over already and not sent is taken back by the database in the same statement
    (trigger on `reminders`), so that no message outlives its cause.
    """
    return await engine().here().execute(CANCEL, subject, recipient, kind)


async def hand_over(take: Take, now: datetime, by: Actor) -> int:
    """Give what is due to `take` in one transaction; how many that were."""
    async with transaction(by) as db:
        await db.execute(EXPIRE, now, HAND_OVER_BATCH_MAX)
        due = await db.fetch(DUE, now, HAND_OVER_BATCH_MAX)
        if due:
            await take([dict(row) for row in due], by)
            await db.execute(HANDED_OVER, [row["id"] for row in due])
        return len(due)
