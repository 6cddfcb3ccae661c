"""Concerns: sealed, opened with two factors, and every opening of a child's file is recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.ciphers import unseal
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound

PURPOSE: Final = "safeguarding"


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """One concern as its list shows it: no word of the text."""

    id: UUID
    child: UUID
    name: str
    village: str
    kind: str
    mandatory: bool
    raised_at: datetime
    taken_at: datetime | None
    closed_at: datetime | None
    asked: bool
    """Does it wait for a second officer?"""


@dataclass(frozen=True, slots=True)
class Closing:
    """Somebody asked to close it; what a second officer answered."""

    outcome: str
    receipt: str
    asker: str
    asked_at: datetime
    mine: bool
    second: str | None
    answered_at: datetime | None
    agreed: bool
    because: str | None


@dataclass(frozen=True, slots=True)
class ConcernPage:
    """One concern opened; the reporter only where the reader may know it."""

    line: ConcernLine
    text: str
    taken_by: str | None
    receipt: str | None
    outcome: str | None
    reporter: str | None
    reporter_contact: str | None
    closings: list[Closing]
    """The oldest first; at most the last is not answered yet."""


_LINE: Final = """c.id, c.child, k.name, c.village, c.kind, c.mandatory, c.raised_at, c.taken_at, c.closed_at,
  exists (select from concern_closings x where x.concern = c.id and x.answered_at is null) as asked"""
_CLOSINGS: Final = """
select x.outcome, x.receipt, coalesce((select n.name from app.names_of(array[x.proposed_person]) n), '') as asker,
  x.proposed_at as asked_at, x.proposed_person = $2 as mine,
  (select n.name from app.names_of(array[x.answered_person]) n) as second, x.answered_at, x.agreed, x.because
from concern_closings x where x.concern = $1 order by x.proposed_at, x.id limit 20"""


def _at_the_desk(by: Actor) -> None:
    if not by.is_officer:
        raise NotFound
    by.needs_two_factors()


async def concerns(number: int | None, *, by: Actor) -> Page[ConcernLine]:
    """Open ones first, the nine before the others, the oldest first.

    Raises:
        NotFound: the actor has no duty over an area.
        NeedsSecondFactor: one factor only.

    """
    _at_the_desk(by)
    page, size, offset = place(number, 25)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(
            f"""select {_LINE}, count(*) over () as total from concerns c join children k on k.id = c.child
                order by (c.closed_at is not null), c.mandatory desc, c.raised_at, c.id limit $1 offset $2""",
            size, offset,
        )  # fmt: skip
        await db.execute(
            "select app.log_read(c, array['name', 'concern'], $2) from unnest($1::uuid[]) c",
            list({r["child"] for r in rows}),
            PURPOSE,
        )
    lines = [ConcernLine(**{k: v for k, v in r.items() if k != "total"}) for r in rows]
    return Page(lines, page, size, rows[0]["total"] if rows else 0)


async def concern_page(id_: UUID, *, by: Actor) -> ConcernPage:
    """One concern, opened.

    Raises:
        NeedsSecondFactor: one factor only.
        NotFound: none within reach.

    """
    _at_the_desk(by)
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(
            f"""select {_LINE}, c.text, c.receipt, c.outcome,
                  app.concern_taker(c.id) as taker
                from concerns c join children k on k.id = c.child where c.id = $1""",
            id_,
        )
        if row is None:
            raise NotFound
        reporter = await db.fetchrow(
            """select r.id, n.name, r.words from reporters r
               left join lateral app.names_of(array[r.person]) n on true where r.concern = $1""",
            id_,
        )
        closings = [Closing(**r) for r in await db.fetch(_CLOSINGS, id_, by.me)]
        await db.execute(
            "select app.log_read($1, $2, $3)", row["child"],
            ["name", "concern", "reporter"] if reporter else ["name", "concern"], PURPOSE,
        )  # fmt: skip
    line = ConcernLine(*(row[field] for field in ConcernLine.__slots__))
    words = reporter["words"] if reporter else None
    return ConcernPage(
        line, unseal(bytes(row["text"]), "concerns", "text", id_), row["taker"], row["receipt"],
        row["outcome"], reporter["name"] if reporter else None,
        unseal(bytes(words), "reporters", "words", reporter["id"]) if words and reporter else None,
        closings,
    )  # fmt: skip


async def child_named(child: UUID, *, by: Actor) -> str:
    """The name of a child one reaches, for the form; the opening is recorded.

    Raises:
        NotFound: out of reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow("select name from children where id = $1", child)
        if row is None:
            raise NotFound
        await db.execute("select app.log_read($1, $2, $3)", child, ["name"], "concern")
    name: str = row["name"]
    return name


async def duty_phones(child: UUID, *, by: Actor) -> list[tuple[str, str]]:
    """Offices near the child that answer, by name and number: police post and township first."""
    async with reading(by) as db:
        rows = await db.fetch(
            """select o.name, o.phone from children c join organisations o
                 on left(o.division, 9) = left(c.village, 9) and o.phone is not null
               where c.id = $1 and o.kind in ('police_post', 'township_office', 'clinic')
               order by array_position(array['police_post', 'township_office', 'clinic'], o.kind::text), o.id limit 4""",
            child,
        )
    return [(r["name"], r["phone"]) for r in rows]
