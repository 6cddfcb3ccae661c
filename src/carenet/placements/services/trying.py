"""Tried and could not: written beside what is owed, which stays owed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import NotFound
from carenet.placements.rules.trying import check_try
from carenet.placements.services.obligations import MAY_EXEMPT


@dataclass(frozen=True, slots=True)
class Try:
    """When somebody tried, how, and what was found."""

    on: date
    how: str
    note: str | None = None


async def note_try(obligation: UUID, tried: Try, *, by: Actor) -> None:
    """Somebody tried to do what is owed to a child.

    Raises:
        NotFound: no such thing is owed within the actor's area.
        CannotTry: the day lies ahead or too long ago.

    """
    by.needs(*MAY_EXEMPT)
    check_try(tried.on, clock.today())
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update obligations set tried_at = $2
               where id = $1 and met_at is null and missed_at is null returning child, village""",
            obligation, clock.now(),
        )  # fmt: skip
        await _write(db, row, tried, by, obligation=obligation)


async def note_try_at_home(home_duty: UUID, tried: Try, *, by: Actor) -> None:
    """Somebody tried to reach a home about what it owes.

    Raises:
        NotFound: nothing like that is owed by a home of the actor's area.
        CannotTry: the day lies ahead or too long ago.

    """
    by.needs(*MAY_EXEMPT)
    check_try(tried.on, clock.today())
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select null::uuid as child, village from home_duties
               where id = $1 and met_at is null and exempted_at is null""",
            home_duty,
        )
        await _write(db, row, tried, by, home_duty=home_duty)


async def _write(db: Scope, row: Any, tried: Try, by: Actor, **owed: UUID) -> None:
    if row is None:
        raise NotFound
    await db.execute(
        """insert into duty_tries (id, obligation, home_duty, child, village, tried_on, how, note, written_by)
           select $1, $2, $3, $4, $5, $6, $7::text, $8::text, $9 where not exists (select from duty_tries t
             where coalesce(t.obligation, t.home_duty) = coalesce($2::uuid, $3::uuid) and t.tried_on = $6
               and t.how = $7::text and t.written_by = $9 and t.note is not distinct from $8::text)""",
        uuid7(), owed.get("obligation"), owed.get("home_duty"), row["child"], row["village"],
        tried.on, tried.how, (tried.note or "").strip() or None, by.id,
    )  # fmt: skip
