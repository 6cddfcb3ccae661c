"""/children/{id}/follow-ups: what a screening asks to be looked at again, and by when."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_
from carenet.core.words import gettext
from carenet.safeguarding import forms
from carenet.safeguarding.queries.follow_ups import follow_ups_page
from carenet.safeguarding.rules.follow_ups import CannotFollow
from carenet.safeguarding.services import follow_ups as verbs

TEMPLATE: Final = "safeguarding/follow_ups.html"
KINDS: Final = {"body": N_("health"), "mind": N_("how the child feels")}
HOW: Final = {
    "seen": N_("looked at again"), "referred": N_("passed on to a specialist"),
    "not_needed": N_("need not be looked at"),
}  # fmt: skip


def _words(actor: Actor) -> dict[str, Any]:
    return {
        "kinds": [(code, gettext(KINDS[code])) for code in verbs.kinds_for(actor)],
        "counsels": not actor.is_officer,
        "how": [(code, gettext(said)) for code, said in HOW.items()],
    }


@get("/children/{child:uuid}/follow-ups")
async def show_follow_ups(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """What is open, what was done, and a form for another."""
    found = await follow_ups_page(child, by=actor)
    return page(request, TEMPLATE, found=found, submission=None, **_words(actor))


@post("/children/{child:uuid}/follow-ups")
async def create_follow_up(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """A screening asks for more."""
    submission: Submission[forms.FollowUpForm] = await read(forms.FollowUpForm, request)
    try:
        if wish := submission.form:
            await verbs.note_follow_up(child, wish.kind, wish.found_on, wish.due_on, by=actor)
            return see_other(f"/children/{child}/follow-ups")
    except CannotFollow as refusal:
        submission = submission.because(refusal)
    found = await follow_ups_page(child, by=actor)
    return refused(request, TEMPLATE, submission, found=found, **_words(actor))


@post("/children/{child:uuid}/follow-ups/{follow_up:uuid}/ending")
async def end_follow_up(
    request: Request[Any, Any, Any],
    actor: Acting,
    child: FromPath[UUID],
    follow_up: FromPath[UUID],
) -> Answer:
    """It was done, or is not needed."""
    submission: Submission[forms.FollowedForm] = await read(forms.FollowedForm, request)
    if wish := submission.form:
        await verbs.close_follow_up(child, follow_up, wish.how, by=actor)
        return see_other(f"/children/{child}/follow-ups")
    found = await follow_ups_page(child, by=actor)
    return refused(request, TEMPLATE, submission, found=found, **_words(actor))


HANDLERS: Final = [
    Router(
        "/",
        route_handlers=[show_follow_ups, create_follow_up, end_follow_up],
        guards=[needs(*verbs.MAY_FOLLOW)],
    )
]
