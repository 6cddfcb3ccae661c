"""Whom the duties of a place name at a moment, and what keeps them from answering."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from carenet.core.database import Scope
from carenet.escalation.rules import Candidate

PEOPLE: Final = "select * from app.climb_people($1, $2, $3, $4)"


@dataclass(frozen=True, slots=True)
class Way:
    """How a person is told: what the simulator needs, without an address."""

    person: UUID
    has_account: bool
    email: bool
    roles: tuple[str, ...]
    channels: tuple[str, ...]
    quiet: tuple[time | None, time | None]


async def people_at(
    db: Scope, village: str, centre: UUID | None, child: UUID | None, at: datetime
) -> tuple[list[Candidate], dict[UUID, Way]]:
    """Everybody a step could mean here, with deputies, and the ways to each of them."""
    rows: list[Any] = await db.fetch(PEOPLE, village, centre, child, at)
    known = [
        Candidate(r["role"], r["person"], r["name"], r["suspended"], r["away"], r["deputy"])
        for r in rows
    ]
    ways = {
        r["person"]: Way(
            r["person"],
            r["has_account"],
            r["email"],
            tuple(r["roles"]),
            tuple(r["channels"]),
            (r["quiet_from"], r["quiet_until"]),
        )
        for r in rows
    }
    return known, ways
