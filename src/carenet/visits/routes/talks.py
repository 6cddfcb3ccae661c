"""/talks: hosted children and who talks with them; /children/ID/talks: what was said in confidence."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.core import answers
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.places.cache import name_of
from carenet.visits import forms, services, wording
from carenet.visits.queries.talks import hosted_children, talkers, talks
from carenet.visits.rules import TALK_DAYS


@get("/talks")
async def list_hosted(
    request: Request[Any, Any, Any], actor: Acting, page: FromQuery[int | None] = None
) -> Answer:
    """The hosted children, those not talked with for longest first."""
    found = await hosted_children(page, by=actor)
    return answers.page(request, "visits/talks.html", found=found, name_of=name_of, days=TALK_DAYS)


@get("/talks/{child:uuid}")
async def show_talkers(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """Who could be asked."""
    who = await talkers(child, by=actor)
    return answers.page(
        request, "visits/talkers.html", submission=None, child=child, who=who, w=wording
    )


@post("/talks/{child:uuid}")
async def ask(request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]) -> Answer:
    """Ask somebody to talk with the child each month."""
    submission: Submission[forms.TalkerForm] = await read(forms.TalkerForm, request)
    who = await talkers(child, by=actor)
    if submission.form:
        try:
            await services.ask_talker(child, submission.form.person, by=actor)
            return see_other("/talks")
        except Refusal as refusal:
            submission = submission.because(refusal)
    return refused(request, "visits/talkers.html", submission, child=child, who=who, w=wording)


@get("/children/{child:uuid}/talks")
async def show_talks(
    request: Request[Any, Any, Any],
    actor: Acting,
    child: FromPath[UUID],
    page: FromQuery[int | None] = None,
) -> Answer:
    """What was said in confidence, to those it is open to."""
    short, found = await talks(child, page, by=actor)
    return answers.page(
        request, "visits/talked.html", found=found, child=child, short=short, w=wording
    )


HANDLERS: Final = (list_hosted, show_talkers, ask, show_talks)
