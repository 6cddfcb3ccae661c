"""What people have in hand in the demo: calls booked, a letter half read, visits to follow, a handover asked."""

import json
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.ladders import as_rows
from carenet.demo.names import pools
from carenet.demo.shapes import County
from carenet.demo.sink import id_of
from carenet.letters.rules import AGAIN_DAYS_USUAL, AGAIN_TIMES_USUAL, LADDER, clock_of
from carenet.visits.rules import FOLLOW_UP_DAYS

SLOT_DAYS: Final = [3, 6, 7]
"""Wednesday, Saturday, Sunday: the evenings on which the village opens its phone room."""
AHEAD_DAYS: Final = 13
LETTER_DAYS_AGO: Final = 2
TASKS: Final = 7
STAYS: Final = 6
STAY_IN_DAYS, STAY_FOR_DAYS = 58, 24
ASKED_DAYS_AGO, ANSWER_DAYS = 4, 15

SLOTS: Final = """
insert into call_slots (id, place, division, starts_at, ends_at, opened_by)
select gen_random_uuid(), $1, $2::text, s.t, s.t + interval '15 minutes', a.person
from generate_series($3::date + 1, $3::date + $4::int, interval '1 day') d
cross join generate_series(0, 5) n
cross join lateral (select (d::date + time '19:00' + n * interval '15 minutes') at time zone 'Asia/Shanghai' as t) s
join accounts a on a.handle = 'director'
where extract(isodow from d) = any($5::int[])
  and not exists (select from call_slots c where c.division = $2::text and c.starts_at = s.t)"""
BOOKED: Final = """
with parent as (
  select g.person, c.id as child, c.village from accounts a
  join guardians g on g.person = a.person and g.ends_on is null
  join children c on c.id = g.child where a.handle = 'guardian' order by c.id limit 1)
update call_slots s set child = p.child, village = p.village, guardian = p.person, taken_at = now()
from parent p where s.id = (
    select id from call_slots where division = $1 and guardian is null and starts_at > now()
    order by starts_at offset 2 limit 1)
  and not exists (select from call_slots mine where mine.guardian = p.person and mine.starts_at > now())"""
FOLLOW: Final = """
insert into visit_tasks (id, child, village, report, what, opened_on, due_on)
select gen_random_uuid(), r.child, r.village, r.id, w.what, r.on_day, r.on_day + w.days
from (select v.*, row_number() over (order by (v.village = $5::text) desc, v.on_day desc, v.id) as n
      from visit_reports v where v.village like $1::text || '%' and v.on_day > $2::date - 20) r
join unnest($3::text[], $4::int[]) with ordinality w(what, days, n) on w.n = 1 + (r.n - 1) % cardinality($3)
where r.n <= $6"""
ASKED: Final = """
insert into family_requests (id, child, village, guardian, kind, words, asked_at, due_on)
select gen_random_uuid(), c.id, c.village, g.person, 'copy', $1, now() - $2::int * interval '1 day', $3::date - $2::int + $4::int
from accounts a join guardians g on g.person = a.person and g.ends_on is null
join children c on c.id = g.child where a.handle = 'guardian' order by c.id limit 1"""
STAY: Final = """
insert into parent_stays (id, child, village, place, starts_on, ends_on, confirmer, noted_by)
select gen_random_uuid(), c.id, c.village, m.place, $2::date + $3::int, $2::date + $3::int + $4::int, r.person, a.id
from (select distinct on (h.child) h.child, h.place from absences h
      where h.ends_on is null and h.place is not null order by h.child, h.starts_on) m
join children c on c.id = m.child and c.village like $1::text || '%' and c.left_on is null and c.merged_into is null
join lateral (
  select person from carers where child = c.id and ends_on is null and person is not null order by id limit 1) r on true
join accounts a on a.handle = 'director' order by (c.village = $6::text) desc, c.id limit $5"""
LETTER: Final = """
insert into letters (id, place, from_name, audience, title, body, again_days, again_times, sent_at, sent_by, sent_by_person)
select $1, $2::text, d.name, 'guardians', $3, $4, $5, $6, $7, a.id, a.person
from accounts a, divisions d where a.handle = 'director' and d.code = $2::text"""
READERS: Final = """
insert into letter_recipients (letter, person, village, acknowledged_at, how)
select $1, p.person, p.village,
  case when abs(hashtextextended(p.person::text, 3)) % 10 < 6 then $3::timestamptz + interval '5 hours' end,
  case when abs(hashtextextended(p.person::text, 3)) % 10 < 6 then 'app' end
from (select distinct g.person, c.village from guardians g join children c on c.id = g.child
      where c.village = $2 and g.ends_on is null) p"""
CLIMB: Final = """
insert into climbs (id, ladder, subject, details, started_at, step, place, steps, next_at)
values ($1, $2, 'letter:' || ($3::uuid)::text, '{}', $4::timestamptz, 0, $5, $6::jsonb, $7)"""
HANDOVER: Final = """
insert into handovers (id, placement, child, village, successor, proposed_by, proposed_at, because)
select gen_random_uuid(), p.id, p.child, p.village, me.person, d.id, now() - interval '1 day', $2
from placements p, accounts me, accounts d
where me.handle = 'proxy' and d.handle = 'director' and p.kind = 'proxy_parent' and p.ends_on is null
  and p.person <> me.person and p.village like $1::text || '%'
  and not exists (select from restrictions r where r.child = p.child and r.person = me.person)
order by p.id limit 1"""


async def load_in_hand(db: asyncpg.Connection, made: County) -> None:
    """Write it, as the migrator."""
    words, today = pools()["in_hand"], made.today
    village = made.cast["director"].division
    town = village[:9]
    await keep_slots(db, village, today)
    await db.execute(
        FOLLOW, town, today, list(FOLLOW_UP_DAYS), list(FOLLOW_UP_DAYS.values()), village, TASKS
    )
    await db.execute(ASKED, words["request_words"], ASKED_DAYS_AGO, today, ANSWER_DAYS)
    await db.execute(STAY, town, today, STAY_IN_DAYS, STAY_FOR_DAYS, STAYS, village)
    await db.execute(HANDOVER, town, words["leaving"])
    await _write_letter(db, village, words["letter_title"], words["letter_body"])


async def keep_slots(db: asyncpg.Connection, village: str, today: date) -> None:
    """The phone room is open two weeks ahead, and one of its times is the parent's."""
    place = pools()["in_hand"]["phone_room"]
    await db.execute(SLOTS, place, village, today, AHEAD_DAYS, SLOT_DAYS)
    await db.execute(BOOKED, village)


async def _write_letter(db: asyncpg.Connection, village: str, title: str, body: str) -> None:
    """A letter to the families of the village, sent two days ago; some have not read it yet."""
    letter: UUID = id_of("letter")
    sent = clock.now() - timedelta(days=LETTER_DAYS_AGO)
    times = clock_of(sent, AGAIN_DAYS_USUAL, AGAIN_TIMES_USUAL)
    await db.execute(
        LETTER, letter, village, title, body, AGAIN_DAYS_USUAL, AGAIN_TIMES_USUAL, sent
    )
    await db.execute(READERS, letter, village, sent)
    steps = json.dumps(as_rows(times.steps))
    await db.execute(
        CLIMB, id_of("letter:climb"), LADDER, letter, sent, village, steps, times.list_at
    )
