"""When somebody else is looked for: a place given back late, or a reminder that nobody answers."""

from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.ladders import start_climb
from carenet.core.steps import Step
from carenet.scheduling.rules.standing_in import SILENT_BEFORE, SILENT_FOR, TOO_LATE
from carenet.scheduling.services.rungs import STAND_IN

SILENT_MAX: Final = 100
# Whoever was asked twice and said nothing, where too few would be left. A yes in any message counts,
# and so does coming: the register and the code at the door.
SILENT: Final = """
select u.id from care_sessions s join sign_ups u on u.care_session = s.id and u.withdrawn_at is null
where s.starts_at > $1::timestamptz + $4::interval and s.starts_at <= $1::timestamptz + $2::interval
  and s.cancelled_at is null and s.adults - 1 < app.adults_needed(s)
  and u.signed_up_at < s.starts_at - interval '2 hours'
  and not exists (select from climbs c where c.ladder = 'stand_in' and c.subject = 'stand-in:' || u.id)
  and not exists (select from adult_attendances a where a.sign_up = u.id)
  and exists (select from reminders r join outgoing o on o.reminder = r.id
    where r.subject = 'session:' || s.id and r.recipient = u.person
      and r.kind in ('session.evening', 'session.leave', 'session.soon'))
  and not exists (select from reminders r join outgoing o on o.reminder = r.id
    where r.subject = 'session:' || s.id and r.recipient = u.person and r.kind like 'session.%'
      and (o.answered_at is not null
        or r.kind in ('session.evening', 'session.leave', 'session.soon') and o.created_at > $1::timestamptz - $3::interval))
order by s.starts_at, u.id limit $5"""


def climbing(sign_up: UUID) -> str:
    """How the search for a sign-up's stand-in is named."""
    return f"stand-in:{sign_up}"


async def seek(session: UUID, sign_up: UUID) -> bool:
    """Begin to look for somebody; False if it goes on already. In the verb's transaction."""
    began = await start_climb(
        STAND_IN, climbing(sign_up), clock.now(), (Step(0, "wave"),), session=session
    )
    return began is not None


async def seek_for_silent(*, by: Actor) -> int:
    """Whoever was reminded and said nothing may not come: begin to look; how many that were."""
    async with transaction(by) as db:
        rows = await db.fetch(SILENT, clock.now(), SILENT_BEFORE, SILENT_FOR, TOO_LATE, SILENT_MAX)
        for row in rows:
            session = await db.fetchval(
                "select care_session from sign_ups where id = $1", row["id"]
            )
            await seek(session, row["id"])
    return len(rows)
