"""The list of children within reach: filters, order, pages; and the search by name or number."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.paging import Page, place
from carenet.core.pinyin import query_pattern
from carenet.places.cache import codes_within

FOUND_MAX: Final = 20
PLACES_MAX: Final = 400
FINDINGS: Final = ("liu2018", "guo2016", "newly_away")
SORTS: Final = {
    "name": "k.sort_key",
    "village": "k.village, k.sort_key",
    "tier": "u.tier nulls last, k.sort_key",
    "age": "k.birth_date desc nulls last, k.sort_key",
}
_DOWN: Final = {
    "name": "k.sort_key desc",
    "village": "k.village desc, k.sort_key",
    "tier": "u.tier desc nulls last, k.sort_key",
    "age": "k.birth_date nulls last, k.sort_key",
}
ROWS: Final = """
select k.id, k.name, k.village, k.birth_date, k.short_record, u.tier, h.name as hamlet, s.stage,
  s.grade, s.class_name, s.boards, o.name as school, house.name as household,
  array(select f.version from findings f where f.child = k.id and f.ended_on is null and f.holds) as holds
from unnest($1::uuid[]) with ordinality w(id, n) join children k on k.id = w.id
left join urgencies u on u.child = k.id and u.ended_on is null
left join care_places p on p.child = k.id and p.ends_on is null
left join hamlets h on h.id = p.hamlet
left join schoolings s on s.child = k.id and s.ends_on is null
left join organisations o on o.id = s.organisation
left join household_members m on m.child = k.id and m.ends_on is null
left join care_households house on house.id = m.household
order by w.n"""

TOGETHER: Final = """
      and exists (select from children_apart a where a.child = k.id and a.ended_at is null
        and (a.until is null or a.until >= app.local_today()) and exists (select from app.meet_at(a.child, a.other)))"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to list: a division code or its start, a tier, a finding that holds, an order, a page.

    `moved` keeps to children who came from elsewhere and whom nobody has received yet; `together`,
    for officers, to those who are where somebody is with whom they are not to be.
    """

    place: str | None = None
    tier: int | None = None
    finding: str | None = None
    moved: bool = False
    together: bool = False
    sort: str = "name"
    number: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One child of a list; `holds` are the rule versions whose finding holds today."""

    id: UUID
    name: str
    village: str
    birth_date: date | None
    short_record: bool
    tier: int | None
    hamlet: str | None
    stage: str | None
    grade: str | None
    class_name: str | None
    boards: bool | None
    school: str | None
    household: str | None
    holds: list[str]


def _order(sort: str) -> str:
    chosen = _DOWN.get(sort[1:]) if sort.startswith("-") else SORTS.get(sort)
    return chosen or SORTS["name"]


async def _shown(ids: list[UUID], purpose: str, db: Scope) -> list[Listed]:
    rows = [Listed(**row) for row in await db.fetch(ROWS, ids)]
    if ids:
        await db.execute("select app.log_list($1, $2)", ids, purpose)
    return rows


async def list_children(wish: Wish, *, by: Actor) -> Page[Listed]:
    """A page of the children within the actor's reach; each one shown is written in the read log."""
    number, size, offset = place(wish.number, wish.size)
    given: list[Any] = [wish.place or "", wish.tier, wish.finding, wish.moved]
    where = """k.left_on is null and k.merged_into is null
      and ($1 = '' or (k.village >= $1 and k.village < $1 || '~'))
      and ($2::int is null or u.tier = $2)
      and ($3::text is null or exists (select from findings f where f.child = k.id
           and f.ended_on is null and f.holds and f.version = $3))
      and (not $4 or exists (select from child_moves v where v.child = k.id and v.received_at is null))"""
    if wish.together and by.is_officer:
        where += TOGETHER
    source = f"""from children k left join urgencies u on u.child = k.id and u.ended_on is null
      where {where}"""
    async with reading(by, recorded=True) as db:
        total: int = await db.fetchval(f"select count(*) {source}", *given)
        ids = await db.fetch(
            f"select k.id {source} order by {_order(wish.sort)}, k.id limit {size} offset {offset}",
            *given,
        )
        rows = await _shown([r["id"] for r in ids], "register", db)
    return Page(rows, number, size, total)


async def search_children(text: str, *, by: Actor) -> list[Listed]:
    """Up to FOUND_MAX children by characters, full or first-letter pinyin, or the end of a number.

    A number finds the children of the guardian or carer it belongs to.
    """
    pattern = query_pattern(text)
    if not (pattern.name or pattern.keys or pattern.phone):
        return []
    async with reading(by, recorded=True) as db:
        if pattern.phone:
            ids = await db.fetch(
                f"""select k.id from children k where k.left_on is null and k.merged_into is null
                   and exists (select from contact_ways w where w.ended_on is null and w.value like $1
                     and w.person in (select c.person from carers c where c.child = k.id and c.ends_on is null
                       union select g.person from guardians g where g.child = k.id and g.ends_on is null))
                   order by k.sort_key limit {FOUND_MAX}""",
                pattern.phone,
            )
        else:
            ids = await db.fetch(
                f"""select k.id from children k where k.left_on is null and k.merged_into is null
                   and ($1::text is null or replace(k.name, '·', '') like $1)
                   and ($2::text is null or k.pinyin like $2 or k.initials like $2)
                   order by k.sort_key limit {FOUND_MAX}""",
                pattern.name,
                pattern.keys,
            )
        return await _shown([r["id"] for r in ids], "search", db)


def places_below(*, by: Actor) -> list[str]:
    """Codes one level below the actor's scope, for a filter; none for whoever has a single village."""
    if not by.is_officer or len(by.lo) >= 12:
        return []
    level = {4: "county", 6: "township", 9: "village"}.get(len(by.lo), "township")
    codes = codes_within(by.lo, by.hi, level)
    return [c for c in codes if not by.towns or c[:9] in by.towns][:PLACES_MAX]
