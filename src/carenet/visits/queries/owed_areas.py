"""What is set aside for whole areas now, and what would be."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading

AREAS_MAX: Final = 30
COUNTED: Final = """
(select count(*) from obligations o where o.village like {division} || '%' and ({kind}::text is null or o.kind = {kind})
   and o.met_at is null and o.missed_at is null and o.due_on <= {until}) as things,
(select count(distinct o.child) from obligations o where o.village like {division} || '%' and ({kind}::text is null or o.kind = {kind})
   and o.met_at is null and o.missed_at is null and o.due_on <= {until}) as children"""
WOULD: Final = f"select {COUNTED.format(division='$1', kind='$2', until='$3::date')}"
NOW: Final = f"""
select e.id, e.division, e.because, e.starts_on, e.ends_on, e.approved_by, n.name as who,
  {COUNTED.format(division="e.division", kind="e.kind", until="e.ends_on")}
from exemptions e left join accounts a on a.id = e.approved_by
left join lateral app.names_of(array[a.person]) n on true
where e.division is not null and e.ends_on >= $1 and e.division >= $2 and e.division < $3
  and (cardinality($4::text[]) = 0 or left(e.division, 9) = any ($4))
order by e.approved_at desc, e.id limit $5"""


@dataclass(frozen=True, slots=True)
class Area:
    """What is set aside for a whole area: until when, why, by whom, how much."""

    id: UUID
    division: str
    because: str
    starts_on: date
    ends_on: date
    who: str | None
    mine: bool
    things: int
    children: int


async def areas_set_aside(today: date, *, by: Actor) -> list[Area]:
    """What is set aside today for areas of the actor's, the latest first."""
    async with reading(by) as db:
        rows = await db.fetch(NOW, today, by.lo, by.hi, list(by.towns), AREAS_MAX)
    return [
        Area(
            row["id"], row["division"], row["because"], row["starts_on"], row["ends_on"], row["who"],
            row["approved_by"] == by.id, row["things"], row["children"],
        )
        for row in rows
    ]  # fmt: skip


async def would_set_aside(
    division: str, kind: str | None, until: date, *, by: Actor
) -> tuple[int, int]:
    """How many things, owed to how many children, would be set aside in an area of the actor's."""
    async with reading(by) as db:
        row = await db.fetchrow(WOULD, division, kind, until)
    return (row["things"], row["children"]) if row else (0, 0)
