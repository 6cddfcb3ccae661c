"""Consent: one purpose, one giver, one row; withdrawn by a later row, never changed."""

from datetime import date
from typing import Final
from uuid import UUID

from carenet.children.facts import ConsentGiven
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce

RULES_VERSION: Final = "2026-11"
"""Version of the children's rules page that the guardian was shown."""


async def give_consent(
    child: UUID,
    purpose: str,
    *,
    agreed: bool,
    given_by: UUID,
    relation: str,
    channel: str,
    child_voice: str | None = None,
    until: date | None = None,
    by: Actor,
) -> UUID:
    """Write down a guardian's yes or no for one purpose; the latest row of a purpose counts."""
    async with transaction(by) as db:
        id_ = uuid7()
        await db.execute(
            """insert into consents (id, child, village, purpose, agreed, given_by, relation, basis,
                 channel, rules_version, child_voice, given_at, recorded_by, until)
               select $1, c.id, c.village, $3, $4, $5, $6, 'consent', $7, $8, $9, $10, $11, $12
               from children c where c.id = $2""",
            id_, child, purpose, agreed, given_by, relation, channel, RULES_VERSION, child_voice,
            clock.now(), by.account, until,
        )  # fmt: skip
        await announce(ConsentGiven(child, purpose, agreed))
        return id_
