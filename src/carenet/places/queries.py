"""Reads of divisions."""

from typing import Final

from carenet.core.actors import Actor
from carenet.core.database import reading

WITHIN_MAX: Final = 2000


async def divisions_within(*, by: Actor) -> list[tuple[str, str]]:
    """Codes and names of the divisions of an officer's scope, two levels deep, the widest first."""
    async with reading(by) as db:
        rows = await db.fetch(
            """select code, name, level from divisions
               where code >= $1 and code < $2 and ($3::text[] = '{}' or left(code, 9) = any($3))
                 and (level <> 'village' or length($1) >= 9)
               order by level = 'village', level = 'township', code limit $4""",
            by.lo,
            by.hi,
            list(by.towns),
            WITHIN_MAX,
        )
    return [(r["code"], r["name"]) for r in rows]
