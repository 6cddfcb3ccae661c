"""`carenet import`: files taken in from the command line, as one of the people would on a page."""

import asyncio
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from carenet.cli.says import N_, AnswerIsNo, Trouble, say, show_json, told
from carenet.cli.servers import reachable
from carenet.core.actors import Actor, worker
from carenet.core.database import connect, disconnect, reading
from carenet.core.refusals import Refusal

WAIT_SECONDS, WAIT_SECONDS_MAX = 0.5, 3600
COUNTS = ("rows", "added", "changed", "same", "held", "faulty")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a workbook: its counts, and the task's problem if it failed."""

    counts: dict[str, int]
    problem: str | None
    result: dict[str, Any]


@click.group("import", help=N_("Take in files."))
def import_() -> None:
    pass


async def _actor(handle: str) -> Actor | None:
    from carenet.accounts.entry import actor_for
    from carenet.accounts.services import account_for, open_sign_in

    account = await account_for(handle)
    if account is None:
        return None
    return await actor_for(await open_sign_in(account.id, factors=1, device="carenet import"))


async def _hand_in(file: Path, handle: str) -> tuple[UUID, UUID]:
    """As the person: keep the file and write the task. Workbook and task."""
    from carenet.accounts.services import end_sign_in
    from carenet.census.services import take_workbook
    from carenet.core.files import Received, digest, fresh_name, spool

    await connect("cli")
    try:
        actor = await _actor(handle)
        if actor is None:
            raise Trouble(told(N_("Nobody here is called %(name)s."), name=handle))
        spool().mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = spool() / fresh_name()
        shutil.copyfile(file, copy)
        size, sha256 = digest(copy)
        try:
            received = Received("workbook", file.name, "", copy, "xlsx", size, sha256)
            book = await take_workbook(received, by=actor)
            async with reading(actor) as db:
                task: UUID = await db.fetchval(
                    "select task from census_workbooks where id = $1", book
                )
        finally:
            copy.unlink(missing_ok=True)
            await end_sign_in(actor.token)
        return book, task
    finally:
        await disconnect()


async def _work(book: UUID, task: UUID) -> Taken:
    """As a worker: do the work here and now; a running worker that was quicker does it instead."""
    from carenet.census.services import import_workbook

    await connect("cli")
    try:
        by = worker("cli")
        await import_workbook(task, by=by)
        ended, began = None, time.monotonic()
        while ended is None and time.monotonic() - began < WAIT_SECONDS_MAX:
            async with reading(by) as db:
                ended = await db.fetchrow(
                    "select problem, result from tasks where id = $1 and ended_at is not null", task
                )
            if ended is None:  # a worker of a running installation has it
                await asyncio.sleep(WAIT_SECONDS)
        async with reading(by) as db:
            row = await db.fetchrow(
                f"select {', '.join(COUNTS)} from census_workbooks where id = $1", book
            )
        if row is None or ended is None:
            raise Trouble(told(N_("The import stopped with a fault of ours.")))
        return Taken(dict(row), ended["problem"], ended["result"] or {})
    finally:
        await disconnect()


@import_.command("census", help=N_("Take a census workbook as one of the people, like `director`."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "handle", required=True, help=N_("The handle of whoever hands it in."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print what became of it as JSON."))
def census(file: Path, handle: str, *, as_json: bool) -> None:
    """Hand a workbook in and take its rows.

    Raises:
        AnswerIsNo: rows are faulty or wait for a decision, or the person may not hand one in.
        Trouble: there is no such person, or the file is no workbook.

    """
    with reachable() as settings:
        try:
            book, task = asyncio.run(_hand_in(file, handle))
            _as_worker(settings.worker_database_url)
            taken = asyncio.run(_work(book, task))
        except Refusal as refusal:
            raise AnswerIsNo(told(refusal.msgid, **refusal.values)) from None
    if taken.problem:
        why, values = taken.result.get("why", taken.problem), taken.result.get("values", {})
        raise Trouble(told(why, **values))
    if as_json:
        show_json({"workbook": str(book), **taken.counts})
    else:
        say(
            N_(
                "%(rows)s rows: %(added)s new, %(changed)s changed, %(same)s the same, %(held)s to decide, %(faulty)s faulty."
            ),
            **taken.counts,
        )
    if taken.counts["faulty"] or taken.counts["held"]:
        raise AnswerIsNo(told(N_("Some rows wait: see /census.")))


def _as_worker(url: str | None) -> None:
    """From here on this process signs in to the database as the workers do."""
    from carenet.core.database import engine

    if url is not None:
        engine().config["dsn"] = url
