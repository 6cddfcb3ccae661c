"""What a form about a child offers: villages, schools, roofs."""

from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading

VILLAGES_MAX: Final = 2_000
SCHOOLS_MAX: Final = 300
HOUSEHOLDS_MAX: Final = 500
COUNTY_DIGITS: Final = 6


async def villages_of(*, by: Actor, beyond: bool = False) -> list[str]:
    """Codes of the villages of the actor's scope; with `beyond`, of the whole county around it."""
    lo, hi = by.lo, by.hi
    if beyond and lo:
        lo = lo[:COUNTY_DIGITS]
        hi = f"{lo}~"
    async with reading(by) as db:
        rows = await db.fetch(
            f"""select code from divisions where level = 'village' and code >= $1 and code < $2
               and ($3::text[] = '{{}}' or left(code, 9) = any ($3)) order by code limit {VILLAGES_MAX}""",
            lo,
            hi,
            [] if beyond else list(by.towns),
        )
    return [r["code"] for r in rows]


async def schools_near(village: str, *, by: Actor) -> list[tuple[UUID, str]]:
    """Schools and kindergartens of the village's county, those of its township first."""
    async with reading(by) as db:
        rows = await db.fetch(
            f"""select id, name from organisations where kind in ('school', 'kindergarten')
               and closed_on is null and left(division, 6) = left($1, 6)
               order by left(division, 9) <> left($1, 9), name limit {SCHOOLS_MAX}""",
            village,
        )
    return [(r["id"], r["name"]) for r in rows]


async def households_of(village: str, *, by: Actor) -> list[tuple[UUID, str]]:
    """The care households of a village."""
    async with reading(by) as db:
        rows = await db.fetch(
            f"select id, name from care_households where village = $1 order by name limit {HOUSEHOLDS_MAX}",
            village,
        )
    return [(r["id"], r["name"]) for r in rows]
