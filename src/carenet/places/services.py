"""What is done to the list of places."""

from uuid import UUID

from carenet.core.actors import Actor
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
