"""Whom the actor is to visit soon, house by house, in the order of the shortest way."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.children.words import short_name
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.placements.queries.owing import set_aside
from carenet.visits.rounds import STOPS_MAX, Point, Way, minutes_between, shortest_round
from carenet.visits.rules import MEETS

SOON: Final = timedelta(days=14)
AT_HOME: Final = ("teacher_visit", "quarterly_meeting")
"""What is owed and met by going to the child's home."""
BY_TWO: Final = ("kin_assessment",)
"""What two people go to the child's home for together; written down on a page of its own."""
LINES_MAX: Final = 200
OWED: Final = f"""
select coalesce(h.id, o.child) as house, o.child, c.name, o.village, m.name as hamlet, o.kind, o.due_on,
  coalesce(m.latitude, d.latitude) as latitude, coalesce(m.longitude, d.longitude) as longitude
from (select x.child, x.village, x.kind, x.due_on, x.id, x.person, x.placement from obligations x
  where x.person = $1 and x.met_at is null and x.missed_at is null and x.kind = any ($2)
    and x.opens_on <= $3 and x.due_on < $4 and not {set_aside("x", "$3")}
  union all
  select f.child, f.village, 'again', f.due_on, f.id, f.person, null from visit_tasks f
  where f.person = $1 and f.done_at is null and f.due_on < $4
  union all
  select j.child, j.village, 'joint', (j.starts_at at time zone 'Asia/Shanghai')::date, j.id, j.person, null from joint_visits j
  where (j.proposed_by = $1 or j.person = $1 and j.accepted) and j.called_off_at is null
    and (j.starts_at at time zone 'Asia/Shanghai')::date >= $3 and j.starts_at < $4::timestamp at time zone 'Asia/Shanghai') o
join children c on c.id = o.child and c.left_on is null
left join household_members hm on hm.child = c.id and hm.ends_on is null
left join care_households h on h.id = hm.household
left join care_places p on p.child = c.id and p.ends_on is null
left join hamlets m on m.id = p.hamlet
left join divisions d on d.code = o.village
order by o.due_on, o.id limit $5"""
HOME: Final = """
select d.latitude, d.longitude from people p join divisions d on d.code = p.division where p.id = $1"""
BEEN: Final = """
select v.child, max(v.on_day) as on_day, count(*) as times from visit_reports v
where v.child = any ($1) and v.on_day >= $2 group by v.child"""
BEEN_DAYS: Final = 60
# By name, whoever wrote it down and whoever came along; and who could come along this time.
LATELY: Final = """
select c as child, array(select x.name || chr(31) || x.on_day from app.been_there(c, $2) x) as been,
  array(select m.name from app.might_come(c) m) as along
from unnest($1::uuid[]) c"""

if not set(AT_HOME) <= set(MEETS["visit"]):
    raise AssertionError("a visit meets what a round is made for")


@dataclass(slots=True)
class Stop:
    """One house: the children there, what is owed, and who has been there lately."""

    house: UUID
    village: str
    hamlet: str | None
    point: Point | None
    children: dict[UUID, str]
    owed: list[tuple[str, date]]
    been: int = 0
    been_last: date | None = None
    by_two: set[UUID] = field(default_factory=set)
    """Of which children two people look at who keeps them."""
    lately: dict[str, date] = field(default_factory=dict)
    """Who was there, with their last day, the latest first."""
    along: list[str] = field(default_factory=list)
    """Who also looks after these children and could come along."""
    leg: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """A day's stops in order, and the way."""

    stops: tuple[Stop, ...]
    left_out: tuple[Stop, ...]
    way: Way


def _point(row: Any) -> Point | None:
    return (row["latitude"], row["longitude"]) if row and row["latitude"] is not None else None


def _stops(rows: list[Any]) -> list[Stop]:
    houses: dict[UUID, Stop] = {}
    for row in rows:
        stop = houses.setdefault(
            row["house"],
            Stop(row["house"], row["village"], row["hamlet"], _point(row), {}, []),
        )
        stop.children[row["child"]] = short_name(row["name"])
        if (row["kind"], row["due_on"]) not in stop.owed:
            stop.owed.append((row["kind"], row["due_on"]))
        if row["kind"] in BY_TWO:
            stop.by_two.add(row["child"])
    return list(houses.values())


def _who(stop: Stop, rows: list[Any]) -> None:
    """Who was at this house, and who could come along; of several children of it once each."""
    been: dict[str, date] = {}
    for line in (line for row in rows for line in row["been"]):
        name, day = line.split(chr(31))
        been[name] = max(date.fromisoformat(day), been.get(name, date.min))
    stop.lately = dict(sorted(been.items(), key=lambda one: (-one[1].toordinal(), one[0])))
    stop.along = list(dict.fromkeys(name for row in rows for name in row["along"]))


async def visiting_round(without: set[UUID], today: date, *, by: Actor) -> Round:
    """The houses where the actor owes a visit within two weeks, in the order of the shortest way.

    Args:
        without: houses left out today.
        today: local.
        by: who goes; each child is recorded as read.

    """
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(OWED, by.me, [*AT_HOME, *BY_TWO], today, today + SOON, LINES_MAX)
        home = await db.fetchrow(HOME, by.me)
        children = list({row["child"] for row in rows})
        since = today - timedelta(days=BEEN_DAYS)
        been = await db.fetch(BEEN, children, since)
        lately = await db.fetch(LATELY, children, since)
        await db.execute(
            "select app.log_read(c, array['short name', 'obligations'], 'obligations') from unnest($1::uuid[]) c",
            children,
        )
    stops = _stops(list(rows))
    for row in been:
        for stop in stops:
            if row["child"] in stop.children:
                stop.been += row["times"]
                stop.been_last = max(row["on_day"], stop.been_last or row["on_day"])
    for stop in stops:
        _who(stop, [row for row in lately if row["child"] in stop.children])
    going = [one for one in stops if one.house not in without][:STOPS_MAX]
    points = [_point(home), *(one.point for one in going)]
    table = [
        [0 if i == j else minutes_between(a, b) for j, b in enumerate(points)]
        for i, a in enumerate(points)
    ]
    way = shortest_round(table)
    ordered = []
    for place, leg in zip(way.order, way.legs, strict=True):
        going[place].leg = leg
        ordered.append(going[place])
    chosen = {one.house for one in ordered}
    return Round(tuple(ordered), tuple(one for one in stops if one.house not in chosen), way)
