"""A pasted list beside those it may name; nothing of its text is kept."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.queries.sessions import KNOWN_HERE
from carenet.scheduling.rules.chain import Chain, Known, read_chain
from carenet.scheduling.wording import title_of

KNOWN_MAX: Final = 200
HEAD: Final = """
select s.*, c.name as place, app.runs_centre(s.centre) as runs from care_sessions s
join centres c on c.id = s.centre where s.id = $1"""
NAMED: Final = """
select p.id, p.name from people p join volunteers v on v.person = p.id and v.left_on is null
where length(p.name) >= 2 and position(p.name in $2) > 0
  and not exists (select from sign_ups u where u.care_session = $1 and u.person = p.id and u.withdrawn_at is null)
order by p.name, p.id limit $3"""
COMES: Final = """
select n.name from sign_ups u join lateral app.names_of(array[u.person]) n on true
where u.care_session = $1 and u.withdrawn_at is null and position(n.name in $2) > 0 order by n.name limit 60"""
CHILDREN: Final = """
select w.word from enrolments e join children k on k.id = e.child
cross join lateral (values (k.name::text), (case when length(k.name) > 2 then substr(k.name, 2) end)) w(word)
where e.series = $1 and e.starts_on <= $2 and (e.ends_on is null or e.ends_on >= $2)
  and w.word is not null and position(w.word in $3) > 0 limit 100"""


@dataclass(frozen=True)
class ChainPage:
    """A session and what a pasted list proposes for it."""

    session: dict[str, Any]
    title: str
    chain: Chain
    comes: list[str]
    child_named: bool


async def chain_page(session: UUID, text: str, *, by: Actor) -> ChainPage:
    """Who of those known is named in a list, and whether a child is.

    Raises:
        NotFound: there is no such session.
        MayNot: it is somebody else's place.

    """
    async with reading(by) as db:
        head = await db.fetchrow(HEAD, session)
        if head is None:
            raise NotFound
        if not head["runs"]:
            raise MayNot
        if by.is_officer:
            known = await db.fetch(NAMED, session, text, KNOWN_MAX)
        else:
            known = await db.fetch(KNOWN_HERE, session, KNOWN_MAX)
        comes = await db.fetch(COMES, session, text)
        children = await db.fetch(CHILDREN, head["series"], head["on_day"], text)
    hidden = [row["word"] for row in children]
    chain = read_chain(text, [Known(row["id"], row["name"]) for row in known], hidden)
    there = [row["name"] for row in comes]
    unknown = [line for line in chain.unknown if not any(name in line for name in there)]
    return ChainPage(
        {**head, "begun": head["starts_at"] <= clock.now()}, title_of(head),
        Chain(chain.proposed, unknown), there, bool(hidden),
    )  # fmt: skip


async def names_of(people: list[UUID], *, by: Actor) -> dict[UUID, str]:
    """What these adults are called."""
    async with reading(by) as db:
        rows = await db.fetch("select id, name from app.names_of($1)", people)
    return {row["id"]: row["name"] for row in rows}
