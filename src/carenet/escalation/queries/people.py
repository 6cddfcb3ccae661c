"""Whom the duties of a place name at a moment, and what keeps them from answering."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from carenet.core.database import Scope
from carenet.escalation.rules import Candidate, reach

PEOPLE: Final = "select * from app.climb_people($1, $2, $3, $4)"


@dataclass(frozen=True, slots=True)
class Way:
    """How a person is told: what the simulator needs, without an address."""

    person: UUID
    has_account: bool
    addressed: frozenset[str]
    """Channels for which there is an address."""
    stopped: frozenset[str]
    """Channels that the person does not wish."""
    roles: tuple[str, ...]
    channels: tuple[str, ...]
    quiet: tuple[time | None, time | None]
    digest: bool
    paused_until: datetime | None


def as_candidate(r: Any) -> Candidate:
    """Somebody whom a duty names, from a row of `app.climb_people`."""
    return Candidate(r["role"], r["person"], r["name"], r["suspended"], r["away"], r["deputy"])


async def people_at(
    db: Scope, village: str, centre: UUID | None, child: UUID | None, at: datetime
) -> tuple[list[Candidate], dict[UUID, Way]]:
    """Everybody a step could mean here, with deputies, and the ways to each of them."""
    rows: list[Any] = await db.fetch(PEOPLE, village, centre, child, at)
    known = [as_candidate(r) for r in rows]
    ways = {
        r["person"]: Way(
            r["person"],
            r["has_account"],
            frozenset(r["addressed"]),
            frozenset(r["stopped"]),
            tuple(r["roles"]),
            tuple(r["channels"]),
            (r["quiet_from"], r["quiet_until"]),
            r["digest"],
            r["paused_until"],
        )
        for r in rows
    }
    return known, ways


async def answering_for(
    db: Scope, duty: str, village: str, centre: UUID | None, at: datetime
) -> list[UUID]:
    """Who answers for a duty here and now: past absences to deputies, else upward. For workers."""
    known, _ways = await people_at(db, village, centre, None, at)
    return [one.person for one in reach((duty,), known, frozenset()).people]
