"""/family/requests: a copy of the file, or something put right; /requests: what waits for an officer's answer."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.core.words import sentence
from carenet.places.cache import name_of
from carenet.visits import forms
from carenet.visits.queries.requests import own_requests, waiting_requests
from carenet.visits.rules import CannotLog
from carenet.visits.services.requests import MAY_ANSWER, answer_request, ask_of_file

GUARDIANS: Final = [needs("guardian")]
OFFICERS: Final = [needs(*MAY_ANSWER)]


async def _own(
    request: Request[Any, Any, Any], actor: Acting, submission: Submission[Any] | None = None
) -> Answer:
    mine = await own_requests(by=actor)
    return answers.page(
        request, "visits/family_requests.html", status=422 if submission else 200, mine=mine,
        submission=submission,
    )  # fmt: skip


@get("/family/requests", guards=GUARDIANS)
async def show_own(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What I asked, and the form."""
    return await _own(request, actor)


@post("/family/requests", guards=GUARDIANS)
async def create_request(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Ask."""
    submission: Submission[forms.FamilyRequestForm] = await read(forms.FamilyRequestForm, request)
    if not (wish := submission.form):
        return await _own(request, actor, submission)
    try:
        await ask_of_file(wish.child, wish.kind, wish.words, by=actor)
    except CannotLog as refusal:
        if refusal.field:
            submission.errors[refusal.field] = sentence(refusal)
            return await _own(request, actor, submission)
        return await _own(request, actor, submission.because(refusal))
    except Refusal as refusal:
        return await _own(request, actor, submission.because(refusal))
    return see_other("/family/requests")


@get("/requests", guards=OFFICERS)
async def list_requests(
    request: Request[Any, Any, Any], actor: Acting, page: FromQuery[int | None] = None
) -> Answer:
    """What waits for an answer."""
    found = await waiting_requests(page, by=actor)
    return answers.page(
        request, "visits/requests.html", found=found, name_of=name_of, submission=None
    )


@post("/requests/{family_wish:uuid}", guards=OFFICERS)
async def create_answer(
    request: Request[Any, Any, Any], actor: Acting, family_wish: FromPath[UUID]
) -> Answer:
    """Say what was done about one."""
    submission: Submission[forms.RequestAnswerForm] = await read(forms.RequestAnswerForm, request)
    if submission.form:
        await answer_request(family_wish, submission.form.answer, by=actor)
        return see_other("/requests")
    found = await waiting_requests(None, by=actor)
    return refused(request, "visits/requests.html", submission, found=found, name_of=name_of)


HANDLERS: Final = (show_own, create_request, list_requests, create_answer)
