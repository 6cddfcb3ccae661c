"""Keeps each week's figures as they were, village by village."""

from datetime import date, time, timedelta

from carenet.core.actors import Actor
from carenet.core.clock import at
from carenet.core.database import transaction
from carenet.oversight.queries import PARTS

KEEP = """
insert into coverage_weeks (village, week_from, children, reached, urgent_unreached, visits_late, sessions_short, minutes)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (village, week_from) do nothing"""


async def keep_week(week_from: date, by: Actor) -> int:
    """Write a finished week's figures once; how many villages there were.

    Args:
        week_from: the Monday of the week.
        by: the worker.

    """
    until = week_from + timedelta(days=7)
    async with transaction(by) as db:
        rows = await db.fetch(
            PARTS, "", "~", at(week_from, time()), at(until, time()), 12, until, week_from
        )
        await db.executemany(
            KEEP,
            [
                (r["place"], week_from, r["children"], r["reached"], r["urgent"], r["late"],
                 r["short"], r["minutes"])
                for r in rows
            ],
        )  # fmt: skip
    return len(rows)
