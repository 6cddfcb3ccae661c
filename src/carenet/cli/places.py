"""`carenet places`: the list of divisions."""

import asyncio
from pathlib import Path

import asyncpg
import click

from carenet.cli.says import N_, AnswerIsNo, Trouble, say, show_json, told
from carenet.cli.servers import migration_url, reachable
from carenet.places.divisions import ParsedDivisions, UnreadableList, parse_divisions

FAULTS_SHOWN_MAX = 20
FILE_BYTES_MAX = 64 * 2**20
_UPSERT = """
insert into divisions (code, name, level, kind, parent) values ($1, $2, $3, $4, $5)
on conflict (code) do update set name = excluded.name, level = excluded.level, kind = excluded.kind,
  parent = excluded.parent where (divisions.name, divisions.level, divisions.kind, divisions.parent)
  is distinct from (excluded.name, excluded.level, excluded.kind, excluded.parent)"""


@click.group(help=N_("The list of counties, townships and villages."))
def places() -> None:
    pass


async def _take(url: str, content: bytes, suffix: str) -> tuple[ParsedDivisions, int]:
    connection = await asyncpg.connect(url, server_settings={"role": "carenet_migrator"})
    try:
        known = {r["code"] for r in await connection.fetch("select code from divisions")}
        parsed = parse_divisions(content, suffix=suffix, known=known)
        changed = 0
        if not parsed.faults:
            async with connection.transaction():
                for row in parsed.rows:
                    tag = await connection.execute(
                        _UPSERT, row.code, row.name, str(row.level), str(row.kind), row.parent
                    )
                    changed += int(tag.rsplit(" ", 1)[-1])
        return parsed, changed
    finally:
        await connection.close()


@places.command(
    "import", help=N_("Take a list of divisions: a .csv or .json with code, name, level.")
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=N_("Print what was done as JSON."))
def import_places(file: Path, *, as_json: bool) -> None:
    """All of the list or nothing: a list with faults changes nothing.

    Raises:
        AnswerIsNo: some lines cannot be taken.
        Trouble: the file as a whole is no such list.

    """
    if file.stat().st_size > FILE_BYTES_MAX:
        raise Trouble(
            told(N_("The file is larger than %(most)s MB."), most=FILE_BYTES_MAX // 2**20)
        )
    with reachable() as settings:
        try:
            parsed, changed = asyncio.run(
                _take(migration_url(settings), file.read_bytes(), file.suffix.lower())
            )
        except UnreadableList as wrong:
            raise Trouble(told(wrong.why.msgid, **wrong.why.values)) from None
    if as_json:
        faults = [{"line": f.line, "why": f.why.in_english()} for f in parsed.faults]
        show_json({"read": len(parsed.rows), "changed": changed, "faults": faults})
    for fault in () if as_json else parsed.faults[:FAULTS_SHOWN_MAX]:
        why = told(fault.why.msgid, **fault.why.values)
        say(N_("line %(line)s: %(why)s"), line=fault.line, why=why)
    if parsed.faults:
        raise AnswerIsNo(
            told(N_("%(n)s lines cannot be taken; nothing was changed."), n=len(parsed.faults))
        )
    if not as_json:
        say(
            N_("%(read)s divisions read, %(changed)s new or changed."),
            read=len(parsed.rows),
            changed=changed,
        )
