"""What stands open in the demo today: one alarm, and twelve weeks of the county's figures."""

from datetime import timedelta
from typing import Final

import asyncpg

from carenet.demo.shapes import County

WEEKS: Final = 12

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

# The weeks before the demo began to live: as many children as today, a slowly growing share reached.
EARLIER: Final = """
insert into coverage_weeks (village, week_from, children, reached, urgent_unreached, visits_late,
    sessions_short, minutes)
select v.village, w.week_from, v.n,
  round(v.n * (0.62 + 0.018 * w.number + ((abs(hashtextextended(v.village || w.number, 5)) % 100) - 50) / 900.0)),
  greatest(0, v.urgent - w.number / 3), greatest(0, v.n / 8 - w.number / 2), (12 - w.number) / 4,
  v.n * 6 + w.number * 9
from (select c.village, count(*)::int as n, count(*) filter (where u.tier <= 1)::int as urgent
      from children c left join urgencies u on u.child = c.id and u.ended_on is null
      where c.left_on is null group by c.village) v
cross join (select number, $1::date + 7 * number as week_from from generate_series(0, $2 - 1) number) w
on conflict do nothing"""


async def load_standing(db: asyncpg.Connection, made: County) -> None:
    """Write it, as the migrator."""
    await db.execute(ALARM, made.cast["director"].division)
    monday = made.today - timedelta(days=made.today.weekday())
    await db.execute(EARLIER, monday - timedelta(weeks=WEEKS), WEEKS)
