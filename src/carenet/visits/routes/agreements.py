"""/family/agreements: every purpose, yes and no side by side, and what a no would end before it is said."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.placements import wording as placing
from carenet.visits import forms, wording
from carenet.visits.queries import agreements as queries
from carenet.visits.queries.diary import diary
from carenet.visits.services.agreements import say

GUARDIANS: Final = [needs("guardian")]


@get("/family/agreements", guards=GUARDIANS)
async def list_agreements(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What I agreed to, child by child and purpose by purpose."""
    found = await queries.agreements(by=actor)
    return answers.page(request, "visits/agreements.html", found=found, purposes=placing.PURPOSES)


def _shown(found: queries.Effects) -> dict[str, Any]:
    return {"found": found, "purposes": placing.PURPOSES, "w": wording, "kind": placing.kind}


@get("/family/agreements/{child:uuid}/{purpose:str}", guards=GUARDIANS)
async def show_agreement(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID], purpose: FromPath[str]
) -> Answer:
    """One purpose: what it is for, what a no would end, and the two answers."""
    found = await queries.effects(child, purpose, by=actor)
    return answers.page(request, "visits/agreement.html", submission=None, **_shown(found))


@post("/family/agreements/{child:uuid}/{purpose:str}", guards=GUARDIANS)
async def answer(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID], purpose: FromPath[str]
) -> Answer:
    """Yes or no."""
    found = await queries.effects(child, purpose, by=actor)
    submission: Submission[forms.AgreementForm] = await read(forms.AgreementForm, request)
    if wish := submission.form:
        try:
            await say(child, purpose, agreed=wish.answer == "yes", voice=wish.said, by=actor)
            return see_other("/family/agreements")
        except Refusal as refusal:
            submission = submission.because(refusal)
    return refused(request, "visits/agreement.html", submission, **_shown(found))


@get("/family/diary/{child:uuid}", guards=GUARDIANS)
async def show_diary(
    request: Request[Any, Any, Any],
    actor: Acting,
    child: FromPath[UUID],
    page: FromQuery[int | None] = None,
) -> Answer:
    """What was written for the family of one child."""
    name, found = await diary(child, page, by=actor)
    return answers.page(
        request, "visits/diary.html", name=name, found=found, child=child, w=wording
    )


HANDLERS: Final = (show_diary, list_agreements, show_agreement, answer)
