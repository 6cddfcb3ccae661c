"""Is the child of this row known already? By its sealed number, else by name, birth and guardian."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.census.placing import Ground, Placed
from carenet.census.record import guardians_of
from carenet.children.services import identity_index
from carenet.core.database import Scope
from carenet.core.refusals import N_

LIKELY_MAX: Final = 5
NUMBER_OF_ANOTHER: Final = N_("The ID number is that of a child with another name.")
ANOTHER_NUMBER: Final = N_("The child in the register has another ID number.")
PERHAPS_SAME: Final = N_("A child of the same name and date of birth has another guardian's phone.")
OTHER_BIRTH: Final = N_("A child of the same name and guardian has another date of birth.")
CARED_ELSEWHERE: Final = N_("The child is cared for in another village by the register.")
LIKELY: Final = """
select k.id, k.name, k.birth_date, k.village, coalesce(bool_or(w.value = any ($4::text[])), false)
    or bool_or(p.name = any ($5::text[]) and cardinality($4::text[]) = 0) as same_guardian
from children k left join guardians g on g.child = k.id and g.ends_on is null
left join people p on p.id = g.person
left join contact_ways w on w.person = g.person and w.ended_on is null
where k.name = $1 and k.left_on is null and k.merged_into is null and k.village >= $2 and k.village < $3
group by k.id order by k.created_at limit 20"""


@dataclass(frozen=True, slots=True)
class Match:
    """`child` None: new. With `why` a person decides whether it is this child, cared for in `village`."""

    child: UUID | None = None
    why: str = ""
    village: str = ""


async def match_row(placed: Placed, ground: Ground, db: Scope) -> Match:
    """Find the child of a placed row within the sender's scope."""
    row, lo, hi = placed.row, ground.scope.lo, ground.scope.hi
    known: UUID | None = None
    if row.resident_id:
        known = await db.fetchval(
            "select app.child_by_identity_within($1, $2, $3)",
            identity_index(row.resident_id),
            lo,
            hi,
        )
    if known is not None:
        there: Any = await db.fetchrow("select name, village from children where id = $1", known)
        if there["name"] != row.name:
            return Match(known, NUMBER_OF_ANOTHER, there["village"])
        return _where(known, there["village"], placed)
    guardians = guardians_of(row)
    phones = [g.phone for g in guardians if g.phone]
    found = await db.fetch(LIKELY, row.name, lo, hi, phones, [g.name for g in guardians])
    return await _likeliest(placed, found, db)


def _where(child: UUID, village: str, placed: Placed) -> Match:
    return Match(child, "" if village == placed.village else CARED_ELSEWHERE, village)


async def _likeliest(placed: Placed, found: list[Any], db: Scope) -> Match:
    row = placed.row
    born = [f for f in found if f["birth_date"] == row.birth_date]
    same = next((f for f in born if f["same_guardian"]), None)
    if same is not None:
        if row.resident_id and await db.fetchval("select app.has_number($1)", same["id"]):
            return Match(same["id"], ANOTHER_NUMBER, same["village"])
        return _where(same["id"], same["village"], placed)
    if born:
        return Match(born[0]["id"], PERHAPS_SAME, born[0]["village"])
    near = next((f for f in found if f["same_guardian"]), None)
    if near is not None:
        return Match(near["id"], OTHER_BIRTH, near["village"])
    return Match()
