"""Who is set aside, or whose papers end, comes to no later session: the places go back at once."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.scheduling.services.signing import withdraw

SIGN_UPS_MAX: Final = 500
NOT_CLEARED: Final = "not cleared on that day"
_UNCLEARED: Final = """
select u.care_session from sign_ups u join care_sessions s on s.id = u.care_session
where u.person = $1 and u.withdrawn_at is null and s.cancelled_at is null and s.starts_at > $2
  and (app.tier_on(u.person, s.on_day) is null
    or ((u.role = 'lead' or s.kind = 'counselling') and app.tier_on(u.person, s.on_day) <> 'cleared'))
order by s.starts_at limit $3"""


async def withdraw_uncleared(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of PersonSuspended and ClearanceChanged: later places are given back, stand-ins sought."""
    for person in dict.fromkeys(UUID(str(fact["person"])) for fact in payloads):
        async with transaction(by) as db:
            rows = await db.fetch(_UNCLEARED, person, clock.now(), SIGN_UPS_MAX)
            for row in rows:
                await withdraw(row["care_session"], NOT_CLEARED, by=by, person=person)
