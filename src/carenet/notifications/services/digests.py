"""The day's or the week's summary, for those who asked for one instead of ten messages."""

from datetime import datetime, time, timedelta
from typing import Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.reminders import remind
from carenet.notifications.kinds import DIGEST, WEEKLY

AT: Final = time(18, 0)
MONDAY_AT: Final = time(8, 30)
PEOPLE_MAX: Final = 5000
UNREAD: Final = """
select n.person, count(*) as unread from notification_preferences n
join inbox_messages m on m.person = n.person
where n.digest = $4 and m.read_at is null and m.kind <> $1 and m.created_at > $2::timestamptz - $5::interval
  and (n.paused_until is null or n.paused_until <= $2)
  and not exists (select from reminders r where r.recipient = n.person and r.kind = $1 and r.due_at = $2)
group by n.person order by n.person limit $3"""


async def make_digests(by: Actor) -> int:
    """One reminder for everybody with a summary and something unread: daily at six, Mondays at 8:30.

    The reminder's id is that of the day, so that a second run makes nothing new. Who has read
    everything is told nothing.
    """
    now = clock.now()
    today = clock.day_of(now)
    made = 0
    if now >= (due := clock.at(today, AT)):
        made += await _make(DIGEST, "daily", due, timedelta(days=1), by)
    if today.weekday() == 0 and now >= (due := clock.at(today, MONDAY_AT)):
        made += await _make(WEEKLY, "weekly", due, timedelta(days=7), by)
    return made


async def _make(kind: str, wish: str, due: datetime, since: timedelta, by: Actor) -> int:
    async with transaction(by) as db:
        rows = await db.fetch(UNREAD, kind, due, PEOPLE_MAX, wish, since)
        for row in rows:
            await remind(kind, f"digest:{due:%Y-%m-%d}", row["person"], due, count=row["unread"])
    return len(rows)
