"""Who could take a child over, for good or for some days."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.database import Scope

SUCCESSORS_MAX: Final = 200
SERVICE: Final = {"full_care": "host_family", "half_care": "host_family"}
FITTING: Final = """
select s.person, w.name from app.supply($1, $2, $6) s
  cross join lateral app.names_of(array[s.person]) w
where s.person <> $3 and not s.suspended and s.load < s.capacity and s.home_cleared and s.approved
  and (s.tier = 'cleared' or $1 = 'paired_teacher')
  and exists (select from people p where p.id = s.person)
  and ($1 <> 'host_family' or case (select c.sex from children c where c.id = $4)
    when 'f' then s.takes_girls when 'm' then s.takes_boys else true end)
  and not app.restricted(s.person, $4) order by w.name limit $5"""


async def successors_of(
    db: Scope, placement: Any, *, on: datetime | None = None
) -> list[tuple[UUID, str]]:
    """Who could take over: cleared on that day, not kept apart, with room left, within the officer's county.

    `placement` has kind, village, person and child.
    """
    day = clock.day_of(on) if on else clock.today()
    found = await db.fetch(
        FITTING, SERVICE.get(placement["kind"], placement["kind"]), placement["village"][:6],
        placement["person"], placement["child"], SUCCESSORS_MAX, day,
    )  # fmt: skip
    return [(r["person"], r["name"]) for r in found]
