"""Lets the demo county live: sessions held, children ticked, days logged, up to a day.

Everything is set-based and drawn from hashes of ids and days, so that it is the same in every demo
and can go on later from wherever an older demo stopped.
"""

from datetime import date, datetime, timedelta
from typing import Any, Final

import asyncpg

BACK_DAYS: Final = 30
AHEAD_DAYS: Final = 21
SHARE: Final = "(abs(hashtextextended({0}, 7)) % 1000)"
"""A number from 0 to 999 that depends on nothing but the text."""


def share(text: str) -> str:
    """SQL for a lasting draw from 0 to 999."""
    return SHARE.format(text)


SESSIONS: Final = """
insert into care_sessions (id, series, centre, village, room, kind, subject, activity, on_day,
    starts_at, ends_at, adults_min, adults_max, children_max, drop_in, updated_at, check_in_code)
select uuidv7(), s.id, s.centre, s.village, s.room, s.kind, s.subject, s.activity, d.day,
    (d.day + s.starts_at) at time zone 'Asia/Shanghai',
    (d.day + s.ends_at) at time zone 'Asia/Shanghai',
    s.adults_min, s.adults_max, s.children_max, s.drop_in, now(),
    lpad((abs(hashtextextended(s.id::text || d.day::text, 3)) % 1000000)::text, 6, '0')
from series s join calendar_days d on d.day between $1 and $2 and d.day between s.first_on and s.last_on
where extract(isodow from d.day)::int = any (s.weekdays)
  and (d.kind in ('workday', 'makeup') or (d.kind = 'weekend' and s.activity = 'play'))
  and s.ended_at is null and s.kind <> 'holiday_class'
on conflict do nothing"""

SIGN_UPS: Final = f"""
with wanted as (
  select * from (
  select c.id as care_session, c.centre, c.village, t.person, t.rank, c.starts_at, c.ends_at, c.on_day,
    c.adults_max - c.adults - c.asking as free, row_number() over (partition by c.id order by t.rank, t.person) as turn
  from care_sessions c join unnest($1::uuid[], $2::uuid[], $3::int[]) t(series, person, rank)
    on t.series = c.series
  where c.cancelled_at is null and c.on_day between $4 and $5 and c.adults + c.asking < c.adults_max
    and app.tier_on(t.person, c.on_day) is not null
    and not exists (select from sign_ups u where u.care_session = c.id and u.person = t.person)
    and (t.rank < 2 or {share("c.id::text || t.person::text")} < 850)
    and (c.on_day <= $6 or t.rank = 0 or {share("t.person::text || c.on_day::text")} < 780)) x
  where turn <= free
), taken as (
  insert into commitments (person, kind, starts_at, ends_at, because)
  select w.person, 'occupies', w.starts_at, w.ends_at, 'session:' || w.care_session
  from wanted w
  where not exists (select from commitments x where x.person = w.person and x.kind = 'occupies'
    and tstzrange(x.starts_at, x.ends_at) && tstzrange(w.starts_at, w.ends_at))
  on conflict do nothing returning id, person, because
)
insert into sign_ups (care_session, centre, village, person, role, tier, commitment, signed_up_at, signed_up_by)
select w.care_session, w.centre, w.village, w.person, case w.rank when 0 then 'lead' else 'helper' end,
  'cleared', t.id, w.starts_at - interval '6 days', '00000000-0000-0000-0000-000000000000'
from wanted w join taken t on t.person = w.person and t.because = 'session:' || w.care_session
where w.rank > 0 or app.tier_on(w.person, w.on_day) = 'cleared'
"""

REGISTERS: Final = """
insert into registers (care_session, centre, village, opened_at, opened_by, closed_at, closed_by)
select c.id, c.centre, c.village, c.starts_at - interval '5 minutes', $2, c.ends_at + interval '5 minutes', $2
from care_sessions c where c.ends_at < $1 and c.cancelled_at is null and c.adults > 0
on conflict do nothing"""

CHILDREN_THERE: Final = f"""
insert into child_attendances (care_session, centre, child, village, state, because, said_by, at, by,
    left_at, left_how, home_at)
select c.id, c.centre, e.child, e.village,
  case when d.n < 905 then 'here' when d.n < 995 then 'excused' else 'missing' end,
  case when d.n between 905 and 994 then (array['ill', 'family', 'market', 'school'])[1 + d.n % 4] end,
  case when d.n between 905 and 994 then 'carer' end, c.starts_at + interval '4 minutes', $2,
  case when d.n < 905 then c.ends_at end, case when d.n < 905 then (array['fetched', 'together', 'alone'])[1 + d.n % 3] end,
  case when d.n < 905 then c.ends_at + interval '25 minutes' end
from care_sessions c join enrolments e on e.series = c.series
  and e.starts_on <= c.on_day and (e.ends_on is null or e.ends_on >= c.on_day)
  cross join lateral (select {share("c.id::text || e.child::text")} as n) d
where c.ends_at < $1 and c.cancelled_at is null and c.adults > 0
on conflict do nothing"""

ADULTS_THERE: Final = f"""
with came as (
  insert into adult_attendances (sign_up, person, centre, village, came_at, came_by, recorded_by,
      recorded_at, went_at, minutes)
  select u.id, u.person, u.centre, u.village, c.starts_at - interval '8 minutes', 'code', $2,
    c.starts_at, c.ends_at, extract(epoch from c.ends_at - c.starts_at)::int / 60
  from sign_ups u join care_sessions c on c.id = u.care_session
  where c.ends_at < $1 and c.cancelled_at is null and u.withdrawn_at is null
    and {share("u.id::text")} < 960
  on conflict do nothing returning id, person, centre, village, came_at, minutes
)
insert into service_hours (person, centre, village, kind, on_day, minutes, attendance)
select person, centre, village, 'measured', (came_at at time zone 'Asia/Shanghai')::date, minutes, id from came"""

DAY_LOGS: Final = f"""
insert into day_logs (child, village, person, placement, on_day, arrived_at, ate, homework, slept, health,
    happened_at, received_at)
select p.child, p.village, p.person, p.id, d.day, (d.day + time '17:30') at time zone 'Asia/Shanghai',
  'well', case when {share("p.id::text || d.day::text")} < 880 then 'done' else 'partly' end, 'well',
  case when {share("d.day::text || p.id::text")} < 960 then 'well' else 'cold' end,
  (d.day + time '20:10') at time zone 'Asia/Shanghai', (d.day + time '20:12') at time zone 'Asia/Shanghai'
from placements p join calendar_days d on d.day between $1 and $2
where p.kind in ('full_care', 'half_care') and p.ends_on is null
  and extract(isodow from d.day)::int <= 5 and {share("p.id::text || d.day::text || 'log'")} < 930
on conflict do nothing"""

CONTACTS: Final = f"""
insert into contacts (child, village, person, kind, place, minutes, state, happened_at, received_at)
select p.child, p.village, p.person, case when p.kind = 'proxy_parent' then 'call' else 'meeting' end,
  case when p.kind = 'paired_teacher' then 'school' end, 8 + {share("p.id::text")}::int % 20, 'well',
  (d.day + time '18:40') at time zone 'Asia/Shanghai', (d.day + time '18:55') at time zone 'Asia/Shanghai'
from placements p join calendar_days d on d.day between $1 and $2
where p.ends_on is null and ((p.kind = 'proxy_parent' and {share("p.id::text || d.day::text")} < 150)
  or (p.kind = 'paired_teacher' and extract(isodow from d.day)::int <= 5
    and {share("p.id::text || d.day::text")} < 120 + {share("left(p.village, 9)")} / 5 + {share("p.village")} / 6))
  and not exists (select from contacts x where x.child = p.child and x.person = p.person
    and (x.happened_at at time zone 'Asia/Shanghai')::date = d.day)"""

VISITS: Final = f"""
insert into visit_reports (child, village, person, on_day, who_was_there, night_adult, state, seen, happened_at, received_at)
select p.child, p.village, p.person, d.day, '{{grandparents}}', 'family', case when {share("p.child::text")} < 950 then 'well' else 'worried' end,
  '{{}}', (d.day + time '17:50') at time zone 'Asia/Shanghai', (d.day + time '18:30') at time zone 'Asia/Shanghai'
from placements p join calendar_days d on d.day between $1 and $2
where p.kind = 'paired_teacher' and p.ends_on is null and {share("p.child::text || d.day::text || 'v'")} < 9
  and not exists (select from visit_reports x where x.child = p.child and x.on_day = d.day)"""

CALLS: Final = f"""
insert into family_calls (child, village, guardian, kind, minutes, happened_at, answer, received_at)
select g.child, g.village, g.person, 'video', 5 + {share("g.id::text")}::int % 30,
  (d.day + time '19:30') at time zone 'Asia/Shanghai', 'yes', (d.day + time '20:30') at time zone 'Asia/Shanghai'
from guardians g join calendar_days d on d.day between $1 and $2
where g.ends_on is null and extract(isodow from d.day)::int = 7 and {share("g.id::text || d.day::text")} < 720
  and not exists (select from family_calls x where x.child = g.child
    and (x.happened_at at time zone 'Asia/Shanghai')::date = d.day)"""

# A call meets the month's call, a meeting or a visit also what is owed at home.
MET: Final = """
update obligations o set met_at = x.at, met_by = x.what || ':' || x.id
from (select distinct on (child, person, what) * from (
    select id, child, person, 'contact' as what, happened_at as at from contacts
    union all select id, child, person, 'visit', happened_at from visit_reports) y order by child, person, what, at) x
where o.met_at is null and o.child = x.child and o.person = x.person
  and (o.kind = 'monthly_call' or o.kind in ('teacher_visit', 'quarterly_meeting') and x.what = 'visit')
  and (x.at at time zone 'Asia/Shanghai')::date between o.opens_on and o.due_on"""

Staff = tuple[list[Any], list[Any], list[int]]


async def live(
    db: asyncpg.Connection, staff: Staff, first: date, today: date, now: datetime, clerk: object
) -> None:
    """Sessions from `first` to three weeks ahead; what happened up to `now` is written down.

    Args:
        db: a connection past row security.
        staff: series, persons and ranks; rank 0 leads.
        first: the day from which nothing has happened yet.
        today: the local day.
        now: this moment.
        clerk: the account that is named as having written it.

    """
    ahead = today + timedelta(days=AHEAD_DAYS)
    await db.execute(SESSIONS, first, ahead)
    for rank in range(3):  # one rank at a time: two of one statement do not see each other
        chosen = [i for i, r in enumerate(staff[2]) if r == rank]
        picked = [[column[i] for i in chosen] for column in staff]
        await db.execute(SIGN_UPS, *picked, first, ahead, today + timedelta(days=2))
    for statement in (REGISTERS, CHILDREN_THERE, ADULTS_THERE):
        await db.execute(statement, now, clerk)
    yesterday = today - timedelta(days=1)
    for statement in (DAY_LOGS, CONTACTS, VISITS, CALLS):
        await db.execute(statement, first, yesterday)
    await db.execute(MET)


def first_day(today: date) -> date:
    """Where a fresh demo begins to live."""
    return today - timedelta(days=BACK_DAYS)
