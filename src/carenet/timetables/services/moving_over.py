"""Adults whom a published timetable puts into another course at an hour they have today.

Places are published one by one, so somebody may still hold a turn at a place that comes later, or
in a series that stays as it is but has somebody else from now on. Once all places are done those
turns are given back, and whoever could not be put in is tried once more.

Courses that share somebody who moves are one transaction, so that nobody else takes a place in
between; others are not held up by them, and what is done stays done when the work is stopped.
"""

import json
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_
from carenet.scheduling.rules.signing import FREE_UNTIL
from carenet.scheduling.services.signing import withdraw
from carenet.timetables.rules.moving import together
from carenet.timetables.services.filling import Came, take_turns

BECAUSE: Final = N_("a new timetable")
MOVED: Final = """
with turns as (
  select c.id as course, l.weekday, l.starts_at, l.ends_at, x.person
  from timetable_courses c join timetable_lines l on l.course = c.id
    cross join lateral (values (l.lead), (l.beside)) x (person)
  where c.timetable = $1 and c.take = $2 and c.published_at is not null and x.person is not null)
select s.id, u.person, c.id as course from timetable_courses c
  join care_sessions s on s.series = c.series and s.cancelled_at is null
  join sign_ups u on u.care_session = s.id and u.withdrawn_at is null
where c.timetable = $1 and c.take = $2 and (c.made ->> 'kept')::boolean
  and s.on_day between $3 and $4 and s.starts_at > $5 and ($6::uuid[] is null or c.id = any ($6))
  and not exists (select from turns t where t.course = c.id and t.person = u.person
    and t.weekday = extract(isodow from s.on_day))
  and exists (select from turns t where t.course <> c.id and t.person = u.person
    and t.weekday = extract(isodow from s.on_day)
    and (t.starts_at, t.ends_at) overlaps ((s.starts_at at time zone 'Asia/Shanghai')::time,
                                           (s.ends_at at time zone 'Asia/Shanghai')::time))
order by s.starts_at, s.id, u.person"""
# A turn of the next two days stays: giving it back so late would count against the volunteer.
LACKING: Final = """
select id, made from timetable_courses
where timetable = $1 and take = $2 and published_at is not null
  and made -> 'not_signed' <> '{}'::jsonb and ($3::uuid[] is null or id = any ($3)) order by centre, key for update"""
TURNS: Final = """
select distinct x.person, c.id as course from timetable_courses c join timetable_lines l on l.course = c.id
  cross join lateral (values (l.lead), (l.beside)) x (person)
where c.timetable = $1 and c.take = $2 and c.published_at is not null and x.person = any ($3)"""
LINES: Final = "select weekday, lead, beside from timetable_lines where course = $1"


async def move_over(row: Any, first: date, *, by: Actor) -> None:
    """Give back what the timetable moved people away from, then put in who could not be before."""
    for courses in await _units(row, first, by):
        async with transaction(by) as db:
            for one in await _moved(db, row, first, courses):
                await withdraw(one["id"], BECAUSE, by=by, person=one["person"])
            for course in await db.fetch(LACKING, row["id"], row["take"], courses):
                await _once_more(db, course, first, by)


async def _moved(db: Scope, row: Any, first: date, courses: list[UUID] | None) -> list[Any]:
    rows: list[Any] = await db.fetch(
        MOVED, row["id"], row["take"], first, row["last_on"], clock.now() + FREE_UNTIL, courses
    )
    return rows


async def _units(row: Any, first: date, by: Actor) -> list[list[UUID]]:
    """The courses to be looked at, those together that share somebody who moves."""
    async with transaction(by) as db:
        lacking = await db.fetch(LACKING, row["id"], row["take"], None)
        if not lacking:
            return []
        moved = await _moved(db, row, first, None)
        people = sorted({one["person"] for one in moved})
        turns = await db.fetch(TURNS, row["id"], row["take"], people)
    shared = [(one["person"], one["course"]) for one in (*moved, *turns)]
    return together([course["id"] for course in lacking], shared)


async def _once_more(db: Scope, course: Any, first: date, by: Actor) -> None:
    made, came = course["made"], Came()
    lines = await db.fetch(LINES, course["id"])
    for series in made["series"]:
        await take_turns(series, lines, first, came, by=by)
    made = made | {"signed": made["signed"] + came.signed, "not_signed": came.not_signed}
    await db.execute(
        "update timetable_courses set made = $2 where id = $1", course["id"], json.dumps(made)
    )
