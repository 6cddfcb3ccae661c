"""What adults and children come to every week at places that a timetable does not plan."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.database import Scope
from carenet.places.sketch import sketch_point
from carenet.timetables.rules.grid import Span
from carenet.timetables.rules.week import Taken

LOOK_BACK: Final = timedelta(days=28)
ELSEWHERE_MAX: Final = 10_000
ELSEWHERE: Final = """
select u.person, s.series, s.centre, s.village, o.latitude, o.longitude,
  extract(isodow from s.on_day)::int as weekday, r.starts_at, r.ends_at
from sign_ups u join care_sessions s on s.id = u.care_session and s.cancelled_at is null
  join series r on r.id = s.series and r.ended_at is null and r.first_on <= $6 and r.last_on >= $5
  join organisations o on o.id = s.centre
where u.person = any($1::uuid[]) and u.withdrawn_at is null and not s.centre = any($2::uuid[])
  and s.on_day between $3 and $6
group by u.person, s.series, s.centre, s.village, o.latitude, o.longitude, weekday,
  r.starts_at, r.ends_at
having count(*) > 1 and max(s.on_day) >= $4
order by s.series, weekday, u.person limit $7"""
# One day there, as a stand-in, takes no weekday: publishing names that day.
CHILDREN_MAX: Final = 60_000
CHILDREN: Final = """
select s.id, s.centre, s.weekdays, s.starts_at, s.ends_at, array_agg(distinct e.child) as children
from enrolments e join series s on s.id = e.series and s.ended_at is null
  and s.first_on <= $4 and s.last_on >= $3
where e.child = any($1::uuid[]) and not s.centre = any($2::uuid[])
  and e.starts_on <= $4 and (e.ends_on is null or e.ends_on >= $3)
group by s.id order by s.id limit $5"""


async def taken_elsewhere(
    db: Scope, people: Sequence[UUID], centres: Sequence[UUID], term: tuple[date, date]
) -> list[Taken]:
    """Series outside these places to which somebody comes more than once, also from today on.

    The timetable cannot move them, so whoever is there then is not free.
    """
    today = clock.today()
    rows = await db.fetch(
        ELSEWHERE, people, centres, today - LOOK_BACK, today, *term, ELSEWHERE_MAX
    )
    there: dict[tuple[UUID, int], list[Any]] = defaultdict(list)
    for row in rows:
        there[row["series"], row["weekday"]].append(row)
    return [_taken(rows) for rows in there.values()]


async def children_elsewhere(
    db: Scope, children: Iterable[UUID], centres: Sequence[UUID], term: tuple[date, date]
) -> list[Taken]:
    """Groups outside these places that children of the timetable belong to: they cannot be in two."""
    rows = await db.fetch(CHILDREN, list(children), centres, *term, CHILDREN_MAX)
    return [
        Taken(Span(day, row["starts_at"], row["ends_at"]), row["centre"],
              children=tuple(row["children"]))
        for row in rows for day in sorted(row["weekdays"])
    ]  # fmt: skip


def _taken(rows: Sequence[Any]) -> Taken:
    one = rows[0]
    at = (one["latitude"], one["longitude"]) if one["latitude"] is not None else None
    if at is None:
        found = sketch_point(one["village"])
        at = (found.lat, found.lon) if found else None
    return Taken(
        Span(one["weekday"], one["starts_at"], one["ends_at"]), one["centre"],
        adults=tuple(row["person"] for row in rows), far=(one["village"], at) if at else None,
    )  # fmt: skip
