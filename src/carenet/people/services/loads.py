"""Loads: something lasting that an adult has taken on, counted and never a clash of hours."""

from datetime import datetime
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction


async def take_load(person: UUID, at: datetime, *, because: str, by: Actor, load: int = 1) -> None:
    """Count one more thing an adult has taken on; what ends it deletes it by `because`."""
    async with transaction(by) as db:
        await db.execute(
            """insert into commitments (id, person, kind, starts_at, because, load)
               values ($1, $2, 'load', $3, $4, $5)""",
            uuid7(),
            person,
            at,
            because,
            load,
        )
