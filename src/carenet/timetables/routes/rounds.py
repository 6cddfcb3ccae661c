"""/timetables: the list, opening one, starting, stopping and undoing it, how far it is."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import asked
from carenet.core.refusals import Refusal
from carenet.core.words import gettext
from carenet.places.cache import name_of
from carenet.timetables import forms, wording
from carenet.timetables.queries import opening
from carenet.timetables.queries import timetables as queries
from carenet.timetables.rules.grid import written
from carenet.timetables.services import publishing, rounds, solving
from carenet.timetables.services.rounds import MAY_PLAN

OVER = 286
OFFICERS = [needs(*MAY_PLAN)]
TIMES_USUAL = 1


@get("/", guards=OFFICERS)
async def list_timetables(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The timetables of the area."""
    number, _ = asked(request.query_params)
    found = await queries.timetables(number, by=actor)
    return page(request, "timetables/list.html", found=found, wording=wording, place=name_of)


async def _choices(actor: Acting) -> dict[str, Any]:
    known = await opening.choices(by=actor)
    return {
        "places": [*known["divisions"], *known["centres"]],
        "terms": known["terms"], "wording": wording, "hours": known["hours"],
        "terms_words": wording.terms(known["terms"]),
    }  # fmt: skip


@get("/new", guards=OFFICERS)
async def new_timetable(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The form, with the coming term and the hours that are usual here."""
    found = await _choices(actor)
    today = clock.today()
    name, first, last = next(iter(found["terms"]), ("", today, today))
    hours = {day: written(pairs) for day, pairs in found["hours"].items()}
    blank: Submission[forms.TimetableForm] = Submission.blank(
        name=f"{first.year} {wording.term(name)}" if name else "",
        first_on=str(max(first, today)), last_on=str(last), times=str(TIMES_USUAL),
        place=found["places"][0][0] if found["places"] else None,
        workdays=hours["workdays"] or "16:10-17:40", saturday=hours["saturday"],
        sunday=hours["sunday"],
    )  # fmt: skip
    return page(request, "timetables/new.html", submission=blank, **found)


@post("/", guards=OFFICERS)
async def create_timetable(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Open one."""
    submission: Submission[forms.TimetableForm] = await read(forms.TimetableForm, request)
    if not (wish := submission.form):
        return refused(request, "timetables/new.html", submission, **await _choices(actor))
    try:
        made = await rounds.open_timetable(wish.wish(), by=actor)
    except Refusal as refusal:
        again = submission.because(refusal)
        return refused(request, "timetables/new.html", again, **await _choices(actor))
    return see_other(f"/timetables/{made}")


@post("/{timetable:uuid}/solution", guards=OFFICERS)
async def create_solution(timetable: FromPath[UUID], actor: Acting) -> Answer:
    """Have it solved, or solved anew."""
    await rounds.start(timetable, by=actor)
    return see_other(f"/timetables/{timetable}")


@post("/{timetable:uuid}/publication", guards=OFFICERS)
async def create_publication(timetable: FromPath[UUID], actor: Acting) -> Answer:
    """Have the draft become series and sessions."""
    await rounds.start_publishing(timetable, by=actor)
    return see_other(f"/timetables/{timetable}")


@post("/{timetable:uuid}/stop", guards=OFFICERS)
async def create_stop(timetable: FromPath[UUID], actor: Acting) -> Answer:
    """Stop what is running."""
    await rounds.stop(timetable, by=actor)
    return see_other(f"/timetables/{timetable}")


@post("/{timetable:uuid}/undo", guards=OFFICERS)
async def create_undo(timetable: FromPath[UUID], actor: Acting) -> Answer:
    """Back to the draft before."""
    await rounds.undo(timetable, by=actor)
    return see_other(f"/timetables/{timetable}")


@post("/{timetable:uuid}/closing", guards=OFFICERS)
async def create_closing(timetable: FromPath[UUID], actor: Acting) -> Answer:
    """Nothing more is to come of it."""
    await rounds.close(timetable, by=actor)
    return see_other(f"/timetables/{timetable}")


@get("/{timetable:uuid}/progress", guards=OFFICERS)
async def show_progress(
    request: Request[Any, Any, Any], timetable: FromPath[UUID], actor: Acting
) -> Answer:
    """The fragment that is asked for every two seconds; 286 ends the asking."""
    shown = await queries.timetable(timetable, by=actor)
    over = shown.state not in ("solving", "publishing")
    return page(
        request, "timetables/_progress.html", status=OVER if over else 200, t=shown.row,
        **progress_values(shown),
    )  # fmt: skip


def progress_values(shown: queries.Shown) -> dict[str, Any]:
    """Where the work stands, as the progress part wants it."""
    known = publishing.STAGES if shown.state == "publishing" else solving.STAGES
    task = shown.task
    return {
        "stages": [gettext(stage) for stage in known],
        "at": known.index(task.stage) if task and task.stage in known else 0,
        "done": task.done if task else 0, "of": task.total if task else 0,
        "may_stop": task is not None, "publishing": shown.state == "publishing",
        "finished": shown.state not in ("solving", "publishing"),
    }  # fmt: skip


HANDLERS = [
    list_timetables, new_timetable, create_timetable, create_solution, create_publication,
    create_stop, create_undo, create_closing, show_progress,
]  # fmt: skip
