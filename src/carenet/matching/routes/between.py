"""/matching/rounds/{id}/between: who came in since, and whom the round's prices suggest."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_, Refusal
from carenet.core.words import gettext, sentence
from carenet.matching import forms, services, wording
from carenet.matching.queries.between import between
from carenet.matching.routes.rounds import OFFICERS, number_of
from carenet.places.cache import name_of

CHOOSE = N_("Please choose a suggestion from the list.")


async def _shown(
    request: Request[Any, Any, Any], round_: UUID, actor: Acting, refusal: str | None = None
) -> Answer:
    found = await between(round_, number_of(request), by=actor)
    return page(
        request, "matching/between.html", status=422 if refusal else 200, round=found.round, found=found,
        refusal=refusal, wording=wording, place=name_of,
    )  # fmt: skip


@get("/rounds/{round_:uuid}/between", guards=OFFICERS)
async def show_between(
    request: Request[Any, Any, Any], round_: FromPath[UUID], actor: Acting
) -> Answer:
    """The children without anybody today, each with a suggestion; nothing is placed by itself."""
    return await _shown(request, round_, actor)


@post("/rounds/{round_:uuid}/between", guards=OFFICERS)
async def create_suggestion(
    request: Request[Any, Any, Any], round_: FromPath[UUID], actor: Acting
) -> Answer:
    """Take one into the draft, where it is decided like any other line."""
    submission: Submission[forms.SuggestionForm] = await read(forms.SuggestionForm, request)
    wish = submission.form
    if wish is None:
        return await _shown(request, round_, actor, gettext(CHOOSE))
    try:
        await services.take_suggestion(round_, wish.need, wish.person, by=actor)
    except Refusal as refusal:
        return await _shown(request, round_, actor, sentence(refusal))
    return see_other(f"/matching/rounds/{round_}/between")


HANDLERS = [show_between, create_suggestion]
