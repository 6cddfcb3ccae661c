"""What the archive keeps beside the facts: key groups of the census, and who filled the record in."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.children.services.keepers import needs_keeper, village_of
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction

KEY_GROUPS: Final = ("dropout", "hardship", "no_guardian", "unraised", "disability", "other")
NOTE: Final = """
insert into fillings (child, village, source, workbook, filled_by, filled_on, confirmed_by,
  visited_on, details, recorded_by)
select $1, $2, $3, $4, $5::varchar, $6::date, $7::varchar, $8::date, $9::jsonb, $10 where not exists (
  select from fillings f where f.child = $1 and f.filled_by = $5::varchar and f.filled_on = $6::date
    and f.confirmed_by is not distinct from $7::varchar and f.visited_on is not distinct from $8::date
    and f.details = $9::jsonb)"""


@dataclass(frozen=True, slots=True)
class Filled:
    """Who filled a record in, who in the family confirmed it, and the day the home was seen.

    `details` keeps what was written and has no other place, by plain names.
    """

    source: str
    filled_by: str
    filled_on: date
    confirmed_by: str | None = None
    visited_on: date | None = None
    details: Mapping[str, Any] | None = None


async def set_key_groups(
    child: UUID, kinds: Collection[str], *, by: Actor, source: str = "hand"
) -> bool:
    """The key groups a child is in from today, of KEY_GROUPS. False where nothing differed.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        village = await village_of(child, db)
        touched = await db.execute(
            """update key_groups set ends_on = $3
               where child = $1 and ends_on is null and not kind = any ($2::varchar[])""",
            child,
            list(kinds),
            clock.today(),
        )
        touched += await db.execute(
            """insert into key_groups (child, village, kind, starts_on, source)
               select $1, $2, k, $4, $5 from unnest($3::varchar[]) k where not exists (
                 select from key_groups g where g.child = $1 and g.kind = k and g.ends_on is null)""",
            child,
            village,
            list(kinds),
            clock.today(),
            source,
        )
    return touched > 0


async def note_filling(
    child: UUID, filled: Filled, *, by: Actor, workbook: UUID | None = None
) -> bool:
    """Who filled the record in and when. False where the same filling-in is known already.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    details = json.dumps(dict(filled.details or {}), default=str, ensure_ascii=False)
    async with transaction(by) as db:
        village = await village_of(child, db)
        touched = await db.execute(
            NOTE, child, village, filled.source, workbook, filled.filled_by, filled.filled_on,
            filled.confirmed_by, filled.visited_on, details, by.account,
        )  # fmt: skip
    return touched > 0
