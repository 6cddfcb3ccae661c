"""Long work begun by a person: a row with its progress, which survives a reload and a crash.

A verb writes the row and announces `TaskAsked`; a listener puts its id on the queue. The job claims
the row first, so that a second run of the same id finds nothing to do.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import engine, reading, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal

BEAT_SECONDS_MAX: Final = 120
TASKS_RUNNING_MAX: Final = 3


class TooManyTasks(Refusal):
    """The person has enough long work running."""

    msgid = N_(
        "You already have %(count)s pieces of long work running. Please wait for one to end."
    )


class Cancelled(Exception):  # noqa: N818  control flow of a job, not an error
    """The person asked for the work to stop."""


@dataclass(frozen=True)
class TaskAsked:
    """Somebody began a piece of long work."""

    task: UUID
    kind: str


@dataclass(frozen=True)
class TaskEnded:
    """A piece of long work ended: `done`, `failed` or `cancelled`."""

    task: UUID
    kind: str
    subject: UUID | None
    begun_by: UUID
    state: str
    asked_at: str
    ended_at: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """What the progress fragment shows."""

    id: UUID
    kind: str
    subject: UUID | None
    state: str
    stage: str | None
    done: int
    total: int
    problem: str | None
    result: dict[str, Any] | None
    created_at: datetime
    cancel_asked: bool

    @property
    def over(self) -> bool:
        """Has it ended, one way or the other?"""
        return self.state in ("done", "failed", "cancelled")


async def ask(kind: str, subject: UUID | None, *, by: Actor, **details: Any) -> UUID:
    """Write down a piece of long work, in the verb's transaction.

    Raises:
        TooManyTasks: the person has TASKS_RUNNING_MAX running.

    """
    async with transaction(by) as db:
        running = await db.fetchval(
            "select count(*) from tasks where begun_by = $1 and ended_at is null", by.id
        )
        if running >= TASKS_RUNNING_MAX:
            raise TooManyTasks(count=running)
        id_ = uuid7()
        duty = by.duties[0].id if by.duties else None
        await db.execute(
            """insert into tasks (id, kind, subject, begun_by, duty, details, state)
               values ($1, $2, $3, $4, $5, $6, 'waiting')""",
            id_,
            kind,
            subject,
            by.id,
            duty,
            json.dumps(details, default=str, ensure_ascii=False),
        )
        await announce(TaskAsked(id_, kind))
        return id_


async def cancel(task: UUID, *, by: Actor) -> None:
    """Ask for it to stop; the job looks between two steps."""
    async with transaction(by) as db:
        touched = await db.execute(
            """update tasks set cancel_asked_at = coalesce(cancel_asked_at, now()),
                 state = case when started_at is null then 'cancelled' else state end,
                 ended_at = case when started_at is null then now() end
               where id = $1 and ended_at is null""",
            task,
        )
        if not touched and not await db.fetchval("select true from tasks where id = $1", task):
            raise NotFound


async def view(task: UUID, *, by: Actor) -> TaskView:
    """The task as its owner sees it.

    Raises:
        NotFound: it is somebody else's, or there is none.

    """
    async with reading(by) as db:
        row = await db.fetchrow(
            """select id, kind, subject, state, stage, done, total, problem, result, created_at,
                 cancel_asked_at is not null as cancel_asked from tasks where id = $1""",
            task,
        )
    if row is None:
        raise NotFound
    return TaskView(**row)


@dataclass
class Job:
    """A task being worked on by a worker."""

    id: UUID
    kind: str
    subject: UUID | None
    begun_by: UUID
    duty: UUID | None
    details: dict[str, Any]
    by: Actor

    async def progress(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is, in a transaction of its own; stop here if asked to.

        Args:
            stage: an English msgid: Reading, Checking, Solving, Saving.
            done: how much of `total` is done; 0 of 0 where that is not known.
            total: how much there is.

        Raises:
            Cancelled: the person asked for it.

        """
        async with transaction(self.by) as db:
            asked = await db.fetchval(
                """update tasks set stage = $2, done = $3, total = $4, beat_at = now()
                   where id = $1 returning cancel_asked_at""",
                self.id,
                stage,
                done,
                total,
            )
        if asked is not None:
            raise Cancelled


@asynccontextmanager
async def working_on(task: UUID, by: Actor) -> AsyncIterator[Job | None]:
    """Claim a task and see it to its end; None if another run has it or it is over.

    A failure is written down with its kind and raised again, so that the worker logs it.
    """
    if engine().current_transaction.get() is not None:
        raise RuntimeError("a job opens its own transactions")
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update tasks set state = 'running', started_at = coalesce(started_at, now()),
                 beat_at = now()
               where id = $1 and ended_at is null
                 and (beat_at is null or beat_at < now() - $2 * interval '1 second')
               returning id, kind, subject, begun_by, duty, details""",
            task,
            BEAT_SECONDS_MAX,
        )
    if row is None:
        yield None
        return
    try:
        yield Job(**row, by=by)
    except Cancelled:
        await _end(task, "cancelled", None, by)
    except Refusal as refusal:
        await _end(task, "failed", refusal.msgid, by)
    except BaseException as wrong:
        await _end(task, "failed", type(wrong).__name__, by)
        raise
    else:
        await _end(task, "done", None, by)


async def _end(task: UUID, state: str, problem: str | None, by: Actor) -> None:
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update tasks set state = $2, problem = $3, ended_at = now()
               where id = $1 and ended_at is null
               returning kind, subject, begun_by, created_at, ended_at""",
            task,
            state,
            problem,
        )
        if row is not None:
            began, ended = row["created_at"].isoformat(), row["ended_at"].isoformat()
            await announce(
                TaskEnded(task, row["kind"], row["subject"], row["begun_by"], state, began, ended)
            )


async def give_result(task: UUID, result: dict[str, Any]) -> None:
    """Leave a task's result, in the job's transaction."""
    await (
        engine()
        .here()
        .execute(
            "update tasks set result = $2 where id = $1", task, json.dumps(result, default=str)
        )
    )
