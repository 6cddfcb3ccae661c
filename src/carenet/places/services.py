"""What is done to the list of places and to their days."""

from datetime import date
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import NotFound


async def hamlet_named(village: str, name: str, *, by: Actor) -> UUID:
    """A hamlet of a village by its name; written down if it is new."""
    async with transaction(by) as db:
        found: UUID = await db.fetchval(
            """insert into hamlets (village, name) values ($1, $2)
               on conflict (village, name) do update set name = excluded.name returning id""",
            village,
            name,
        )
    return found


async def close_for_days(
    first: date,
    last: date,
    because: str,
    *,
    by: Actor,
    division: str | None = None,
    organisation: UUID | None = None,
) -> UUID:
    """Say that a division or one place is closed on these days; the closure's id.

    `division` is the start of the codes it covers: nine digits for a township.
    """
    made = uuid7()
    async with transaction(by) as db:
        await db.execute(
            """insert into closures (id, division, organisation, starts_on, ends_on, because, said_by, said_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            made, division, organisation, first, last, because[:100], by.account, clock.now(),
        )  # fmt: skip
    return made


async def open_office(
    office: UUID, kind: str, name: str, division: str, opened_on: date, *, by: Actor
) -> None:
    """Write an office down under an id chosen by whoever it belongs to.

    Raises:
        NotFound: its place lies outside the actor's duties.

    """
    if not by.covers(division):
        raise NotFound
    async with transaction(by) as db:
        await db.execute(
            "insert into organisations (id, kind, name, division, opened_on) values ($1, $2, $3, $4, $5)",
            office, kind, name, division, opened_on,
        )  # fmt: skip


async def rename_office(office: UUID, name: str, *, by: Actor) -> None:
    """An office's new name; whoever calls has asked for the duty."""
    async with transaction(by) as db:
        await db.execute("update organisations set name = $2 where id = $1", office, name)


async def close_office(office: UUID, closed_on: date, *, by: Actor) -> None:
    """An office closes; whoever calls has asked for the duty."""
    async with transaction(by) as db:
        await db.execute("update organisations set closed_on = $2 where id = $1", office, closed_on)
