"""/census: workbooks in, what became of them, and what a person must decide."""

from pathlib import Path
from tempfile import mkstemp
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import File

from carenet.accounts.entry import needs
from carenet.census import forms, queries, services
from carenet.census.beside import side_by_side
from carenet.census.workbook import write_template
from carenet.children.queries import child_file
from carenet.core import tasks
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.files import Limits, UploadRefused, in_thread, spool, stored
from carenet.core.forms import WRONG, Submission, read
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.uploads import receive
from carenet.core.words import current, gettext, sentence, translate
from carenet.places.cache import name_of

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMITS: Final = Limits(total=22 * 2**20, file=20 * 2**20, files=1, fields=10)
OVER: Final = 286
GUARDS = [needs("director", "township", "county")]
_NO_FILE: Final = N_("Please choose a file and send it again.")


def _sniff(head: bytes, field: str) -> str:
    return "xlsx" if field == "workbook" and head.startswith(b"PK\x03\x04") else ""


async def _list(
    request: Request[Any, Any, Any], actor: Actor, number: int | None
) -> dict[str, Any]:
    del request
    return {
        "found": await queries.list_books(number, by=actor),
        "scope_words": name_of(actor.lo) if actor.lo else "",
    }


@get("/census", guards=GUARDS)
async def show_census(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Workbooks handed in, the template, and a place to hand one in."""
    at = request.query_params.get("page", "")
    shown = await _list(request, actor, int(at) if at.isdigit() else None)
    return page(request, "census/list.html", refusal=None, **shown)


@get("/census/template.xlsx", guards=GUARDS)
async def show_template(language: FromQuery[str | None] = None) -> Response[bytes]:
    """The empty workbook with its drop-downs."""
    chosen = language if language in ("zh", "en") else "en" if current() == "en" else "zh"
    spool().mkdir(mode=0o700, parents=True, exist_ok=True)

    def make() -> bytes:
        handle, name = mkstemp(suffix=".xlsx", dir=spool())
        path = Path(name)
        try:
            open(handle, "wb").close()  # noqa: PTH123  the writer opens the path itself
            write_template(path, language=chosen)
            return path.read_bytes()
        finally:
            path.unlink()

    name = quote(gettext("census template") + ".xlsx")
    return Response(
        await in_thread(make),
        media_type=XLSX,
        headers={
            "content-disposition": f"attachment; filename=\"census.xlsx\"; filename*=UTF-8''{name}"
        },
    )


@post("/census/workbooks", guards=GUARDS, request_max_body_size=LIMITS.total + 1)
async def create_workbook(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Take a workbook, streamed to disk, and go to the page that shows how far it is."""
    try:
        async with receive(request, spool(), _sniff, LIMITS) as upload:
            if not upload.files:
                raise UploadRefused(422, _NO_FILE)
            book = await services.take_workbook(upload.files[0], by=actor)
    except Refusal as refusal:
        status = refusal.status if isinstance(refusal, UploadRefused) else 422
        shown = await _list(request, actor, None)
        return page(request, "census/list.html", status=status, refusal=sentence(refusal), **shown)
    return see_other(f"/census/workbooks/{book}")


async def _task(book: queries.Book, actor: Actor) -> tasks.TaskView | None:
    if book.task is None or book.taken_by != actor.account:
        return None
    return await tasks.view(book.task, by=actor)


def _problem(task: tasks.TaskView | None) -> str:
    """Why the workbook as a whole could not be taken, in words."""
    if task is None or task.state != "failed":
        return ""
    if task.result and "why" in task.result:
        return translate(task.result["why"], **task.result["values"])
    return gettext(
        "The import stopped with a fault of ours. Nothing is lost: hand the file in again."
    )


def _shown(book: queries.Book, task: tasks.TaskView | None) -> dict[str, Any]:
    stage = task.stage if task else None
    return {
        "book": book,
        "task": task,
        "running": bool(task and not task.over) or (task is None and book.ended_at is None),
        "problem": _problem(task),
        "stages": [gettext(s) for s in services.STAGES],
        "at": services.STAGES.index(stage) if stage in services.STAGES else 0,
        "name_of": name_of,
    }


@get("/census/workbooks/{book:uuid}", guards=GUARDS)
async def show_workbook(
    request: Request[Any, Any, Any], book: FromPath[UUID], actor: Acting
) -> Answer:
    """How far it is, then what became of every row."""
    found = await queries.book(book, by=actor)
    shown = _shown(found, await _task(found, actor))
    at = request.query_params.get("page", "")
    number, tab = int(at) if at.isdigit() else None, request.query_params.get("rows", "")
    tab = tab if tab in ("held", "faulty") else "held" if found.held else "faulty"
    lines: Any = (
        await queries.held_lines(book, number, by=actor)
        if tab == "held"
        else await queries.faulty_lines(book, number, by=actor)
    )
    return page(
        request, "census/workbook.html", tab=tab, lines=lines, said=_spoken,
        mine=found.taken_by == actor.account, **shown,
    )  # fmt: skip


def _spoken(why: Any) -> str:
    return translate(why.msgid, **dict(why.values))


@get("/census/workbooks/{book:uuid}/progress", guards=GUARDS)
async def show_progress(
    request: Request[Any, Any, Any], book: FromPath[UUID], actor: Acting
) -> Answer:
    """The part that is asked for every two seconds; the last answer ends the asking."""
    found = await queries.book(book, by=actor)
    shown = _shown(found, await _task(found, actor))
    status = 200 if shown["running"] else OVER
    return page(request, "census/_progress.html", status=status, **shown)


@post("/census/workbooks/{book:uuid}/stop", guards=GUARDS)
async def stop_workbook(book: FromPath[UUID], actor: Acting) -> Answer:
    """Stop between two batches; what is taken stays taken.

    Raises:
        NotFound: there is no such workbook, or somebody else handed it in.

    """
    found = await queries.book(book, by=actor)
    if found.task is None or found.taken_by != actor.account:
        raise NotFound
    await tasks.cancel(found.task, by=actor)
    return see_other(f"/census/workbooks/{book}")


@get("/census/workbooks/{book:uuid}/faults.xlsx", guards=GUARDS)
async def show_faults(book: FromPath[UUID], actor: Acting) -> File:
    """The workbook handed back with what is wrong beside each line.

    Raises:
        NotFound: there is none, or somebody else handed it in.

    """
    found = await queries.book(book, by=actor)
    if found.faults_file is None:
        raise NotFound
    file = await stored(found.faults_file, by=actor)
    return File(
        path=file.path, filename=file.name, media_type=XLSX, headers={"cache-control": "no-store"}
    )


@get("/census/rows/{row:uuid}", guards=GUARDS)
async def show_row(request: Request[Any, Any, Any], row: FromPath[UUID], actor: Acting) -> Answer:
    """A held row beside the child it may be."""
    found = await queries.held_row(row, by=actor)
    if found.waiting.placed is None:
        raise NotFound
    file = await child_file(found.child, by=actor) if found.child else None
    return page(
        request,
        "census/row.html",
        headers={"cache-control": "no-store"},
        row=found,
        beside=side_by_side(found.waiting.placed, file),
        why=gettext(found.waiting.why),
        moves=bool(file and file.child["village"] != found.waiting.placed.village),
    )


@post("/census/rows/{row:uuid}/decision", guards=GUARDS)
async def decide(request: Request[Any, Any, Any], row: FromPath[UUID], actor: Acting) -> Answer:
    """Decide what the row is and go on to the next of its workbook."""
    submission: Submission[forms.DecideForm] = await read(forms.DecideForm, request)
    found = await queries.held_row(row, by=actor)
    if submission.form is None:
        raise Refusal(WRONG)
    await services.decide_row(row, submission.form.decision, by=actor)
    return see_other(f"/census/workbooks/{found.workbook}?rows=held")


routes = Router(
    "/",
    route_handlers=[
        show_census,
        show_template,
        create_workbook,
        show_workbook,
        show_progress,
        stop_workbook,
        show_faults,
        show_row,
        decide,
    ],
    tags=["census"],
)
