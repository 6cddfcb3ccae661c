"""/matching/rounds: the list, opening one, starting and stopping it, how far it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.core.words import gettext
from carenet.matching import forms, services, wording
from carenet.matching.queries import rounds as queries
from carenet.matching.rules import SUBJECTS
from carenet.matching.services.rounds import MAY_MATCH
from carenet.matching.services.solving import STAGES
from carenet.places.cache import name_of
from carenet.places.queries import divisions_within

OVER = 286
OFFICERS = [needs(*MAY_MATCH)]


@get("/rounds", guards=OFFICERS)
async def list_rounds(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The rounds of the area."""
    found = await queries.rounds(number_of(request), by=actor)
    return page(request, "matching/rounds.html", found=found, wording=wording, place=name_of)


def number_of(request: Request[Any, Any, Any]) -> int | None:
    """The page asked for in the address."""
    text = request.query_params.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


async def _choices(actor: Acting) -> dict[str, Any]:
    return {
        "services": wording.options(wording.SERVICES | wording.TOGETHER),
        "divisions": await divisions_within(by=actor),
        "spreads": wording.options(wording.SPREADS),
        "subjects": [(s, wording.subject(s)) for s in SUBJECTS],
    }


@get("/rounds/new", guards=OFFICERS)
async def new_round(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The form."""
    blank: Submission[forms.RoundForm] = Submission.blank(cut_off=str(clock.today()))
    return page(request, "matching/new_round.html", submission=blank, **await _choices(actor))


@post("/rounds", guards=OFFICERS)
async def create_round(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Open a round; needs follow from the register first."""
    submission: Submission[forms.RoundForm] = await read(forms.RoundForm, request)
    if not (wish := submission.form):
        return refused(request, "matching/new_round.html", submission, **await _choices(actor))
    try:
        made = await services.open_round(
            wish.name, wish.services[0], wish.division, wish.cut_off, also=wish.services[1:],
            spread=int(wish.spread), by=actor,
        )  # fmt: skip
    except Refusal as refusal:
        again = submission.because(refusal)
        return refused(request, "matching/new_round.html", again, **await _choices(actor))
    return see_other(f"/matching/rounds/{made}")


@post("/rounds/{round_:uuid}/solution", guards=OFFICERS)
async def create_solution(round_: FromPath[UUID], actor: Acting) -> Answer:
    """Have it solved, or solved anew."""
    await services.start_round(round_, by=actor)
    return see_other(f"/matching/rounds/{round_}")


@post("/rounds/{round_:uuid}/stop", guards=OFFICERS)
async def create_stop(round_: FromPath[UUID], actor: Acting) -> Answer:
    """Stop what is running."""
    await services.stop_round(round_, by=actor)
    return see_other(f"/matching/rounds/{round_}")


@post("/rounds/{round_:uuid}/closing", guards=OFFICERS)
async def create_closing(round_: FromPath[UUID], actor: Acting) -> Answer:
    """Nothing more is to come of it."""
    await services.close_round(round_, by=actor)
    return see_other(f"/matching/rounds/{round_}")


@get("/rounds/{round_:uuid}/progress", guards=OFFICERS)
async def show_progress(
    request: Request[Any, Any, Any], round_: FromPath[UUID], actor: Acting
) -> Answer:
    """The fragment that is asked for every two seconds; 286 ends the asking."""
    shown = await queries.round_view(round_, by=actor)
    over = shown.state != "solving"
    return page(
        request, "matching/_progress.html", status=OVER if over else 200, round=shown,
        **progress_values(shown),
    )  # fmt: skip


def progress_values(shown: queries.RoundView) -> dict[str, Any]:
    """Where the work stands, as the progress part wants it."""
    stages = [gettext(s) for s in STAGES]
    task = shown.task
    at = STAGES.index(task.stage) if task and task.stage in STAGES else 0
    since: datetime | None = shown.solved_at
    return {
        "stages": stages, "at": at, "done": task.done if task else 0,
        "of": task.total if task else 0, "may_stop": task is not None, "since": since,
        "finished": shown.state != "solving",
    }  # fmt: skip


HANDLERS = [
    list_rounds, new_round, create_round, create_solution, create_stop, create_closing,
    show_progress,
]  # fmt: skip
