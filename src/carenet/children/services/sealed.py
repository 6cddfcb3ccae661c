"""What is sealed goes in here: identity numbers and health notes. It comes out with two factors only."""

from typing import Final
from uuid import UUID

import asyncpg

from carenet.children.services.keepers import needs_keeper
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import blind, seal
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import NotFound

TABLE: Final = "child_identities"


def identity_index(number: str) -> bytes:
    """What equal identity numbers are found by; `number` is checked and has 18 characters."""
    return blind("id", number)


async def seal_identity(
    child: UUID, *, by: Actor, number: str | None = None, pupil_number: str | None = None
) -> bool:
    """Seal a child's checked numbers; what is left out stays. False where nothing changed.

    If the number is known elsewhere, that becomes the township's case; no answer shows it.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        id_ = await db.fetchval("select app.identity_row($1)", child) or uuid7()
        try:
            async with transaction(by):
                changed: bool = await db.fetchval(
                    "select app.put_identity($1, $2, $3, $4, $5, $6)",
                    id_,
                    child,
                    "resident" if number else "none_yet",
                    seal(number, TABLE, "id_number", id_) if number else None,
                    identity_index(number) if number else None,
                    seal(pupil_number, TABLE, "pupil_number", id_) if pupil_number else None,
                )
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate == "CN404":
                raise NotFound from None
            raise
    return changed


async def seal_health(child: UUID, kind: str, note: str, *, by: Actor) -> None:
    """Seal what an adult with the child must know; the former note of its kind ends."""
    needs_keeper(by)
    id_ = uuid7()
    async with transaction(by) as db:
        await db.execute(
            "select app.seal_health($1, $2, $3, $4, $5)",
            id_,
            child,
            kind,
            seal(note, "health_notes", "note", id_),
            clock.today(),
        )
