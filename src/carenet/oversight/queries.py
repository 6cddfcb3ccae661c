"""What supervisors read: who was reached this week and who was not, down to the child."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.clock import at
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound
from carenet.oversight.rules import parts_of
from carenet.placements.queries.owing import set_aside

CHILDREN_MAX: Final = 300
WEEKS_SHOWN: Final = 12
FIGURE_VERSION: Final = "liu2018"
"""The rule version that the figures of this page count by; the page says so."""
URGENT_TIER_MAX: Final = 1

# Reached: an adult outside the household saw or spoke to the child in that week, and wrote it down.
SEEN: Final = """
select child from contacts where happened_at >= $3 and happened_at < $4 and village >= $1 and village < $2
union select child from visit_reports where happened_at >= $3 and happened_at < $4 and village >= $1 and village < $2
union select child from day_logs where happened_at >= $3 and happened_at < $4 and village >= $1 and village < $2
union select child from child_attendances where state = 'here' and at >= $3 and at < $4 and village >= $1 and village < $2"""

PARTS: Final = f"""
with counted as (
  select c.id, left(c.village, $5) as place, u.tier
  from children c
  join findings f on f.child = c.id and f.version = '{FIGURE_VERSION}' and f.holds and f.ended_on is null
  left join urgencies u on u.child = c.id and u.ended_on is null
  where c.village >= $1 and c.village < $2 and c.left_on is null and c.merged_into is null
), seen as ({SEEN}),
late as (
  select left(o.village, $5) as place, count(*) as n from obligations o
  where o.village >= $1 and o.village < $2 and o.met_at is null and o.missed_at is null and o.due_on < $6
    and not {set_aside("o", "$6")}
  group by 1
), short as (
  select left(s.village, $5) as place, count(*) as n from care_sessions s
  where s.village >= $1 and s.village < $2 and s.cancelled_at is null and app.lacks_adults(s)
    and s.on_day >= $6 and s.on_day < $6 + 7
  group by 1
), given as (
  select left(h.village, $5) as place, sum(h.minutes) as n from service_hours h
  where h.village >= $1 and h.village < $2 and h.on_day >= $7 and h.on_day < $7 + 7 and h.counts
  group by 1
), summed as (
  select k.place, count(*) as children, count(s.child) as reached,
    count(*) filter (where k.tier <= {URGENT_TIER_MAX} and s.child is null) as urgent
  from counted k left join seen s on s.child = k.id group by k.place
)
select place, coalesce(m.children, 0) as children, coalesce(m.reached, 0) as reached, coalesce(m.urgent, 0) as urgent,
  coalesce(l.n, 0) as late, coalesce(h.n, 0) as short, coalesce(g.n, 0) as minutes
from summed m full join late l using (place) full join short h using (place) full join given g using (place)
order by coalesce(m.children - m.reached, 0) desc, place"""

CHILDREN: Final = f"""
with seen as ({SEEN})
select c.id, c.name, u.tier, sch.class_name,
  (select max(x.happened_at) from contacts x where x.child = c.id) as last_contact,
  (select max(x.happened_at) from visit_reports x where x.child = c.id) as last_visit
from children c
join findings f on f.child = c.id and f.version = '{FIGURE_VERSION}' and f.holds and f.ended_on is null
left join urgencies u on u.child = c.id and u.ended_on is null
left join schoolings sch on sch.child = c.id and sch.ends_on is null
where c.village >= $1 and c.village < $2 and c.left_on is null and c.merged_into is null
  and not exists (select from seen s where s.child = c.id)
order by u.tier nulls last, c.sort_key limit $5"""

TREND: Final = """
select week_from, sum(children)::int as children, sum(reached)::int as reached from coverage_weeks
where village >= $1 and village < $2 and week_from >= $3 and week_from < $4
group by week_from order by week_from"""


@dataclass(frozen=True, slots=True)
class Part:
    """One county, township or village in figures."""

    place: str
    children: int
    reached: int
    urgent: int
    late: int
    short: int
    minutes: int

    @property
    def unreached(self) -> int:
        """Children whom nobody reached this week."""
        return self.children - self.reached

    @property
    def share(self) -> float | None:
        """The share reached, or None where nobody is counted."""
        return self.reached / self.children if self.children else None


@dataclass(frozen=True, slots=True)
class Unreached:
    """A child of the village whom nobody reached this week."""

    id: UUID
    name: str
    tier: int | None
    class_name: str | None
    last_contact: datetime | None
    last_visit: datetime | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """A place, its parts, and how the share went over the weeks."""

    place: str
    week_from: date
    total: Part
    parts: list[Part]
    children: list[Unreached]
    trend: list[tuple[date, float]]


def _within(place: str, by: Actor) -> bool:
    inside = place >= by.lo and f"{place}~" <= by.hi
    return by.is_officer and inside and (not by.towns or place[:9] in by.towns)


async def coverage(place: str, week_from: date, today: date, *, by: Actor) -> Coverage:
    """The figures of a place for a week; PostgreSQL counts only what the duty covers.

    Raises:
        NotFound: the place is not within the acting scope.

    """
    if not _within(place, by):
        raise NotFound
    lo, hi = place, f"{place}~"
    since, until = at(week_from, time()), at(week_from + timedelta(days=7), time())
    digits = parts_of(place)
    async with reading(by, recorded=digits is None) as db:
        rows = await db.fetch(PARTS, lo, hi, since, until, digits or 12, today, week_from)
        parts = [Part(**row) for row in rows]
        children = await _unreached(db, (lo, hi, since, until)) if digits is None else []
        first = week_from - timedelta(weeks=WEEKS_SHOWN - 1)
        past = await db.fetch(TREND, lo, hi, first, week_from)
    total = Part(
        place,
        *(sum(getattr(p, f) for p in parts) for f in ("children", "reached", "urgent", "late", "short", "minutes")),
    )  # fmt: skip
    trend = [(r["week_from"], r["reached"] / r["children"]) for r in past if r["children"]]
    finished = week_from + timedelta(days=7) <= today
    if total.share is not None and finished:  # a week still running would look like a fall
        trend.append((week_from, total.share))
    return Coverage(place, week_from, total, parts if digits else [], children, trend)


async def _unreached(db: Scope, values: tuple[Any, ...]) -> list[Unreached]:
    """The village's children by name: a list of names is a reading of each file, and recorded."""
    rows = await db.fetch(CHILDREN, *values, CHILDREN_MAX)
    await db.execute(
        """select app.log_read(c, array['name', 'tier', 'contacts'], 'coverage')
           from unnest($1::uuid[]) c""",
        [row["id"] for row in rows],
    )
    return [Unreached(**row) for row in rows]
