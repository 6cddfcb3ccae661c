"""Papers of a whole team: the list goes out to the authority, its results come in, are compared, and are entered.

Entered by the officer who looked at the differences, in the officer's own scope: no worker may widen a tier.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from carenet.census.child import table_in_child
from carenet.census.rows import UnreadableWorkbook
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.files import Received, in_thread
from carenet.core.refusals import NotFound, Refusal
from carenet.core.words import gettext
from carenet.safeguarding.rules.papers import PaperKind, Result
from carenet.safeguarding.services.clearances import NotOneself, PaperFromTomorrow, enter_clearance
from carenet.teams.rules.results import RESULTS, Line, compared, read_lines
from carenet.teams.workbook import every_head, every_result, write_list

OFFICES: Final = ("city", "county", "township")
VISIT: Final = """
select v.id, v.team, v.village, v.first_on, v.last_on, t.name from team_visits v join teams t on t.id = v.team where v.id = $1"""
ROSTER: Final = "select * from app.team_roster($1, $2)"
# The last paper of each kind on file; what lies beyond the officer's reach is not seen, and not compared.
ON_FILE: Final = """
select distinct on (c.person, c.kind) c.person, c.kind, c.result, c.starts_on, c.issuer from clearances c
where c.person = any ($1) and c.voided_at is null and c.kind in ('identity', 'self_declaration', 'record_check')
order by c.person, c.kind, c.starts_on desc, c.entered_at desc"""
ROW: Final = """
insert into team_result_rows (id, book, village, line, person, kind, state, result, on_day, issuer, before_result, before_on, why)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
OPEN: Final = """
select r.* from team_result_rows r where r.book = $1 and r.state in ('new', 'changed') and r.entered_at is null
order by r.line, r.id"""


async def _visit(db: Scope, visit: UUID) -> tuple[Any, list[Any]]:
    row = await db.fetchrow(VISIT, visit)
    if row is None:
        raise NotFound
    return row, await db.fetch(ROSTER, row["team"], row["last_on"])


async def clearance_list(visit: UUID, recipient: str, *, by: Actor) -> bytes:
    """The list for the authority that checks; who got it is in the trail.

    Raises:
        MayNot: the actor is no office above the village.
        NotFound: there is no such visit within reach.

    """
    by.needs(*OFFICES)
    async with transaction(by) as db:
        row, roster = await _visit(db, visit)
        people = [m["person"] for m in roster]
        filed = {(f["person"], f["kind"]): f for f in await db.fetch(ON_FILE, people)}
        await db.execute(
            "select app.audit('team list to authority', $1, $2)", f"visit:{visit}",
            json.dumps({"recipient": recipient, "people": len(people)}, ensure_ascii=False),
        )  # fmt: skip
    sexes = {"f": gettext("woman"), "m": gettext("man")}
    lines = [_cells(m, filed, sexes) for m in roster]
    title = f"{row['name']} · {recipient}"
    made: bytes = await in_thread(write_list, lines, title)
    return made


def _cells(
    member: Any, filed: Mapping[tuple[UUID, str], Any], sexes: Mapping[str, str]
) -> dict[str, Any]:
    person = member["person"]
    check = filed.get((person, "record_check"))
    seen = {k: filed.get((person, k)) for k in ("identity", "self_declaration")}
    return {
        "number": str(person), "name": member["name"], "sex": sexes.get(member["sex"] or "", ""),
        **{k: f["starts_on"] for k, f in seen.items() if f},
        **({"result": gettext(RESULTS[check["result"]]), "record_check": check["starts_on"], "issuer": check["issuer"]}
           if check else {}),
    }  # fmt: skip


async def take_results(visit: UUID, file: Received, *, by: Actor) -> UUID:
    """Read the list that came back and set it beside what is on file; nothing is entered yet.

    Raises:
        CannotRead: it is not the list.
        MayNot: the actor is no office above the village.
        NotFound: there is no such visit within reach.

    """
    by.needs(*OFFICES)
    try:
        table = await in_thread(table_in_child, Path(file.path))
    except UnreadableWorkbook as refused:
        raise Refusal(refused.why.msgid, **refused.why.values) from None
    made = uuid7()
    async with transaction(by) as db:
        row, roster = await _visit(db, visit)
        names = {m["person"]: m["name"] for m in roster}
        lines = read_lines(table, names, every_head(), every_result(), clock.today())
        filed = {(f["person"], f["kind"]): f for f in await db.fetch(ON_FILE, list(names))}
        await db.execute(
            "insert into team_results (id, visit, village, name, taken_by, taken_at) values ($1, $2, $3, $4, $5, $6)",
            made, visit, row["village"], file.name[:200], by.id, clock.now(),
        )  # fmt: skip
        for line in lines:
            await _keep(db, made, row["village"], line, filed)
    return made


async def _keep(
    db: Scope, book: UUID, village: str, line: Line, filed: Mapping[tuple[UUID, str], Any]
) -> None:
    if line.why is not None or line.person is None:
        await db.execute(ROW, uuid7(), book, village, line.number, line.person, None, "faulty", None, None, None, None, None, line.why)  # fmt: skip
        return
    for given in line.given:
        found = filed.get((line.person, given.kind))
        before: tuple[str | None, date | None] = (
            (found["result"], found["starts_on"]) if found else (None, None)
        )
        await db.execute(
            ROW, uuid7(), book, village, line.number, line.person, given.kind, compared(given, *before),
            given.result, given.on_day, given.issuer, *before, None,
        )  # fmt: skip


async def enter_results(book: UUID, *, by: Actor) -> int:
    """Enter what is new or changed; how many papers that were. Twice enters nothing twice.

    Raises:
        NotFound: there is no such list, or an adult of it lies outside the actor's duties.
        NotOneself: the actor is on the list.

    """
    by.needs(*OFFICES)
    entered = 0
    async with transaction(by) as db:
        if (
            await db.fetchval("select visit from team_results where id = $1 for update", book)
            is None
        ):
            raise NotFound
        for row in await db.fetch(OPEN, book):
            await enter_clearance(
                row["person"], PaperKind(row["kind"]), Result(row["result"]), row["on_day"],
                issuer=row["issuer"], by=by,
            )  # fmt: skip
            await db.execute(
                "update team_result_rows set entered_at = $2 where id = $1", row["id"], clock.now()
            )
            entered += 1
        await db.execute(
            "update team_results set entered_at = $2, entered_by = $3 where id = $1 and entered_at is null",
            book, clock.now(), by.id,
        )  # fmt: skip
    return entered


__all__ = ["NotOneself", "PaperFromTomorrow", "clearance_list", "enter_results", "take_results"]
