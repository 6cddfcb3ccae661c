"""What is to be said by a named person from the start: a walk or a call for each, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.notifications.services.handing_over import FOR_PEOPLE
from carenet.notifications.wording import say

WALKS: Final = """
insert into call_tasks (id, recipient, for_person, division, way, words_to_say, urgent, created_at)
select w.id, w.person, app.officer_for(w.village, w.person), w.village,
  coalesce((select case c.kind when 'own_phone' then 'call' when 'neighbour' then 'neighbour' else 'walk' end
    from contact_ways c where c.person = w.person and c.ended_on is null and c.kind <> 'email'
    order by c.works desc, c.rank limit 1), 'walk'), $4, false, $5
from unnest($1::uuid[], $2::uuid[], $3::text[]) w(id, person, village)"""


@dataclass(frozen=True, slots=True)
class Walk:
    """Somebody to be told in person, and the village they belong to."""

    person: UUID
    village: str


async def ask_for_walks(
    walks: Sequence[Walk], kind: str, subject: str, details: Mapping[str, Any], *, by: Actor
) -> dict[UUID, UUID]:
    """Put each on the list of the officer who answers for the village; person to task. A worker's verb."""
    ids = {walk.person: uuid7() for walk in walks}
    words = say(kind, subject, details, FOR_PEOPLE).body
    async with transaction(by) as db:
        await db.execute(
            WALKS, list(ids.values()), list(ids), [walk.village for walk in walks], words,
            clock.now(),
        )  # fmt: skip
    return ids
