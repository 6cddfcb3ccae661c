"""Who is away, whose turn it is, and who could stand in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from carenet.core.actors import Actor
from carenet.core.clock import day_of
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.escalation.queries.people import people_at
from carenet.escalation.rules import Reached, reach

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
  and ($2 = '' or (d.lo < $2 || '~' and d.hi > $2 and (d.towns = '{}' or $2 = any (d.towns))))
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


async def officers(town: str = "", *, by: Actor) -> list[Any]:
    """People of the area who hold a duty, and could stand in; of a township: in it or over it."""
    async with reading(by) as db:
        return list(await db.fetch(OFFICERS, ROWS_MAX, town))


@dataclass(frozen=True, slots=True)
class Turns:
    """The duty phone of a township: its rota, whose the next days are, who hears it without one."""

    rota: Any
    days: list[Any]
    otherwise: list[Reached]


async def turns(town: str, now: datetime, *, by: Actor) -> Turns:
    """The rota of a township, and whose the next fourteen days are.

    Raises:
        NotFound: the township is not within the area.

    """
    if not by.covers(f"{town}000"):
        raise NotFound
    async with reading(by) as db:
        rota = await db.fetchrow(ROTA, town)
        days = list(await db.fetch(TURNS, town, day_of(now)))
        known, _ways = await people_at(db, f"{town}000", None, None, now)
    above = [one for one in known if one.role != "duty_phone"]
    return Turns(rota, days, list(reach(("duty_phone",), above, frozenset()).people))
