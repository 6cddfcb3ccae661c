"""The calendar of a place: days, terms, closures, market days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.places.calendar_seed import lunar_short
from carenet.scheduling.rollout import DayKnown, Days, Season

SPAN_DAYS_MAX: Final = 800
DAYS: Final = """
select day, kind, name, lunar, solar_term, confirmed from calendar_days
where day between $1 and $2 order by day limit $3"""
TERMS: Final = """
select starts_on, ends_on from terms where left(division, 6) = left($1, 6)
  and ends_on >= $2 and starts_on <= $3 order by starts_on limit 20"""
CLOSURES: Final = """
select starts_on, ends_on, because from closures
where lifted_on is null and ends_on >= $3 and starts_on <= $4
  and (organisation = $2 or organisation is null and (division is null or $1 like division || '%'
       or division in (left($1, 9) || '000', left($1, 6) || '000000')))
order by starts_on limit 200"""
SEASONS: Final = """
select starts_on, ends_on, from_time, minutes from season_hours
where lifted_at is null and ends_on >= $3 and starts_on <= $4
  and (organisation = $2 or $1 like division || '%')
order by organisation is null, length(division) desc, starts_on limit 100"""
WEEK_MARKS: Final = """
select s.on_day, bool_or(u.id is not null) as mine,
  bool_or(s.starts_at > $4 and (s.village >= $5 and s.village < $6 or s.centre = any ($7))
    and app.lacks_adults(s)) as short
from care_sessions s left join sign_ups u
  on u.care_session = s.id and u.person = $3 and u.withdrawn_at is null
where s.on_day between $1 and $2 and s.cancelled_at is null
  and (u.id is not null or s.village >= $5 and s.village < $6 or s.centre = any ($7))
group by s.on_day"""


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the week strip."""

    day: date
    lunar: str
    kind: str
    name: str | None
    mine: bool
    short: bool


async def days_of(village: str, centre: UUID, first: date, last: date, *, by: Actor) -> Days:
    """The calendar of a place between two days."""
    async with reading(by) as db:
        days = await db.fetch(DAYS, first, last, SPAN_DAYS_MAX)
        terms = await db.fetch(TERMS, village, first, last)
        closed = await db.fetch(CLOSURES, village, centre, first, last)
        seasons = await db.fetch(SEASONS, village, centre, first, last)
    return Days(
        {d["day"]: DayKnown(d["kind"], d["name"]) for d in days},
        [(t["starts_on"], t["ends_on"]) for t in terms],
        [(c["starts_on"], c["ends_on"], c["because"]) for c in closed],
        [Season(*s.values()) for s in seasons],
    )


async def week_strip(monday: date, *, by: Actor) -> list[StripDay]:
    """Seven days with lunar day, days off, and the marks: I have something, people are missing."""
    sunday = monday + timedelta(days=6)
    async with reading(by) as db:
        known: dict[date, Any] = {
            d["day"]: d for d in await db.fetch(DAYS, monday, sunday, SPAN_DAYS_MAX)
        }
        marks = {
            m["on_day"]: m
            for m in await db.fetch(
                WEEK_MARKS, monday, sunday, by.person, clock.now(), by.lo, by.hi, list(by.offices)
            )
        }
    strip = []
    for n in range(7):
        day = monday + timedelta(days=n)
        row, mark = known.get(day), marks.get(day)
        lunar = (row["solar_term"] or lunar_short(row["lunar"])) if row else ""
        strip.append(
            StripDay(
                day, lunar, row["kind"] if row else "", row["name"] if row else None,
                bool(mark and mark["mine"]), bool(mark and mark["short"]),
            )
        )  # fmt: skip
    return strip
