"""Who leaves and who is home: the list of a class or a village, and a family's own children."""

from datetime import date, timedelta
from typing import Any, Final

from carenet.boarding.services.answering import ANSWERED_DAYS
from carenet.core.actors import Actor
from carenet.core.database import reading

CHILDREN_MAX: Final = 300
LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"
LIST: Final = """
select k.id as child, k.name, s.class_name, o.name as school, s.village, w.id, w.goes, w.how, w.with_whom,
  w.home_by, w.home_at, w.not_home_at, w.said, a.name as answered,
  (select coalesce(array_agg(p.name::text order by p.agreed_on), '{}') from pickup_people p
   where p.child = k.id and p.ended_on is null) as fetchers,
  (select n.fetched_by from week_plan_nights n where n.child = k.id and n.fetched_by is not null
   and n.starts_on <= $1 and (n.ends_on is null or n.ends_on >= $1) order by n.weekday = 5 desc limit 1) as usual
from schoolings s join children k on k.id = s.child join organisations o on o.id = s.organisation
left join weekend_leaves w on w.child = k.id and w.leaves_on = $1
left join lateral (select n.name from app.names_of(array[w.answered_by]) n) a on true
where s.boards and s.ends_on is null and k.left_on is null and (s.organisation = any($2) or $3)
order by (w.goes and w.home_at is null) desc nulls last, o.name, s.class_name, k.sort_key, k.id limit $4"""
MINE: Final = """
select w.id, w.child, k.name, s.class_name, w.leaves_on, w.how, w.with_whom, w.home_by, w.home_at, w.not_home_at
from weekend_leaves w join children k on k.id = w.child
left join schoolings s on s.child = w.child and s.ends_on is null
where w.goes and w.leaves_on between $2 and $3 and (
  exists (select from carers c where c.child = w.child and c.person = $1 and c.ends_on is null)
  or exists (select from guardians g where g.child = w.child and g.person = $1 and g.ends_on is null))
order by w.home_at is not null, w.leaves_on desc, k.birth_date limit 40"""


async def leave_list(leaves_on: date, *, by: Actor) -> list[dict[str, Any]]:
    """The boarders of my class or area with what the list of a day says, those on the way first.

    Every name shown is written in the read log.
    """
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(LIST, leaves_on, list(by.offices), by.is_officer, CHILDREN_MAX)
        await db.execute(LOG, [row["child"] for row in rows], ["name", "week"], "boarding")
    return [dict(row) for row in rows]


async def my_children_leaving(today: date, *, by: Actor) -> list[dict[str, Any]]:
    """A family's children who are or were on the way home these days."""
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(
            MINE, by.me, today - timedelta(days=ANSWERED_DAYS), today + timedelta(days=7)
        )
        await db.execute(LOG, [row["child"] for row in rows], ["name", "week"], "family")
    return [dict(row) for row in rows]
