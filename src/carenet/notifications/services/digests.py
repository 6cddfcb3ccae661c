"""The day's summary, for those who asked for one instead of ten messages."""

from datetime import time
from typing import Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.reminders import remind
from carenet.notifications.kinds import DIGEST

AT: Final = time(18, 0)
PEOPLE_MAX: Final = 5000


async def make_digests(by: Actor) -> int:
    """After six in the evening: one reminder for everybody with a summary and something unread.

    The reminder's id is that of the day, so that a second run makes nothing new. Who has read
    everything is told nothing.
    """
    now = clock.now()
    due = clock.at(clock.day_of(now), AT)
    if now < due:
        return 0
    async with transaction(by) as db:
        rows = await db.fetch(
            """select n.person, count(*) as unread from notification_preferences n
               join inbox_messages m on m.person = n.person
               where n.digest = 'daily' and m.read_at is null and m.kind <> $1
                 and m.created_at > $2::timestamptz - interval '1 day'
                 and (n.paused_until is null or n.paused_until <= $2)
                 and not exists (select from reminders r where r.recipient = n.person
                   and r.kind = $1 and r.due_at = $2)
               group by n.person order by n.person limit $3""",
            DIGEST,
            due,
            PEOPLE_MAX,
        )
        for row in rows:
            await remind(DIGEST, f"digest:{due:%Y-%m-%d}", row["person"], due, count=row["unread"])
    return len(rows)
