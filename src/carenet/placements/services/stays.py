"""Holiday mode: the child goes to the parents; what is owed rests, and somebody says that it is back."""

from datetime import date, time
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind, unremind
from carenet.escalation.rules import POLICIES, RETURN
from carenet.placements.rules.stays import CannotStay, check_stay

MAY_NOTE: Final = ("county", "township", "director")
ASKED_AT: Final = time(18)
"""On the evening of the return day whoever confirms it is asked; from then on silence climbs."""


async def note_stay(
    child: UUID, place: str, starts_on: date, ends_on: date, confirmer: UUID, *, by: Actor
) -> UUID:
    """The child goes to the parents: where, until when, and who says that it is back.

    Raises:
        NotFound: no such child within the actor's area, or the confirmer is nobody of the child's.
        CannotStay: the days are not possible, or it is away already.

    """
    by.needs(*MAY_NOTE)
    check_stay(starts_on, ends_on, clock.today())
    id_ = uuid7()
    try:
        async with transaction(by) as db:
            village = await db.fetchval("select village from children where id = $1", child)
            known = await db.fetchval("select name from app.names_of(array[$1::uuid])", confirmer)
            if village is None or known is None:
                raise NotFound
            await db.execute(
                """insert into parent_stays (id, child, village, place, starts_on, ends_on, confirmer,
                     noted_by) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
                id_, child, village, place, starts_on, ends_on, confirmer, by.id,
            )  # fmt: skip
            await _ask(id_, confirmer, village, ends_on)
    except asyncpg.ExclusionViolationError:
        raise CannotStay(
            N_("The child is with the parents on these days already. Please look at what is written down.")
        ) from None  # fmt: skip
    return id_


async def _ask(stay: UUID, confirmer: UUID, village: str, ends_on: date) -> None:
    at = max(clock.now(), clock.at(ends_on, ASKED_AT))
    await remind("stay.return", f"stay:{stay}", confirmer, at)
    await start_climb(RETURN, f"stay:{stay}", at, POLICIES[RETURN].steps, place=village)


async def confirm_return(stay: UUID, on_day: date, *, by: Actor) -> None:
    """The child is back since a day, by whoever is to say so or an officer.

    Raises:
        NotFound: not the actor's to say, or said already.
        CannotStay: a day to come.

    """
    if on_day > clock.today():
        raise CannotStay(N_("This day is still to come. Please say so when the child is back."))
    async with transaction(by) as db:
        if not await db.fetchval(
            "select app.confirm_return($1, $2, $3)", stay, on_day, clock.now()
        ):
            raise NotFound
        await _settle(stay, by, "the child is back")


async def extend_stay(stay: UUID, ends_on: date, *, by: Actor) -> None:
    """The child comes back on another day.

    Raises:
        NotFound: no such stay within the actor's area, or it is over.
        CannotStay: the day is not possible.

    """
    by.needs(*MAY_NOTE)
    async with transaction(by) as db:
        row = await _open(db, stay)
        check_stay(row["starts_on"], ends_on, clock.today(), begun=True)
        await db.execute("update parent_stays set ends_on = $2 where id = $1", stay, ends_on)
        await _settle(stay, by, "another day")
        await _ask(stay, row["confirmer"], row["village"], ends_on)


async def call_off_stay(stay: UUID, because: str, *, by: Actor) -> None:
    """The child did not go.

    Raises:
        NotFound: no such stay within the actor's area, or it is over.

    """
    by.needs(*MAY_NOTE)
    async with transaction(by) as db:
        await _open(db, stay)
        await db.execute(
            "update parent_stays set called_off_at = $2, called_off_because = $3 where id = $1",
            stay, clock.now(), because,
        )  # fmt: skip
        await _settle(stay, by, because)


async def _open(db: Scope, stay: UUID) -> Any:
    row = await db.fetchrow(
        """select starts_on, ends_on, confirmer, village from parent_stays
           where id = $1 and returned_on is null and called_off_at is null for update""",
        stay,
    )
    if row is None:
        raise NotFound
    return row


async def _settle(stay: UUID, by: Actor, because: str) -> None:
    await unremind(f"stay:{stay}")
    await end_climb(RETURN, f"stay:{stay}", by=by, because=because[:80])
