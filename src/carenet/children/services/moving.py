"""A child's care moves to another village: the old one is blind from that moment."""

from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from carenet.children.facts import ChildMoved
from carenet.children.services.keepers import needs_keeper, village_of
from carenet.children.services.registering import NoSuchVillage
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal

LOCAL: Final = ("centre", "door")
"""Reach given by a place the child no longer comes to."""
AT_SCHOOL: Final = ("class",)
ENDED: Final = ("household_members", "week_plan_nights")


class SameVillage(Refusal):
    """The child is cared for there already."""

    msgid = N_("The child is cared for in this village already.")


class InFuture(Refusal):
    """A move is written down when it happens."""

    msgid = N_("The day lies in the future. Write the move down when it happens.")


async def move_child(
    child: UUID,
    village: str,
    *,
    by: Actor,
    on_day: date | None = None,
    keeps_school: bool = True,
) -> None:
    """Hand a child's whole file over to another village.

    Roof and week plan end, and with them the reach of the places it no longer comes to; with
    `keeps_school` false the school ends too. Guardians and carers stay.

    Raises:
        InFuture: the day has not come.
        NoSuchVillage: the code names none.
        NotFound: there is no such child within the actor's reach.
        SameVillage: it is there already.

    """
    needs_keeper(by)
    day = on_day or clock.today()
    if day > clock.today():
        raise InFuture
    async with transaction(by) as db:
        was = await village_of(child, db)
        if was == village:
            raise SameVillage
        if not await db.fetchval(
            "select true from divisions where code = $1 and level = 'village'", village
        ):
            raise NoSuchVillage
        await _end_what_stays_behind(child, day, db, keeps_school=keeps_school)
        try:
            async with transaction(by):
                await db.execute("select app.move_child($1, $2, null, $3)", child, village, day)
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate == "CN404":
                raise NotFound from None
            raise
        await announce(ChildMoved(child, was, village, day))


async def _end_what_stays_behind(child: UUID, day: date, db: Scope, *, keeps_school: bool) -> None:
    for table in ENDED if keeps_school else (*ENDED, "schoolings"):
        await db.execute(
            f"update {table} set ends_on = greatest($2, starts_on) where child = $1 and ends_on is null",
            child,
            day,
        )
    kinds = LOCAL if keeps_school else (*LOCAL, *AT_SCHOOL)
    await db.execute(
        """update reaches set ends_at = greatest(now(), starts_at)
           where child = $1 and because like any ($2::text[]) and ends_at is null""",
        child,
        [f"{kind}:%" for kind in kinds],
    )


async def receive_child(child: UUID, *, by: Actor) -> None:
    """The receiving side has seen that a child is now theirs.

    Raises:
        NotFound: no move of this child waits within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        touched = await db.execute(
            """update child_moves set received_at = $2, received_by = $3
               where child = $1 and received_at is null""",
            child,
            clock.now(),
            by.id,
        )
    if not touched:
        raise NotFound
