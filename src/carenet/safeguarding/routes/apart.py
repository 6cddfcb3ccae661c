"""/children/{id}/apart: children whom a child is not to be with."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.safeguarding import forms
from carenet.safeguarding.queries.apart import apart_page
from carenet.safeguarding.services import keeping_apart
from carenet.safeguarding.wording import where_they_meet

TEMPLATE: Final = "safeguarding/apart.html"
SAID: Final[dict[str, Any]] = {"meet": where_they_meet}


@get("/children/{child:uuid}/apart")
async def show_apart(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """Whom the child is not to be with, and a form to add one."""
    found = await apart_page(child, "", by=actor)
    return page(request, TEMPLATE, found=found, q="", submission=None, **SAID)


@post("/children/{child:uuid}/apart/search", status_code=200)
async def find_other(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """Children of the scope by name, to choose from; posted, so that no address holds a name."""
    submission: Submission[forms.FindForm] = await read(forms.FindForm, request)
    q = submission.form.q if submission.form else ""
    found = await apart_page(child, q, by=actor)
    return page(request, TEMPLATE, found=found, q=q, submission=None, **SAID)


@post("/children/{child:uuid}/apart")
async def create_apart(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """Keep another child apart from this one."""
    submission: Submission[forms.ApartForm] = await read(forms.ApartForm, request)
    if wish := submission.form:
        try:
            await keeping_apart.keep_apart(child, wish.other, wish.because, wish.until, by=actor)
            return see_other(f"/children/{child}/apart")
        except Refusal as refusal:
            submission = submission.because(refusal)
    q = str(submission.typed["q"])  # whoever was found by name stays to be chosen
    found = await apart_page(child, q, by=actor)
    return refused(request, TEMPLATE, submission, found=found, q=q, **SAID)


@post("/children/{child:uuid}/apart/{apart_pair:uuid}/ending")
async def end_apart(
    request: Request[Any, Any, Any],
    actor: Acting,
    child: FromPath[UUID],
    apart_pair: FromPath[UUID],
) -> Answer:
    """They may be together again, with a reason."""
    submission: Submission[forms.BecauseForm] = await read(forms.BecauseForm, request)
    if wish := submission.form:
        try:
            await keeping_apart.end_apart(apart_pair, wish.because, by=actor)
            return see_other(f"/children/{child}/apart")
        except Refusal as refusal:
            submission = submission.because(refusal)
    found = await apart_page(child, "", by=actor)
    return refused(request, TEMPLATE, submission, found=found, q="", **SAID)


HANDLERS: Final = [
    Router(
        "/",
        route_handlers=[show_apart, find_other, create_apart, end_apart],
        guards=[needs(*keeping_apart.MAY_KEEP_APART)],
    )
]
