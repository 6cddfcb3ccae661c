"""A home with a child in full care that says nothing for a day is asked at once, and then it climbs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.ladders import end_climb, start_climb
from carenet.core.reminders import remind, unremind
from carenet.escalation.rules import POLICIES, RETURN, SILENT
from carenet.escalation.services.telling import Matter, tell

SILENT_FOR: Final = timedelta(hours=24)
HOMES_MAX: Final = 200
# Nobody wrote of the child for a day: neither the home nor whoever stands in; and it is not away.
HOMES: Final = """
select p.id, p.village, app.stands_for(p.id, $1) as adult from placements p
where p.kind = 'full_care' and p.ends_on is null and p.began_at <= $2
  and not exists (select from day_logs d where d.child = p.child and d.received_at > $2)
  and not exists (select from parent_stays s where s.child = p.child and s.called_off_at is null
    and s.starts_on <= $3::date and s.returned_on is null)
  and not exists (select from climbs c where c.ladder = $4 and c.subject = 'placement:' || p.id and c.ended_at is null)
order by p.id limit $5"""


async def chase_silent_homes(now: datetime, *, by: Actor) -> int:
    """Ask every home that has been silent for a day, and start its clock; how many there were."""
    asked = 0
    async with transaction(by) as db:
        today = (now + timedelta(hours=8)).date()
        for home in await db.fetch(HOMES, now, now - SILENT_FOR, today, SILENT, HOMES_MAX):
            subject = f"placement:{home['id']}"
            if await start_climb(
                SILENT, subject, now, POLICIES[SILENT].steps, place=home["village"]
            ):
                asked += 1
                await remind("home.silent", f"{subject}:silent", home["adult"], now)
    return asked


async def hear_day(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of DayLogged: a word about the child ends the asking."""
    async with transaction(by) as db:
        for one in payloads:
            rows = await db.fetch(
                "select id from placements where child = $1 and kind = 'full_care' and ends_on is null",
                UUID(one["child"]),
            )
            for row in rows:
                subject = f"placement:{row['id']}"
                await end_climb(SILENT, subject, by=by, because="the day was written down")
                await unremind(f"{subject}:silent")


async def on_silent_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: a silent home, or a return that nobody confirms."""
    villages = {
        SILENT: "select village from placements where id = $1 and ends_on is null",
        RETURN: """select village from parent_stays where id = $1 and returned_on is null
             and called_off_at is null""",
    }
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if (sql := villages.get(step["ladder"])) is None:
                continue
            village = await db.fetchval(sql, UUID(step["subject"].split(":")[1]))
            if village is not None:
                matters.append(Matter(step, village))
    await tell(matters, by=by)
