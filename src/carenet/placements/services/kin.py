"""A carer of the family is looked at again each year: owed to the child by an officer by name."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.reminders import unremind
from carenet.placements.services.obligations import remind_of
from carenet.safeguarding.rules.kin import OPENS_BEFORE, next_due

KIND: Final = "kin_assessment"


async def owe_kin_again(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of KinAssessed: what was owed is met, and a year later it is owed anew."""
    now = clock.now()
    async with transaction(by) as db:
        for one in payloads:
            child, because = UUID(one["child"]), f"kin_assessment:{one['assessment']}"
            met = await db.fetch(
                """update obligations set met_at = $3, met_by = $4 where child = $1 and kind = $2
                     and met_at is null and missed_at is null returning id""",
                child, KIND, now, because,
            )  # fmt: skip
            for row in met:
                await unremind(f"obligation:{row['id']}")
            who = await db.fetchval("select app.answers_for($1, $2)", one["village"], now)
            if who is None:
                continue
            due_on, id_ = next_due(date.fromisoformat(one["visited_on"])), uuid7()
            await db.execute(
                """insert into obligations (id, child, village, person, kind, opens_on, due_on)
                   select $1, c.id, c.village, $3, $4, $5, $6 from children c where c.id = $2""",
                id_, child, who, KIND, due_on - OPENS_BEFORE, due_on,
            )  # fmt: skip
            await remind_of(id_, who, KIND, due_on)
