"""What homes and proxy parents owe by a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.safeguarding.rules import taking_on as rules


@dataclass(frozen=True, slots=True)
class Due:
    """What a home or a proxy parent owes soon, or did not do in time."""

    kind: str
    name: str
    href: str
    village: str
    due_on: date
    missed: bool


DUE_MAX: Final = 50
_DUE: Final = """
select d.kind, coalesce(f.name, (select n.name from app.names_of(array[d.person]) n)) as name,
  coalesce('/host-families/' || d.family, '/helpers/' || d.person) as href, d.village, d.due_on,
  d.missed_at is not null as missed
from home_duties d left join host_families f on f.id = d.family
where d.met_at is null and d.exempted_at is null and (d.missed_at is null and d.due_on <= $1 or d.missed_at is not null and d.due_on > $2
  and not exists (select from home_duties n where n.kind = d.kind and n.met_at > d.missed_at
    and (n.family = d.family or n.person = d.person)))
order by d.due_on, d.id limit $3"""


async def due(*, by: Actor) -> list[Due]:
    """What homes and proxy parents of one's scope owe within two weeks, or missed within ninety days."""
    today = clock.today()
    async with reading(by) as db:
        rows = await db.fetch(
            _DUE, today + rules.ROSTER_NOTICE, today - timedelta(days=rules.ROSTER_DAYS), DUE_MAX
        )
    return [Due(**r) for r in rows]
