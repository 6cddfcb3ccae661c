"""What is known before a timetable is solved: where it could be, the hours usual there, what it will read."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.places.queries import divisions_within
from carenet.timetables.rules.grid import usual

TERMS_MAX: Final = 12
CENTRES: Final = """
select id, name from centres where village >= $1 and village < $2
  and ($3::text[] = '{}' or left(village, 9) = any($3)) and closed_on is null
order by village, name limit 400"""
TERMS: Final = """
select name, starts_on, ends_on from terms
where left(division, 6) = left($1, 6) and ends_on > $2 order by starts_on limit 12"""
HOURS: Final = """
select starts_at, ends_at, 6 = any(weekdays) as saturday, 7 = any(weekdays) as sunday,
  weekdays && array[1, 2, 3, 4, 5] as workday, count(*) as many
from series where kind = 'tutoring' and ended_at is null and last_on >= $3
  and village >= $1 and village < $2
group by 1, 2, 3, 4, 5 order by count(*) desc, starts_at limit 60"""
BEFORE: Final = """
select (select count(*) from centres c where c.village >= $1 and c.village < $2
          and ($3::uuid is null or c.id = $3) and (c.closed_on is null or c.closed_on > $4)) as centres,
  (select count(*) from centres c where c.village >= $1 and c.village < $2 and ($3::uuid is null or c.id = $3)
     and (c.closed_on is null or c.closed_on > $4)
     and not exists (select from rooms r where r.organisation = c.id and r.ended_on is null)) as roomless,
  (select count(*) from series s where s.village >= $1 and s.village < $2 and ($3::uuid is null or s.centre = $3)
     and s.kind = 'tutoring' and s.ended_at is null and s.last_on >= $5) as running,
  (select count(*) from series s where s.village >= $1 and s.village < $2 and ($3::uuid is null or s.centre = $3)
     and s.kind <> 'tutoring' and s.ended_at is null and s.last_on >= $4) as others,
  (select count(*) from volunteers v join people p on p.id = v.person
   where v.left_on is null and p.division >= $1 and p.division < $2) as volunteers"""
NEEDED: Final = """
select coalesce(n.subject, 'homework') as subject, count(*) as many,
  count(*) filter (where n.tier <= 1) as urgent
from needs n join children c on c.id = n.child
where n.service = 'tutoring' and n.village >= $1 and n.village < $2 and n.met_at is null
  and n.closed_at is null and c.left_on is null
group by 1 order by 2 desc, 1 limit 20"""


async def choices(*, by: Actor) -> dict[str, Any]:
    """Places, coming terms and usual hours, for the form."""
    today = clock.today()
    divisions = await divisions_within(by=by)
    async with reading(by) as db:
        parts = {
            "centres": await db.fetch(CENTRES, by.lo, by.hi, list(by.towns)),
            "terms": await db.fetch(TERMS, by.lo, today),
            "hours": await db.fetch(HOURS, by.lo, by.hi, today),
        }
    return {
        "divisions": divisions,
        "centres": [(str(c["id"]), c["name"]) for c in parts["centres"]],
        "terms": [(t["name"], t["starts_on"], t["ends_on"]) for t in parts["terms"]],
        "hours": _usual(parts["hours"]),
    }


def _usual(rows: Any) -> Mapping[str, list[tuple[time, time]]]:
    """Hours by kind of day, the most common first, without such as overlap."""
    return {
        "workdays": usual((r["starts_at"], r["ends_at"]) for r in rows if r["workday"]),
        "saturday": usual((r["starts_at"], r["ends_at"]) for r in rows if r["saturday"]),
        "sunday": usual((r["starts_at"], r["ends_at"]) for r in rows if r["sunday"]),
    }


async def before_it_runs(row: Mapping[str, Any], *, by: Actor) -> dict[str, Any]:
    """What the timetable will be made from, counted; nobody is named."""
    centre: UUID | None = row["centre"]
    last: date = row["last_on"]
    async with reading(by) as db:
        counts = await db.fetchrow(BEFORE, row["lo"], row["hi"], centre, last, clock.today())
        needed = await db.fetch(NEEDED, row["lo"], row["hi"])
    return dict(counts or {}) | {"needed": [dict(n) for n in needed]}
