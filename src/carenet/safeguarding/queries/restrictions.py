"""Which adults are kept from a child, and whom one could mean."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.pinyin import query_pattern
from carenet.core.refusals import NotFound

FOUND_MAX: Final = 20
ROWS_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    """One adult kept from the child."""

    id: UUID
    person: UUID
    name: str
    because: str
    papers: str | None
    starts_at: datetime
    ends_at: datetime | None
    lifted_because: str | None
    live: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An adult who could be meant."""

    id: UUID
    name: str
    relation: str | None


@dataclass(frozen=True, slots=True)
class RestrictionsPage:
    """The child's restrictions, adults who are near it, and adults found by name."""

    child: UUID
    name: str
    rows: list[RestrictionLine]
    near: list[Candidate]
    found: list[Candidate]


_NEAR: Final = """
select distinct on (n.id) n.id, n.name, x.relation from (
  select person, relation from guardians where child = $1 and ends_on is null
  union all select person, relation from carers where child = $1 and ends_on is null
  union all select person, null from reaches where child = $1 and ends_at is null) x
join lateral app.names_of(array[x.person]) n on true
order by n.id, x.relation nulls last limit $2"""


async def restrictions_page(child: UUID, q: str, *, by: Actor) -> RestrictionsPage:
    """The restrictions of a child within an officer's range; opening them is recorded.

    Raises:
        NotFound: no such child within reach.

    """
    like = query_pattern(q)
    async with reading(by, recorded=True) as db:
        name = await db.fetchval("select name from children where id = $1", child)
        if name is None or not by.is_officer:
            raise NotFound
        rows = await db.fetch(
            """select r.id, r.person, n.name, r.because, r.papers, r.starts_at, r.ends_at, r.lifted_because,
                 r.ends_at is null or r.ends_at > $3 as live
               from restrictions r left join lateral app.names_of(array[r.person]) n on true
               where r.child = $1 order by live desc, r.starts_at desc limit $2""",
            child, ROWS_MAX, clock.now(),
        )  # fmt: skip
        near = await db.fetch(_NEAR, child, ROWS_MAX)
        found = (
            await db.fetch(
                """select id, name, null as relation from people
                   where ($1::text is null or name like $1) and ($2::text is null or pinyin like $2 or initials like $2)
                   order by sort_key, id limit $3""",
                like.name, like.keys, FOUND_MAX,
            )
            if q and (like.name or like.keys)
            else []
        )  # fmt: skip
        await db.execute(
            "select app.log_read($1, $2, $3)", child, ["name", "restrictions"], "safeguarding"
        )
    return RestrictionsPage(
        child, name, [RestrictionLine(**r) for r in rows], [Candidate(**r) for r in near],
        [Candidate(**r) for r in found],
    )  # fmt: skip
