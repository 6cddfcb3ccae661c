"""/children/{id}/restrictions: adults who may not reach a child."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.safeguarding import forms
from carenet.safeguarding.queries.restrictions import restrictions_page
from carenet.safeguarding.services import setting_aside

OFFICERS: Final = ("city", "county", "township", "director")
TEMPLATE: Final = "safeguarding/restrictions.html"


@get("/children/{child:uuid}/restrictions")
async def show_restrictions(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """Who is kept from the child, and a form to add one."""
    found = await restrictions_page(child, "", by=actor)
    return page(request, TEMPLATE, found=found, q="", submission=None)


@post("/children/{child:uuid}/restrictions/search", status_code=200)
async def find_adult(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """Adults of the scope by name, to choose from; posted, so that no address holds a name."""
    submission: Submission[forms.FindForm] = await read(forms.FindForm, request)
    q = submission.form.q if submission.form else ""
    found = await restrictions_page(child, q, by=actor)
    return page(request, TEMPLATE, found=found, q=q, submission=None)


@post("/children/{child:uuid}/restrictions")
async def create_restriction(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """Keep an adult from the child."""
    submission: Submission[forms.RestrictionForm] = await read(forms.RestrictionForm, request)
    if wish := submission.form:
        try:
            await setting_aside.restrict(
                child, wish.person, wish.because, papers=wish.papers, by=actor
            )
            return see_other(f"/children/{child}/restrictions")
        except Refusal as refusal:
            submission = submission.because(refusal)
    q = str(submission.typed["q"])  # whoever was found by name stays to be chosen
    found = await restrictions_page(child, q, by=actor)
    return refused(request, TEMPLATE, submission, found=found, q=q)


@post("/children/{child:uuid}/restrictions/{restriction:uuid}/lifting")
async def lift_restriction(
    request: Request[Any, Any, Any],
    actor: Acting,
    child: FromPath[UUID],
    restriction: FromPath[UUID],
) -> Answer:
    """The restriction ends, with a reason."""
    submission: Submission[forms.BecauseForm] = await read(forms.BecauseForm, request)
    if wish := submission.form:
        try:
            await setting_aside.lift_restriction(restriction, wish.because, by=actor)
            return see_other(f"/children/{child}/restrictions")
        except Refusal as refusal:
            submission = submission.because(refusal)
    found = await restrictions_page(child, "", by=actor)
    return refused(request, TEMPLATE, submission, found=found, q="")


HANDLERS: Final = [
    Router(
        "/",
        route_handlers=[show_restrictions, find_adult, create_restriction, lift_restriction],
        guards=[needs(*OFFICERS)],
    )
]
