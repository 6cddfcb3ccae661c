"""What stands open in the demo today: one alarm, a round for the solver, twelve weeks of figures."""

from datetime import date, time, timedelta
from typing import Final

import asyncpg

from carenet.core import clock
from carenet.demo.names import pools
from carenet.demo.shapes import County
from carenet.demo.sink import id_of
from carenet.matching.services.rounds import SOLVE
from carenet.oversight.jobs import KEEP
from carenet.oversight.queries import PARTS

WEEKS: Final = 12
LIVED_WEEKS: Final = 3
"""Weeks that a fresh demo has lived from their Monday to their Sunday."""

# The last session that has ended, in the director's own village if it has had one: nobody saw one
# child there. A demo whose alarm were older would show a child missing for days.
ALARM: Final = """
with missed as (
  select a.id, c.id as care_session, c.centre, a.child, a.village, c.starts_at
  from child_attendances a join care_sessions c on c.id = a.care_session
  where c.ends_at < now() and a.state in ('missing', 'here')
  order by (c.village = $1) desc, c.starts_at desc, (a.state = 'missing') desc, a.child limit 1),
gone as (
  update child_attendances a set state = 'missing', left_at = null, left_how = null, left_with = null,
    home_at = null from missed where a.id = missed.id)
insert into alarms (kind, care_session, centre, child, village, raised_at, step, reasons)
select 'child', care_session, centre, child, village, starts_at + interval '20 minutes', 2, '[]'
from missed on conflict do nothing"""

# The weeks before the demo began to live, drawn back from the first one it lived: a little less each.
EARLIER: Final = """
insert into coverage_weeks (village, week_from, children, reached, urgent_unreached, visits_late,
    sessions_short, minutes)
select v.village, v.week_from - 7 * n, v.children,
  greatest(0, round(v.reached * (1 - 0.022 * n) + (abs(hashtextextended(v.village || n, 5)) % 100 - 50) / 100.0)),
  v.urgent_unreached + n / 3, v.visits_late + n / 2, v.sessions_short + n / 4,
  greatest(0, v.minutes - 9 * n)
from coverage_weeks v cross join generate_series(1, $2::int) n where v.week_from = $1
on conflict do nothing"""

# A round waits for the solver, which makes a draft of it as soon as a worker runs.
ROUND: Final = """
insert into matching_rounds (id, name, division, lo, hi, service, state, cut_off, opened_by, duty, task)
select $1, $2, $3, d.lo, d.hi, 'proxy_parent', 'solving', now(), d.account, d.id, $4
from duties d where d.account = $5 and d.role = 'township'"""
TASK: Final = """
insert into tasks (id, kind, subject, begun_by, duty, details, state)
select $1, $2, $3, d.account, d.id, '{}', 'waiting'
from duties d where d.account = $4 and d.role = 'township'"""


async def load_standing(db: asyncpg.Connection, made: County) -> None:
    """Write it, as the migrator."""
    await db.execute(ALARM, made.cast["director"].division)
    monday = made.today - timedelta(days=made.today.weekday())
    first = monday - timedelta(weeks=LIVED_WEEKS)
    await keep_weeks(db, first, made.today)
    await db.execute(EARLIER, first, WEEKS - LIVED_WEEKS)
    supervisor = id_of("account:cast:township")
    round_, task = id_of("round"), id_of("round:task")
    name = pools()["round"].format(year=made.today.year)
    await db.execute(ROUND, round_, name, pools()["cast_township"], task, supervisor)
    await db.execute(TASK, task, SOLVE, round_, supervisor)


async def keep_weeks(db: asyncpg.Connection, first: date, today: date) -> None:
    """The figures of each week from a Monday on that is over: what the worker keeps on each Monday."""
    while (until := first + timedelta(days=7)) <= today:
        rows = await db.fetch(
            PARTS, "", "~", clock.at(first, time()), clock.at(until, time()), 12, until, first
        )
        figures = ("children", "reached", "urgent", "late", "short", "minutes")
        await db.executemany(
            KEEP, [(r["place"], first, *(r[figure] for figure in figures)) for r in rows]
        )
        first = until
