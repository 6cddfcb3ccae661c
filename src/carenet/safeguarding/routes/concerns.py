"""/concerns: raise one from wherever the child is in reach; open them with two factors."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.limits import by_account, limit
from carenet.core.paging import asked
from carenet.core.pinyin import split_surname
from carenet.core.refusals import NotFound, Refusal
from carenet.core.words import gettext
from carenet.places.cache import name_of
from carenet.safeguarding import forms
from carenet.safeguarding.queries import concerns as queries
from carenet.safeguarding.rules.concerns import KINDS, MANDATORY, OTHER
from carenet.safeguarding.services import closing
from carenet.safeguarding.services import concerns as services

OFFICERS: Final = ("city", "county", "township", "director")
RAISE_TIMES, RAISE_SECONDS = 30, 3600


def _kinds() -> list[tuple[str, str]]:
    return [(k, gettext(w)) for k, w in {**OTHER, **MANDATORY}.items()]


async def _form(child: UUID, by: Acting) -> dict[str, Any]:
    name = await queries.child_named(child, by=by)
    return {
        "child": child,
        "name": name if by.is_officer else split_surname(name)[1] or name,
        "kinds": _kinds(),
        "phones": await queries.duty_phones(child, by=by),
    }


def _child(request: Request[Any, Any, Any]) -> UUID:
    try:
        return UUID(request.query_params.get("child", ""))
    except ValueError:
        raise NotFound from None


@get("/concerns/new")
async def new_concern(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Numbers to ring at once, and a form for what may wait five minutes."""
    shown = await _form(_child(request), actor)
    return page(request, "safeguarding/concern_new.html", submission=None, **shown)


@post("/concerns", guards=[limit("concern", RAISE_TIMES, RAISE_SECONDS, by_account)])
async def create_concern(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Written, sealed, and whoever answers for the village is told."""
    submission: Submission[forms.ConcernForm] = await read(forms.ConcernForm, request)
    if wish := submission.form:
        await services.raise_concern(
            wish.child, wish.kind, wish.text, contact=wish.contact, by=actor
        )
        return page(request, "safeguarding/concern_thanks.html", mandatory=wish.kind in MANDATORY)
    try:
        child = UUID(str(submission.typed.get("child", "")))
    except ValueError:
        raise NotFound from None
    return refused(
        request, "safeguarding/concern_new.html", submission, **await _form(child, actor)
    )  # fmt: skip


def _words() -> dict[str, Any]:
    return {"kind_words": {k: gettext(w) for k, w in KINDS.items()}, "name_of": name_of}


@get("/concerns")
async def list_concerns(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What is open in one's scope."""
    found = await queries.concerns(asked(request.query_params)[0], by=actor)
    return page(request, "safeguarding/concerns.html", found=found, **_words())


@get("/concerns/{concern:uuid}")
async def show_concern(
    request: Request[Any, Any, Any], actor: Acting, concern: FromPath[UUID]
) -> Answer:
    """One concern, opened; the reading is recorded."""
    one = await queries.concern_page(concern, by=actor)
    return page(request, "safeguarding/concern.html", one=one, submission=None, **_words())


@post("/concerns/{concern:uuid}/taking")
async def take_concern(actor: Acting, concern: FromPath[UUID]) -> Answer:
    """I answer for it from now on."""
    await services.take_concern(concern, by=actor)
    return see_other(f"/concerns/{concern}")


@post("/concerns/{concern:uuid}/closing")
async def close_concern(
    request: Request[Any, Any, Any], actor: Acting, concern: FromPath[UUID]
) -> Answer:
    """Settled: what came of it."""
    submission: Submission[forms.ClosingForm] = await read(forms.ClosingForm, request)
    if wish := submission.form:
        try:
            await closing.close_concern(concern, wish.outcome, wish.receipt, by=actor)
            return see_other(f"/concerns/{concern}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    one = await queries.concern_page(concern, by=actor)
    return refused(request, "safeguarding/concern.html", submission, one=one, **_words())


@post("/concerns/{concern:uuid}/confirmation")
async def answer_closing(
    request: Request[Any, Any, Any], actor: Acting, concern: FromPath[UUID]
) -> Answer:
    """The second officer agrees, or sends it back."""
    submission: Submission[forms.SecondForm] = await read(forms.SecondForm, request)
    if wish := submission.form:
        try:
            agreed = wish.answer == "agree"
            await closing.answer_closing(concern, wish.because, agreed=agreed, by=actor)
            return see_other(f"/concerns/{concern}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    one = await queries.concern_page(concern, by=actor)
    return refused(request, "safeguarding/concern.html", submission, one=one, **_words())


HANDLERS: Final[list[ControllerRouterHandler]] = [
    new_concern,
    create_concern,
    Router(
        "/",
        route_handlers=[list_concerns, show_concern, take_concern, close_concern, answer_closing],
        guards=[needs(*OFFICERS)],
    ),
]
