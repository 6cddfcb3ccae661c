"""/letters/envelopes: all that the households of a village have to sign, printed in one go."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File

from carenet.accounts.entry import needs
from carenet.core import answers, tasks
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, see_other
from carenet.core.files import stored
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.core.words import gettext, translate
from carenet.letters import forms
from carenet.letters.queries.envelopes import my_envelopes
from carenet.letters.services import envelopes as verbs
from carenet.letters.targets import villages
from carenet.places.cache import name_of

GUARDS: Final = [needs(*verbs.MAY_PRINT)]
OVER: Final = 286
ZIP: Final = "application/zip"


async def _form(
    request: Request[Any, Any, Any], actor: Actor, submission: Submission[Any] | None = None
) -> Answer:
    return answers.page(
        request, "letters/envelopes.html", status=422 if submission else 200, submission=submission,
        villages=villages(actor), latest=await my_envelopes(verbs.KIND, by=actor), place=name_of,
    )  # fmt: skip


@get("/letters/envelopes", guards=GUARDS)
async def show_envelopes(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Which village; and what was printed last."""
    return await _form(request, actor)


@post("/letters/envelopes", guards=GUARDS)
async def ask_envelopes(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Have them printed."""
    submission: Submission[forms.EnvelopesForm] = await read(forms.EnvelopesForm, request)
    if not (wish := submission.form):
        return await _form(request, actor, submission)
    try:
        task = await verbs.ask_envelopes(wish.village, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _form(request, actor, submission.because(refusal))
    return see_other(f"/letters/envelopes/{task}")


async def _task(task: UUID, actor: Actor) -> tasks.TaskView:
    found = await tasks.view(task, by=actor)
    if found.kind != verbs.KIND:
        raise NotFound
    return found


async def _shown(
    request: Request[Any, Any, Any], actor: Actor, task: UUID, template: str
) -> Answer:
    found = await _task(task, actor)
    problem = ""
    if found.state == "failed":
        problem = gettext("It could not be printed. Nothing is lost: please ask for it once more.")
    fragment = template.endswith("_envelopes.html")
    return answers.page(
        request, template, status=OVER if fragment and found.over else 200, task=found, problem=problem,
        stages=[translate(stage) for stage in verbs.STAGES],
        at=verbs.STAGES.index(found.stage) if found.stage in verbs.STAGES else 0,
    )  # fmt: skip


@get("/letters/envelopes/{envelopes:uuid}", guards=GUARDS)
async def show_printing(
    request: Request[Any, Any, Any], actor: Acting, envelopes: FromPath[UUID]
) -> Answer:
    """How far it is; then the archive."""
    return await _shown(request, actor, envelopes, "letters/envelopes_made.html")


@get("/letters/envelopes/{envelopes:uuid}/progress", guards=GUARDS)
async def show_progress(
    request: Request[Any, Any, Any], actor: Acting, envelopes: FromPath[UUID]
) -> Answer:
    """The part that is asked for every two seconds; the last answer ends the asking."""
    return await _shown(request, actor, envelopes, "letters/_envelopes.html")


@get("/letters/envelopes/{envelopes:uuid}/papers.zip", guards=GUARDS)
async def show_papers(actor: Acting, envelopes: FromPath[UUID]) -> File:
    """One PDF for each household.

    Raises:
        NotFound: it is somebody else's, or not printed.

    """
    found = await _task(envelopes, actor)
    if found.state != "done" or not found.result:
        raise NotFound
    file = await stored(UUID(found.result["file"]), by=actor)
    return File(
        path=file.path, filename=file.name, media_type=ZIP, headers={"cache-control": "no-store"}
    )


HANDLERS = [show_envelopes, ask_envelopes, show_printing, show_progress, show_papers]
