"""A guardian's consents by purpose, with what each is for and what taking it back would end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.children.services.consents import PURPOSES
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.pinyin import split_surname
from carenet.core.refusals import NotFound

CHILDREN_MAX: Final = 20
MINE: Final = """
select c.id, c.name from guardians g join children c on c.id = g.child
where g.person = $1 and g.ends_on is null and c.left_on is null and ($2::uuid is null or c.id = $2)
order by c.birth_date limit $3"""
SAID: Final = """
select distinct on (x.child, x.purpose) x.child, x.purpose, x.agreed, x.given_at, x.withdrawn_at, x.until,
  app.consented(x.child, x.purpose, app.local_today()) as holds
from consents x where x.child = any ($1) order by x.child, x.purpose, x.given_at desc, x.id desc"""
KINDS_OF: Final = {
    "volunteer": ["tutoring"], "proxy_parent": ["proxy_parent"],
    "host_family": ["full_care", "half_care"],
}  # fmt: skip
ENDS: Final = """
select p.kind, n.name as adult from placements p left join app.names_of(array[p.person]) n on true
where p.child = $1 and p.kind = any ($2) and p.ends_on is null order by p.starts_on limit 10"""


@dataclass(frozen=True, slots=True)
class Said:
    """One purpose of one child: what was said last, and whether it holds."""

    purpose: str
    holds: bool
    asked: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfChild:
    """A child by its given name, and every purpose."""

    child: UUID
    called: str
    purposes: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """What a no would end now."""

    child: UUID
    called: str
    said: Said
    placements: tuple[dict[str, Any], ...] = ()
    pictures: int = 0


def called(name: str) -> str:
    """The given name; the family knows the rest."""
    surname, given = split_surname(name)
    return given or surname


async def _said(db: Scope, children: list[UUID]) -> dict[tuple[UUID, str], Said]:
    return {
        (row["child"], row["purpose"]): Said(
            row["purpose"], row["holds"], asked=True, at=row["withdrawn_at"] or row["given_at"]
        )
        for row in await db.fetch(SAID, children)
    }


async def agreements(*, by: Actor) -> list[OfChild]:
    """Every purpose of every child of the guardian; the reading is recorded."""
    async with reading(by, recorded=True) as db:
        children = await db.fetch(MINE, by.me, None, CHILDREN_MAX)
        ids = [one["id"] for one in children]
        said = await _said(db, ids)
        await db.execute(
            "select app.log_read(c, array['name', 'consents'], 'family') from unnest($1::uuid[]) c",
            ids,
        )
    return [
        OfChild(
            one["id"], called(one["name"]),
            tuple(said.get((one["id"], p), Said(p, holds=False, asked=False)) for p in PURPOSES),
        )
        for one in children
    ]  # fmt: skip


async def effects(child: UUID, purpose: str, *, by: Actor) -> Effects:
    """What was said of one purpose, and what a no would end; the reading is recorded.

    Raises:
        NotFound: the actor is no guardian of the child, or no such purpose.

    """
    if purpose not in PURPOSES:
        raise NotFound
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(MINE, by.me, child, 1)
        if row is None:
            raise NotFound
        said = await _said(db, [child])
        placements = await db.fetch(ENDS, child, KINDS_OF.get(purpose, []))
        pictures = 0
        if purpose == "photo":
            pictures = await db.fetchval("select app.pictures_of($1)", child)
        await db.execute("select app.log_read($1, $2, $3)", child, ["consents"], "family")
    now = said.get((child, purpose), Said(purpose, holds=False, asked=False))
    return Effects(
        child, called(row["name"]), now, tuple(dict(one) for one in placements), int(pictures)
    )
