"""Talks in confidence, for those they are open to; and which hosted children were talked with, never what about."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.children.words import class_words, short_name
from carenet.core.actors import Actor
from carenet.core.ciphers import unseal
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.refusals import MayNot, NotFound
from carenet.visits.services.talks import MAY_ASK, MAY_TALK

TALKS_SIZE: Final = 20
OF_CHILD: Final = """
select t.id, t.kind, t.person, t.on_day, t.minutes, t.place, t.state, t.words_sealed, t.happened_at,
  n.name as who, count(*) over () as total
from sealed_talks t left join app.names_of(array[t.person]) n on n.id = t.person
where t.child = $1 order by t.happened_at desc, t.id desc limit $2 offset $3"""
HOSTED: Final = """
select c.id, c.name, c.village, s.grade, s.class_name, f.name as home, t.on_day as last_on, o.person, o.due_on,
  n.name as who, count(*) over () as total
from placements p join children c on c.id = p.child
left join schoolings s on s.child = c.id and s.ends_on is null
left join host_families f on f.id = p.host_family
left join app.hosted_talks() t on t.child = c.id
left join lateral (select x.person, x.due_on from obligations x where x.child = c.id and x.kind = 'hosted_talk'
  and x.met_at is null and x.missed_at is null order by x.due_on limit 1) o on true
left join lateral app.names_of(array[o.person]) n on true
where p.kind in ('full_care', 'half_care') and p.ends_on is null and c.left_on is null
order by t.on_day nulls first, c.sort_key, c.id limit $1 offset $2"""


@dataclass(frozen=True, slots=True)
class Talked:
    """One talk, opened."""

    kind: str
    who: str
    on_day: date
    happened_at: datetime
    minutes: int | None
    place: str | None
    state: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Hosted:
    """A hosted child: when it was last talked with, who is asked to, and who could be."""

    child: UUID
    name: str
    class_name: str | None
    village: str
    home: str | None
    last_on: date | None
    who: str | None
    due_on: date | None


async def talks(child: UUID, page: int | None, *, by: Actor) -> tuple[str, Page[Talked]]:
    """A child's short name and the talks open to the actor, newest first; the reading is recorded.

    Raises:
        MayNot: the actor holds no talks.
        NotFound: the child is not within the actor's reach.

    """
    if not by.has(*MAY_TALK, "county"):
        raise MayNot
    number, size, offset = place(page, TALKS_SIZE)
    async with reading(by, recorded=True) as db:
        name = await db.fetchval("select name from children where id = $1", child)
        if name is None:
            raise NotFound
        rows = await db.fetch(OF_CHILD, child, size, offset)
        await db.execute("select app.log_read($1, $2, $3)", child, ["talks"], "talks")
    found = [_opened(row) for row in rows]
    return short_name(name), Page(found, number, size, rows[0]["total"] if rows else 0)


def _opened(row: Any) -> Talked:
    sealed = row["words_sealed"]
    words = unseal(bytes(sealed), "sealed_talks", "words_sealed", row["id"]) if sealed else ""
    return Talked(
        row["kind"], row["who"] or "", row["on_day"], row["happened_at"], row["minutes"],
        row["place"], row["state"], words,
    )  # fmt: skip


async def hosted_children(page: int | None, *, by: Actor) -> Page[Hosted]:
    """The area's hosted children, those not talked with for longest first; each is recorded as read.

    Raises:
        MayNot: the actor decides about no child.

    """
    if not by.has(*MAY_ASK):
        raise MayNot
    number, size, offset = place(page, None)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(HOSTED, size, offset)
        await db.execute(
            "select app.log_read(c, array['name', 'obligations'], 'talks') from unnest($1::uuid[]) c",
            list({row["id"] for row in rows}),
        )
    found = [
        Hosted(
            row["id"], row["name"], class_words(row["grade"], row["class_name"]), row["village"],
            row["home"], row["last_on"], row["who"], row["due_on"],
        )
        for row in rows
    ]  # fmt: skip
    return Page(found, number, size, rows[0]["total"] if rows else 0)


async def talkers(child: UUID, *, by: Actor) -> list[dict[str, Any]]:
    """Who could be asked to talk with a hosted child, with a child's short name in no message.

    Raises:
        MayNot: the actor decides about no child.
        NotFound: no such child here.

    """
    if not by.has(*MAY_ASK):
        raise MayNot
    async with reading(by) as db:
        if not await db.fetchval("select exists (select from children where id = $1)", child):
            raise NotFound
        rows = await db.fetch("select person, role, name from app.talkers($1)", child)
    return [dict(row) for row in rows]
