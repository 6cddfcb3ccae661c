"""Reads of the census pages: workbooks, what became of their rows, and a row beside the register."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.census.rows import Fault
from carenet.census.services.sealing import Waiting, open_
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound

STATES: Final = ("held", "faulty", "decided")


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook and what became of it; `task` shows how far it is, to its sender alone."""

    id: UUID
    name: str
    scope_lo: str
    taken_by: UUID
    taken_by_name: str | None
    taken_at: datetime
    task: UUID | None
    faults_file: UUID | None
    rows: int
    faulty: int
    added: int
    changed: int
    same: int
    held: int
    ended_at: datetime | None


BOOK: Final = """
select b.id, b.name, b.scope_lo, b.taken_by, a.name as taken_by_name, b.taken_at, b.task,
  b.faults_file, b.rows, b.faulty, b.added, b.changed, b.same, b.held, b.ended_at
from census_workbooks b left join accounts a on a.id = b.taken_by"""


@dataclass(frozen=True, slots=True)
class FaultyLine:
    """A line that could not be taken, with its cells."""

    id: UUID
    sheet: str
    line: int
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A row that waits, or waited, for a person."""

    id: UUID
    sheet: str
    line: int
    name: str
    why: str
    state: str
    decision: str | None


async def list_books(number: int | None, *, by: Actor) -> Page[Book]:
    """Workbooks of the actor's scope, the latest first."""
    at, size, offset = place(number, None)
    async with reading(by) as db:
        total: int = await db.fetchval("select count(*) from census_workbooks")
        rows = await db.fetch(f"{BOOK} order by b.taken_at desc limit {size} offset {offset}")
    return Page([Book(**row) for row in rows], at, size, total)


async def book(id_: UUID, *, by: Actor) -> Book:
    """One workbook.

    Raises:
        NotFound: there is no such workbook within the actor's reach.

    """
    async with reading(by) as db:
        row = await db.fetchrow(f"{BOOK} where b.id = $1", id_)
    if row is None:
        raise NotFound
    return Book(**row)


async def _lines(id_: UUID, states: list[str], number: int | None, *, by: Actor) -> Page[Any]:
    at, size, offset = place(number, None)
    async with reading(by) as db:
        total: int = await db.fetchval(
            "select count(*) from census_rows where workbook = $1 and state = any ($2)", id_, states
        )
        rows = await db.fetch(
            f"""select id, sheet, line, details, state, decision from census_rows
               where workbook = $1 and state = any ($2) order by state desc, sheet, line
               limit {size} offset {offset}""",
            id_,
            states,
        )
    return Page(rows, at, size, total)


async def faulty_lines(id_: UUID, number: int | None, *, by: Actor) -> Page[FaultyLine]:
    """A page of the lines that could not be taken, each bad cell with its reason."""
    found = await _lines(id_, ["faulty"], number, by=by)
    lines = [
        FaultyLine(r["id"], r["sheet"], r["line"], open_(r["details"], r["id"]).faults)
        for r in found.rows
    ]
    return Page(lines, found.number, found.size, found.total)


async def held_lines(id_: UUID, number: int | None, *, by: Actor) -> Page[HeldLine]:
    """A page of the rows that wait for a decision, then those decided."""
    found = await _lines(id_, ["held", "decided"], number, by=by)
    lines = []
    for r in found.rows:
        waiting = open_(r["details"], r["id"])
        name = waiting.placed.row.name if waiting.placed else ""
        lines.append(
            HeldLine(r["id"], r["sheet"], r["line"], name, waiting.why, r["state"], r["decision"])
        )
    return Page(lines, found.number, found.size, found.total)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A held row with what was written, and the child of the register it may be."""

    id: UUID
    workbook: UUID
    state: str
    line: int
    child: UUID | None
    waiting: Waiting


async def held_row(id_: UUID, *, by: Actor) -> HeldRow:
    """One row that waits for a decision.

    Raises:
        NotFound: there is no such row within the actor's reach.

    """
    async with reading(by) as db:
        row = await db.fetchrow(
            """select id, workbook, state, line, child, details from census_rows
               where id = $1 and state in ('held', 'decided')""",
            id_,
        )
    if row is None:
        raise NotFound
    waiting = open_(row["details"], row["id"])
    return HeldRow(row["id"], row["workbook"], row["state"], row["line"], row["child"], waiting)
