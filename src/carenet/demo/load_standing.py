"""What stands open in the demo today: one alarm, a round for the solver, twelve weeks of figures."""

import json
from datetime import date, time, timedelta
from typing import Final

import asyncpg

from carenet.core import clock
from carenet.core.ladders import as_rows
from carenet.demo.names import pools
from carenet.demo.shapes import County
from carenet.demo.sink import id_of
from carenet.escalation.rules import CHILD, POLICIES
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
from missed on conflict do nothing returning id, village, raised_at"""
# It climbed as it does in life: who led the place heard of it, ten minutes later the carer and the director, and
# somebody said that they are on it. The step after that waits for nobody in a demo: it is held.
CLIMB: Final = """
insert into climbs (id, ladder, subject, details, started_at, step, place, steps, next_at, taken_by, taken_at, taken_until)
values ($1, 'missing_child', 'alarm:' || ($2::uuid)::text, jsonb_build_object('alarm', $2::uuid), $3::timestamptz - interval '20 minutes',
  2, $4, $5::jsonb, null, (select person from accounts where handle = 'director'), $3::timestamptz + interval '18 minutes', $3::timestamptz + interval '38 minutes')"""
CALLED: Final = """
with place as (select c.id as centre from alarms a join centres c on c.id = a.centre where a.id = $2),
told as (
  select 1 as step, 'lead' as duty, a.person, 0 as after from duties d join accounts a on a.id = d.account, place
  where d.role = 'lead' and d.organisation = place.centre
  union select 2, 'director', a.person, 10 from duties d join accounts a on a.id = d.account
  where d.role = 'director' and d.lo <= $4 and $4 < d.hi
  union select 2, 'carer', c.person, 10 from carers c join alarms x on x.child = c.child where x.id = $2 and c.ends_on is null),
said as (
  insert into reminders (id, kind, subject, recipient, due_at, details, state, changed_at)
  select gen_random_uuid(), 'alarm.child', 'alarm:' || $2::text, t.person, $3::timestamptz + t.after * interval '1 minute',
    jsonb_build_object('path', '/alarms/' || $2::text), 'handed_over', $3::timestamptz from told t
  returning id, recipient, due_at),
-- Who has an account read it there; a carer without one is called on, which a call of the demo's does not show.
shown as (
  insert into outgoing (reminder, recipient, channel, kind, subject, details, language, urgent, state, state_at, not_before, created_at)
  select s.id, s.recipient, 'inapp', 'alarm.child', 'alarm:' || $2::text, '{}', 'zh_Hans', true, 'delivered', s.due_at, s.due_at, s.due_at
  from said s where exists (select from accounts a where a.person = s.recipient))
insert into climb_calls (climb, step, person, duty, instead, reminder, at)
select $1, t.step, t.person, t.duty, '', s.id, s.due_at from told t join said s on s.recipient = t.person"""

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

# Rounds wait for the solver, which makes drafts of them as soon as a worker runs: one spreads the loads of
# proxy parents, in one tutoring and proxy parents share the volunteers' hours, one makes circles of friends.
ROUND: Final = """
insert into matching_rounds (id, name, division, lo, hi, service, also, spread, state, cut_off, opened_by, duty, task)
select $1, $2, $3, d.lo, d.hi, $6, $7, $8, 'solving', now(), d.account, d.id, $4
from duties d where d.account = $5 and d.role = 'township'"""
ROUNDS: Final[tuple[tuple[str, str, list[str], int], ...]] = (
    ("round", "proxy_parent", [], 5), ("round_both", "tutoring", ["proxy_parent"], 0),
    ("round_peers", "peer", [], 0),
)  # fmt: skip
TASK: Final = """
insert into tasks (id, kind, subject, begun_by, duty, details, state)
select $1, $2, $3, d.account, d.id, '{}', 'waiting'
from duties d where d.account = $4 and d.role = 'township'"""


async def load_standing(db: asyncpg.Connection, made: County) -> None:
    """Write it, as the migrator."""
    await _load_alarm(db, made)
    monday = made.today - timedelta(days=made.today.weekday())
    first = monday - timedelta(weeks=LIVED_WEEKS)
    await keep_weeks(db, first, made.today)
    await db.execute(EARLIER, first, WEEKS - LIVED_WEEKS)
    supervisor = id_of("account:cast:township")
    for which, service, also, spread in ROUNDS:
        round_, task = id_of(which), id_of(f"{which}:task")
        name = pools()[which].format(year=made.today.year)
        where = pools()["cast_township"]
        await db.execute(ROUND, round_, name, where, task, supervisor, service, also, spread)
        await db.execute(TASK, task, SOLVE, round_, supervisor)


async def _load_alarm(db: asyncpg.Connection, made: County) -> None:
    """The one open alarm, with the ladder that it climbed and whom each step told."""
    found = await db.fetchrow(ALARM, made.cast["director"].division)
    if found is None:
        return
    climb = id_of("alarm:climb")
    steps = json.dumps(as_rows(POLICIES[CHILD].steps))
    await db.execute(CLIMB, climb, found["id"], found["raised_at"], found["village"], steps)
    await db.execute(CALLED, climb, found["id"], found["raised_at"], found["village"])


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
