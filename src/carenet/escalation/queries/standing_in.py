"""Who is away, whose turn it is, and who could stand in."""

from datetime import datetime
from typing import Any, Final

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound

ROWS_MAX: Final = 200
AWAY: Final = """
select o.id, o.person, o.starts_at, o.ends_at, o.because, o.deputy,
  (select n.name from app.names_of(array[o.person]) n) as name,
  (select n.name from app.names_of(array[o.deputy]) n) as stands_in
from off_duties o where o.lifted_at is null and o.ends_at > $1 order by o.starts_at, o.id limit $2"""
OFFICERS: Final = """
select distinct a.person, a.name, d.role from duties d join accounts a on a.id = d.account
where d.role in ('lead', 'director', 'township', 'county') and d.approved_at is not null
  and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
  and not exists (select from duty_endings e where e.duty = d.id)
order by a.name, a.person limit $1"""
ROTA: Final = """
select r.starts_on, r.turn_days, array(select n.name from unnest(r.people) with ordinality p(id, nth)
  join lateral app.names_of(array[p.id]) n on true order by p.nth) as names
from rotas r where r.town = $1 and r.ended_at is null"""
TURNS: Final = """
select d::date as on_day, (select n.name from app.names_of(array[app.on_call($1,
  (d::date + time '12:00') at time zone 'Asia/Shanghai')]) n) as name
from generate_series($2::date, $2::date + 13, interval '1 day') d"""


async def away(now: datetime, *, by: Actor) -> list[Any]:
    """Absences now and ahead that the actor may see: their own, or their area's."""
    async with reading(by) as db:
        return list(await db.fetch(AWAY, now, ROWS_MAX))


async def officers(*, by: Actor) -> list[Any]:
    """People of the area who hold a duty, and could stand in."""
    async with reading(by) as db:
        return list(await db.fetch(OFFICERS, ROWS_MAX))


async def turns(town: str, today: Any, *, by: Actor) -> tuple[Any, list[Any]]:
    """The rota of a township, and whose the next fourteen days are.

    Raises:
        NotFound: the township is not within the area.

    """
    if not by.covers(f"{town}000"):
        raise NotFound
    async with reading(by) as db:
        return await db.fetchrow(ROTA, town), list(await db.fetch(TURNS, town, today))
