"""What is done to the list of places and to their days."""

from datetime import date
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction


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
