"""Somebody stands in for a placement for some days: wanted, named, agreed, moved, ended early.

The database asks again for clearance, restriction, the guardian's yes and room on every day of it,
opens and closes the reach with its dates, and lets the base return by itself. What was to be said of
things owed goes to whoever stands in while it lasts.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, NotFound
from carenet.escalation.rules import COVER, POLICIES
from carenet.placements.facts import BackupChanged
from carenet.placements.rules import COVERED, CannotCover, check_span

MAY_NAME: Final = ("county", "township", "director")
SENTENCES: Final = {
    "CN001": N_("This person cannot stand in on every one of these days. Please choose somebody else or other days."),
    "CN002": N_("This has changed meanwhile. Please look at it again."),
    "CN003": N_("There is no room left on one of these days. Please choose somebody else or other days."),
    "CN004": N_("The family has not agreed, or has withdrawn its yes."),
    "CN008": N_("This home does not take this child. Please choose another home."),
    "CN010": N_("The child needs an approved home with all its adults cleared on every one of these days. Please choose another home."),
}  # fmt: skip


@asynccontextmanager
async def _refusals() -> AsyncIterator[None]:
    """Turn what the database refuses into a sentence."""
    try:
        yield
    except asyncpg.ExclusionViolationError:
        raise CannotCover(
            N_("Somebody stands in on one of these days already. Please choose other days.")
        ) from None
    except asyncpg.UniqueViolationError:
        raise CannotCover(
            N_("Somebody is asked already. Please wait for the answer, or call it off first.")
        ) from None
    except asyncpg.PostgresError as wrong:
        sentence = SENTENCES.get(wrong.sqlstate or "")
        if sentence is None:
            raise
        raise CannotCover(sentence) from None


async def want_backup(
    placement: UUID,
    starts_at: datetime,
    ends_at: datetime,
    because: str,
    *,
    person: UUID | None = None,
    by: Actor,
) -> UUID:
    """Ask for cover, by the adult itself or an officer, who may name somebody at once.

    Nothing changes until the one who is named says yes. While nobody is, the matter climbs.

    Raises:
        NotFound: no such placement that is the actor's, or no such adult.
        CannotCover: the days are not possible, or somebody is asked already.

    """
    now, id_ = clock.now(), uuid7()
    check_span(starts_at, ends_at, now)
    async with _refusals(), transaction(by) as db:
        row = await db.fetchrow("select kind, village from placements where id = $1", placement)
        if row is None:
            raise NotFound
        if row["kind"] not in COVERED:
            raise CannotCover(N_("For this, stand-ins are found session by session."))
        if person is not None:
            await _check_named(db, person, placement, starts_at)
        wanted = await db.fetchval(
            "select app.want_backup($1, $2, $3, $4, $5, $6, $7)",
            id_, placement, person, max(starts_at, now), ends_at, because, now,
        )  # fmt: skip
        if not wanted:
            raise NotFound
        await _climb(id_, row["village"], now)
        await _tell(id_, placement, "wanted" if person is None else "asked", by)
    return id_


async def _check_named(db: Scope, person: UUID, placement: UUID, at: datetime) -> None:
    row = await db.fetchrow(
        """select p.person = $2 as same, app.restricted($2, p.child, $3) as kept_away,
             exists (select from people x where x.id = $2) as known
           from placements p where p.id = $1""",
        placement,
        person,
        at,
    )
    if row is None or not row["known"]:
        raise NotFound
    if row["same"]:
        raise CannotCover(N_("Please choose another person."))
    if row["kept_away"]:
        raise CannotCover(SENTENCES["CN001"])


async def name_backup(backup: UUID, person: UUID, *, by: Actor) -> None:
    """Name somebody for cover that is wanted, or somebody else after a no.

    Raises:
        NotFound: nothing of the kind within the actor's area.
        CannotCover: it was answered meanwhile, or the adult cannot.

    """
    by.needs(*MAY_NAME)
    async with _refusals(), transaction(by) as db:
        row = await _row(db, backup)
        await _check_named(db, person, row["placement"], row["starts_at"])
        if not await db.fetchval("select app.name_backup($1, $2, $3)", backup, person, clock.now()):
            raise NotFound
        await _tell(backup, row["placement"], "asked", by, row["person"])


async def accept_backup(backup: UUID, *, by: Actor) -> UUID:
    """The named adult says yes, or an officer writes down a yes that was heard. The placement.

    Raises:
        NotFound: it was not asked of the actor.
        CannotCover: answered or past; clearance, the guardian's yes or room do not hold every day.

    """
    async with _refusals(), transaction(by) as db:
        placement: UUID | None = await db.fetchval(
            "select app.take_backup($1, $2)", backup, clock.now()
        )
        if placement is None:
            raise NotFound
        await end_climb(COVER, f"backup:{backup}", by=by, because="agreed")
        await _tell(backup, placement, "accepted", by)
    return placement


async def refuse_backup(backup: UUID, because: str | None = None, *, by: Actor) -> str:
    """The named adult says no, or cannot go on; `declined` or `gave_up`.

    Once it has begun the adult stays responsible until somebody else says yes or the base takes the
    child back; both hear of it at once, and it climbs.

    Raises:
        NotFound: it was not asked of the actor, or is over.

    """
    now = clock.now()
    async with _refusals(), transaction(by) as db:
        row = await db.fetchrow("select * from app.refuse_backup($1, $2, $3)", backup, because, now)
        if row is None:
            raise NotFound
        await _climb(backup, row["village"], now)
        await _tell(backup, row["placement"], row["what"], by, by.person)
    return str(row["what"])


async def end_backup(backup: UUID, because: str, *, by: Actor) -> str:
    """The base takes over again before the time, or it is called off; `ended` or `cancelled`.

    Raises:
        NotFound: nothing of the kind is the actor's.
        CannotCover: it is over.

    """
    async with _refusals(), transaction(by) as db:
        row = await _row(db, backup)
        what: str | None = await db.fetchval(
            "select app.end_backup($1, $2, $3)", backup, because, clock.now()
        )
        if what is None:
            raise NotFound
        await end_climb(COVER, f"backup:{backup}", by=by, because=what)
        await _tell(backup, row["placement"], what, by, row["person"])
    return what


async def move_backup(
    backup: UUID, starts_at: datetime, ends_at: datetime, because: str, *, by: Actor
) -> None:
    """Other days; what has begun keeps its beginning.

    Raises:
        NotFound: nothing of the kind within the actor's area.
        CannotCover: the days are not possible, or not for this adult.

    """
    by.needs(*MAY_NAME)
    now = clock.now()
    async with _refusals(), transaction(by) as db:
        row = await _row(db, backup)
        began = row["starts_at"] <= now
        check_span(now if began else starts_at, ends_at, now)
        starts = row["starts_at"] if began else starts_at
        moved = await db.fetchval(
            "select app.move_backup($1, $2, $3, $4, $5)", backup, starts, ends_at, because, now
        )
        if not moved:
            raise NotFound
        await _tell(backup, row["placement"], "moved", by, row["person"])


async def _row(db: Scope, backup: UUID) -> Any:
    row = await db.fetchrow(
        "select placement, person, starts_at, ends_at from backups where id = $1", backup
    )
    if row is None:
        raise NotFound
    return row


async def _climb(backup: UUID, village: str, now: datetime) -> None:
    """Nobody has agreed yet: that climbs until somebody does."""
    await start_climb(COVER, f"backup:{backup}", now, POLICIES[COVER].steps, place=village)


async def _tell(
    backup: UUID, placement: UUID, what: str, by: Actor, before: UUID | None = None
) -> None:
    await announce(BackupChanged(backup, placement, what, by.person, before))
