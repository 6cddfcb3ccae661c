"""Somebody answered "please call me": a call for whoever arranged the matter, and word of it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.reminders import remind
from carenet.escalation.queries.people import answering_for
from carenet.notifications.services.handing_over import FOR_PEOPLE
from carenet.notifications.wording import say
from carenet.scheduling.services.holding import hold_session
from carenet.scheduling.services.telling import leads_of

SAID: Final = """
select o.kind, o.subject, o.details, coalesce(p.division, g.village) as division
from outgoing o left join people p on p.id = o.recipient
left join lateral (select x.village from guardians x where x.person = o.recipient and x.ends_on is null
  limit 1) g on true where o.id = $1"""
CALL: Final = """
insert into call_tasks (id, outgoing, recipient, for_person, division, way, words_to_say, urgent, created_at)
values ($1, $2, $3, $4, $5, 'call', $6, false, $7) on conflict (outgoing) do nothing returning id"""


async def ask_for_call(fact: Mapping[str, Any], *, by: Actor) -> bool:
    """Put the call on the list of the organiser; False if it stands there already. A worker's verb."""
    async with transaction(by) as db:
        row = await db.fetchrow(SAID, UUID(fact["outgoing"]))
        if row is None:
            return False
        people = await _organisers(db, row)
        about = say(row["kind"], row["subject"], row["details"], FOR_PEOPLE).title
        made = await db.fetchval(
            CALL, uuid7(), UUID(fact["outgoing"]), UUID(fact["recipient"]),
            people[0] if people else None, row["division"], about, clock.now(),
        )  # fmt: skip
        if made is None:
            return False
        for person in people:
            await remind("call.wanted", f"call:{made}", person, clock.now())
    return True


async def _organisers(db: Scope, row: Any) -> list[UUID]:
    """The lead of the session's place; of anything else the director of the village."""
    what, _, id_ = row["subject"].partition(":")
    if what == "session":
        return await leads_of(db, await hold_session(UUID(id_)))
    if not row["division"]:
        return []
    return await answering_for(db, "director", row["division"], None, clock.now())
