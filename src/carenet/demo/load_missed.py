"""Two places of the demo that a volunteer missed: a talk is due, and a word against one waits for an answer."""

import json
from typing import Final

import asyncpg

from carenet.core.ladders import as_rows
from carenet.demo.names import pools
from carenet.demo.shapes import County
from carenet.demo.sink import id_of
from carenet.escalation.rules import MISSED, POLICIES

VOLUNTEER: Final = "volunteer"
# Two sessions of the director's village that had a place left: the volunteer of the cast had it, and did not come.
PLACES: Final = """
insert into sign_ups (care_session, centre, village, person, role, tier, signed_up_at, signed_up_by)
select c.id, c.centre, c.village, a.person, 'helper', 'cleared', c.starts_at - interval '6 days', a.id
from care_sessions c join accounts a on a.handle = $2
where c.village = $1 and c.cancelled_at is null and c.ends_at < now() - interval '3 hours' and c.on_day > current_date - 50
  and c.kind not in ('counselling', 'holiday_class') and c.adults + c.asking < c.adults_max
  and app.tier_on(a.person, c.on_day) is not null
  and not exists (select from commitments x where x.person = a.person and x.kind = 'occupies'
    and tstzrange(x.starts_at, x.ends_at) && tstzrange(c.starts_at, c.ends_at))
  and not exists (select from sign_ups u where u.care_session = c.id and u.person = a.person)
order by c.starts_at desc, c.id limit 2"""
# Whoever of the volunteers was seen least often lately, whoever has an account and is near the director first.
MISSES: Final = """
with absent as (
  select u.id, u.care_session, u.centre, u.village, u.person, c.on_day, c.ends_at,
    count(*) over (partition by u.person) as times,
    row_number() over (partition by u.person order by c.ends_at desc, u.id) as n
  from sign_ups u join care_sessions c on c.id = u.care_session
  where u.withdrawn_at is null and u.role = 'helper' and c.cancelled_at is null and c.kind <> 'counselling'
    and c.ends_at < now() - interval '3 hours' and c.on_day > current_date - 50
    and not app.serves_by_duty(u.person)
    and not exists (select from adult_attendances a where a.sign_up = u.id)),
who as (
  select x.person from absent x left join accounts a on a.person = x.person
  where x.times >= 2 order by coalesce(a.handle = $2, false) desc, (a.handle is not null) desc, (x.village = $1) desc, left(x.village, 9) = left($1, 9) desc, x.person limit 1)
insert into no_shows (id, sign_up, care_session, centre, village, person, on_day, excused, at, by)
select gen_random_uuid(), x.id, x.care_session, x.centre, x.village, x.person, x.on_day, false, x.ends_at + interval '10 minutes',
  (select a.id from accounts a where a.handle = 'lead')
from absent x join who w on w.person = x.person where x.n <= 2"""
TALK: Final = """
insert into no_show_consequences (id, no_show, centre, village, person, kind, times, within_days, starts_at)
select gen_random_uuid(), n.id, n.centre, n.village, n.person, 'talk', 2, 60, n.at from no_shows n order by n.on_day limit 1"""
APPEAL: Final = """
insert into no_show_appeals (id, no_show, centre, village, person, recorded_by, because, at, by, decide_by)
select $1, n.id, n.centre, n.village, n.person, n.by, $2, now() - interval '3 hours',
  coalesce((select a.id from accounts a where a.person = n.person limit 1), n.person), now() + interval '6 days'
from no_shows n order by n.on_day desc limit 1"""
CLOCK: Final = """
insert into climbs (id, ladder, subject, details, started_at, step, place, steps, next_at)
select gen_random_uuid(), $2, 'missed:' || a.id, jsonb_build_object('appeal', a.id), a.at, 0, a.village, $3::jsonb, a.at
from no_show_appeals a where a.id = $1"""


async def load_missed(db: asyncpg.Connection, made: County) -> None:
    """Write them, as the migrator; nothing where everybody was seen."""
    village = made.cast["director"].division
    await db.execute(PLACES, village, VOLUNTEER)
    await db.execute(MISSES, village, VOLUNTEER)
    await db.execute(TALK)
    await db.execute(APPEAL, id_of("missed appeal"), pools()["in_hand"]["missed_words"])
    await db.execute(
        CLOCK, id_of("missed appeal"), MISSED, json.dumps(as_rows(POLICIES[MISSED].steps))
    )
