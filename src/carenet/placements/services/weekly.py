"""Each week is owed for itself: what was not done is missed for ever, and the next week begins."""

from datetime import date, datetime
from typing import Final

from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.reminders import unremind
from carenet.placements.rules import SPEAKS_WEEKLY, WEEKLY, first_week
from carenet.placements.services.obligations import remind_of

BATCH_MAX: Final = 200
"""So many at a turn of the worker; the rest a minute later."""
_MISSED: Final = """
update obligations set missed_at = $2 where id in (
  select id from obligations where kind = $3 and met_at is null and missed_at is null and due_on < $1
  order by due_on, id limit $4 for update skip locked) returning id"""
_LACKING: Final = """
select p.id, p.child, p.village,
  coalesce(case when app.suspended(p.person) then app.answers_for(p.village, $5) end, p.person) as person
from placements p
where p.kind = any ($1) and p.ends_on is null and coalesce(p.starts_on, p.planned_from) <= $2
  and not exists (select from obligations o where o.placement = p.id and o.kind = $3
    and o.missed_at is null and (o.met_at is null or o.due_on >= $2))
order by p.id limit $4"""


async def go_on_weekly(today: date, now: datetime, *, by: Actor) -> int:
    """Note the weeks that passed without a contact, and owe the one that runs; how many rows changed.

    Args:
        today: the local day.
        now: this moment.
        by: a worker.

    """
    async with transaction(by) as db:
        missed = await db.fetch(_MISSED, today, now, WEEKLY, BATCH_MAX)
        for row in missed:
            await unremind(f"obligation:{row['id']}")
        lacking = await db.fetch(_LACKING, list(SPEAKS_WEEKLY), today, WEEKLY, BATCH_MAX, now)
        for one in lacking:
            owed, id_ = first_week(today), uuid7()
            await db.execute(
                """insert into obligations (id, child, village, placement, person, kind, opens_on, due_on)
                   values ($1, $2, $3, $4, $5, $6, $7, $8)""",
                id_, one["child"], one["village"], one["id"], one["person"], owed.kind, owed.opens_on,
                owed.due_on,
            )  # fmt: skip
            await remind_of(id_, one["person"], owed.kind, owed.due_on)
    return len(missed) + len(lacking)
