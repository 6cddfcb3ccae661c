"""Whom a child is not to be with, and which children one could mean."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import unseal
from carenet.core.database import Scope, reading
from carenet.core.pinyin import query_pattern
from carenet.core.refusals import NotFound
from carenet.safeguarding.services.keeping_apart import COLUMN, TABLE

FOUND_MAX: Final = 20
ROWS_MAX: Final = 100
_ROWS: Final = """
select a.id, a.pair, a.other, c.name, a.at, w.name as said_by, a.until, a.ended_at, a.ended_because,
  a.ended_at is null and (a.until is null or a.until >= $2) as live, app.why_apart(a.pair, a.child) as sealed,
  array(select m from app.meet_at(a.child, a.other) m) as meet
from children_apart a left join children c on c.id = a.other
  left join lateral (select n.name from accounts x, app.names_of(array[x.person]) n where x.id = a.by) w on true
where a.child = $1 order by live desc, a.at desc limit $3"""
_NEAR: Final = """
select c.id, c.name, coalesce(d.name, c.village) as village from household_members m join household_members n
  on n.household = m.household and n.child <> m.child and n.ends_on is null
join children c on c.id = n.child and c.left_on is null and c.merged_into is null
left join divisions d on d.code = c.village
where m.child = $1 and m.ends_on is null order by c.sort_key, c.id limit $2"""
_BY_NAME: Final = """
select c.id, c.name, coalesce(d.name, c.village) as village from children c left join divisions d on d.code = c.village
where c.id <> $1 and c.left_on is null and c.merged_into is null
  and ($2::text is null or c.name like $2) and ($3::text is null or c.pinyin like $3 or c.initials like $3)
order by c.sort_key, c.id limit $4"""


@dataclass(frozen=True, slots=True)
class ApartLine:
    """One child whom this one is not to be with; `because` only with two factors, `meet` where they are together."""

    pair: UUID
    other: UUID
    name: str | None
    at: datetime
    said_by: str | None
    until: date | None
    ended_at: datetime | None
    ended_because: str | None
    live: bool
    because: str | None
    meet: list[str]


@dataclass(frozen=True, slots=True)
class Other:
    """A child who could be meant."""

    id: UUID
    name: str
    village: str


@dataclass(frozen=True, slots=True)
class ApartPage:
    """The child, whom it is not to be with, and children to choose from."""

    child: UUID
    name: str
    rows: list[ApartLine]
    near: list[Other]
    found: list[Other]


async def apart_page(child: UUID, q: str, *, by: Actor) -> ApartPage:
    """Whom a child within an officer's range is not to be with; every name shown is recorded as read.

    Raises:
        NotFound: no such child within reach.

    """
    like = query_pattern(q)
    async with reading(by, recorded=True) as db:
        name = await db.fetchval("select name from children where id = $1", child)
        if name is None or not by.is_officer:
            raise NotFound
        rows = await db.fetch(_ROWS, child, clock.today(), ROWS_MAX)
        near = await db.fetch(_NEAR, child, FOUND_MAX)
        looked = bool(q and (like.name or like.keys))
        found = await db.fetch(_BY_NAME, child, like.name, like.keys, FOUND_MAX) if looked else []
        await _log(
            db, child, [r["other"] for r in rows if r["name"]] + [r["id"] for r in (*near, *found)]
        )
    lines = [
        ApartLine(
            r["pair"], r["other"], r["name"], r["at"], r["said_by"], r["until"], r["ended_at"],
            r["ended_because"], r["live"],
            unseal(bytes(r["sealed"]), TABLE, COLUMN, r["id"]) if r["sealed"] else None, r["meet"],
        )
        for r in rows
    ]  # fmt: skip
    return ApartPage(child, name, lines, [Other(**r) for r in near], [Other(**r) for r in found])


async def _log(db: Scope, child: UUID, others: list[UUID]) -> None:
    await db.execute("select app.log_read($1, $2, $3)", child, ["name", "apart"], "safeguarding")
    await db.execute(
        "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x",
        list(dict.fromkeys(others)), ["name"], "safeguarding",
    )  # fmt: skip
