"""/family: my children, their week, who cares for them; what I am asked, purpose by purpose."""

from typing import Any

from litestar import Request, get, post

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.core.words import gettext
from carenet.matching.services import agree
from carenet.matching.wording import VOICES
from carenet.placements import forms, wording
from carenet.placements.queries import asked as queries

GUARDIANS = [needs("guardian")]


@get("/family", guards=GUARDIANS)
async def show_family(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The family's first page."""
    mine = await queries.family_page(by=actor)
    return page(request, "family/show.html", mine=mine, wording=wording)


async def _consents(
    request: Request[Any, Any, Any], actor: Acting, submission: Any = None
) -> Answer:
    mine = await queries.consents_page(by=actor)
    voices = [(code, gettext(words)) for code, words in VOICES.items()]
    return page(
        request, "family/consents.html", status=422 if submission else 200, mine=mine,
        wording=wording, submission=submission, voices=voices,
    )  # fmt: skip


@get("/family/consents", guards=GUARDIANS)
async def show_consents(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What I am asked, and what I said before."""
    return await _consents(request, actor)


@post("/family/consents", guards=GUARDIANS)
async def create_consent(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """One answer, for one purpose of one child."""
    submission: Submission[forms.AnswerForm] = await read(forms.AnswerForm, request)
    if not (wish := submission.form):
        return await _consents(request, actor, submission)
    voice = wish.said or (VOICES[wish.not_asked] if wish.not_asked else None)
    try:
        await agree(
            wish.child, wish.purpose, agreed=wish.answer == "yes", child_voice=voice, by=actor
        )
    except Refusal as refusal:
        return await _consents(request, actor, submission.because(refusal))
    return see_other("/family/consents")


HANDLERS = [show_family, show_consents, create_consent]
