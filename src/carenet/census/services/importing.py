"""The import itself: read in a child process, check, take row by row; it can stop, and go on again."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from carenet.census.child import parse_in_child, write_faults_in_child
from carenet.census.placing import Ground
from carenet.census.rows import Fault, ParsedWorkbook, UnreadableWorkbook
from carenet.census.services.sealing import open_
from carenet.census.services.taking import Taker, keep_faulty
from carenet.census.workbook import marks
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.files import in_thread, keep_made, spool, stored
from carenet.core.refusals import N_, Refusal
from carenet.core.said import Said
from carenet.core.tasks import Job, give_result, working_on
from carenet.core.words import gettext, speaking, translate
from carenet.places.codes import Level, Scope
from carenet.places.divisions import DivisionRow, Kind
from carenet.places.naming import PlaceNames

BATCH_ROWS: Final = 25
FAULTY_MAX: Final = 10_000
STAGES: Final = (N_("Reading"), N_("Checking"), N_("Saving"))
_COUNT: Final = """
update census_workbooks set rows = rows + $2, added = added + $3, changed = changed + $4,
  same = same + $5, held = held + $6, faulty = faulty + $7 where id = $1"""


async def import_workbook(task: UUID, *, by: Actor) -> None:
    """Work on a task of kind `census.import_workbook`; nothing happens if another run has it."""
    async with working_on(task, by) as job:
        if job is None:
            return
        async with transaction(by) as db:
            book = await db.fetchrow("select * from census_workbooks where id = $1", job.subject)
        if book is None:
            raise Refusal
        try:
            await _import(job, book, by)
        except UnreadableWorkbook as refused:
            async with transaction(by):
                await give_result(
                    task, {"why": refused.why.msgid, "values": dict(refused.why.values)}
                )
            raise Refusal(refused.why.msgid, **refused.why.values) from None
        finally:
            async with transaction(by) as db:
                await db.execute(
                    "update census_workbooks set ended_at = $2 where id = $1",
                    book["id"],
                    clock.now(),
                )


async def _import(job: Job, book: Any, by: Actor) -> None:
    file = await stored(book["stored_file"], by=by)
    parsed = await _parse(job, file.path)
    await job.progress(STAGES[1], 0, len(parsed.rows))
    ground = await _ground(job, book, by)
    taker = Taker(book["id"], book["village"], ground, by)
    if not book["rows"]:
        lines = await keep_faulty(book["id"], book["village"], parsed.faults, by=by)
        await _count(book["id"], Counter(faulty=lines), lines, by)
    begin = max(0, book["rows"] - _lines(parsed.faults))
    taker.find_twins(parsed.rows)
    for start in range(begin, len(parsed.rows), BATCH_ROWS):
        await job.progress(STAGES[2], start, len(parsed.rows))
        async with transaction(by):
            batch = parsed.rows[start : start + BATCH_ROWS]
            done: Counter[str] = Counter()
            for row in batch:
                done[await taker.take(row)] += 1
            await _count(book["id"], done, len(batch), by)
    await job.progress(STAGES[2], len(parsed.rows), len(parsed.rows))
    await _hand_back(job, book, file.path, by)
    async with transaction(by):
        await give_result(
            job.id, {"more_faults": parsed.more_faults, "schools": taker.unknown_schools()}
        )


def _lines(faults: Sequence[Fault]) -> int:
    return len({(f.sheet, f.line) for f in faults})


async def _count(book: UUID, done: Counter[str], rows: int, by: Actor) -> None:
    async with transaction(by) as db:
        await db.execute(
            _COUNT, book, rows, done["added"], done["changed"], done["same"], done["held"], done["faulty"]
        )  # fmt: skip


async def _parse(job: Job, path: Path) -> ParsedWorkbook:
    loop = asyncio.get_running_loop()

    def tell(done: int, total: int) -> None:
        asyncio.run_coroutine_threadsafe(job.progress(STAGES[0], done, total), loop).result()

    await job.progress(STAGES[0])
    today: date = clock.today()
    found: ParsedWorkbook = await in_thread(
        lambda: parse_in_child(path, today=today, on_progress=tell)
    )
    return found


async def _ground(job: Job, book: Any, by: Actor) -> Ground:
    async with transaction(by) as db:
        divisions = await db.fetch(
            "select code, name, level, kind, parent from divisions order by code"
        )
        schools = await db.fetch(
            """select id, name from organisations where kind in ('school', 'kindergarten')
               and closed_on is null and left(division, 6) = left($1, 6)""",
            book["scope_lo"],
        )
    rows = [
        DivisionRow(
            d["code"], d["name"], Level(d["level"]), d["parent"], Kind(d["kind"] or d["level"])
        )
        for d in divisions
    ]
    return Ground(
        PlaceNames(rows),
        {s["name"]: s["id"] for s in schools},
        Scope(book["scope_lo"], book["scope_hi"]),
        tuple(job.details.get("towns", ())),
    )


async def _hand_back(job: Job, book: Any, path: Path, by: Actor) -> None:
    """The same workbook with what is wrong beside each line, in the sender's language."""
    async with transaction(by) as db:
        rows = await db.fetch(
            f"""select id, details from census_rows where workbook = $1 and state = 'faulty'
               order by sheet, line limit {FAULTY_MAX}""",
            book["id"],
        )
    faults = [fault for row in rows for fault in open_(row["details"], row["id"]).faults]
    if not faults:
        return
    spool().mkdir(parents=True, exist_ok=True)
    with speaking(str(job.details.get("language", "zh_Hans"))):
        written = list(marks(faults, _spoken))
        name = f"{Path(book['name']).stem[:150]}-{gettext('faults')}.xlsx"
    with tempfile.TemporaryDirectory(dir=spool()) as folder:
        out = Path(folder) / "faults.xlsx"
        await in_thread(lambda: write_faults_in_child(path, out, written))
        kept = await keep_made(out, name, "xlsx", job.begun_by, by=by)
    async with transaction(by) as db:
        await db.execute(
            "update census_workbooks set faults_file = $2 where id = $1", book["id"], kept
        )


def _spoken(why: Said) -> str:
    return translate(why.msgid, **dict(why.values))
