"""Who belongs with somebody by their own word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading

TIES: Final = "select * from app.ties_of($1) limit 50"


@dataclass(frozen=True, slots=True)
class Tie:
    """`asked`: the other one said it. `name` is the other's, and none while they have not agreed."""

    id: UUID
    kind: str
    asked: bool
    name: str | None
    tail: str
    said_at: datetime
    agreed_at: datetime | None


async def ties_of(person: UUID, *, by: Actor) -> list[Tie]:
    """What stands about oneself, or about somebody an office is over."""
    async with reading(by) as db:
        rows = await db.fetch(TIES, person)
    return [Tie(**row) for row in rows]
