"""/helpers/{id}/clearances and /me/papers: which papers stand, which are missing, who must act."""

from collections.abc import Awaitable
from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.core.words import gettext
from carenet.safeguarding import forms
from carenet.safeguarding.queries.papers import papers_page
from carenet.safeguarding.rules.papers import KIND_WORDS, WHO_ACTS
from carenet.safeguarding.services import clearances, setting_aside

OFFICERS: Final = ("city", "county", "township", "director")
MAY_SET_ASIDE: Final = ("city", "county", "township")


def words_of_papers() -> dict[str, Any]:
    """What papers, results and tiers are called, in the language being spoken."""
    return {
        "paper_words": {str(k): gettext(w) for k, w in KIND_WORDS.items()},
        "who_acts": {str(k): gettext(w) for k, w in WHO_ACTS.items()},
        "result_words": {
            "passed": gettext("in order"),
            "pending": gettext("asked for"),
            "failed": gettext("not in order"),
        },
        "tier_words": {
            "cleared": gettext("fully cleared"),
            "group": gettext("group helper"),
        },
    }


@get("/helpers/{person:uuid}/papers")
async def show_panel(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID]
) -> Answer:
    """The fragment on a helper's page: what is missing, and who must act."""
    found = await papers_page(person, by=actor)
    return page(request, "safeguarding/panel.html", found=found, **words_of_papers())


@get("/helpers/{person:uuid}/clearances")
async def show_clearances(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID]
) -> Answer:
    """All papers of a helper, with forms to enter one, to void one, to set the helper aside."""
    found = await papers_page(person, by=actor)
    return page(
        request,
        "safeguarding/clearances.html",
        found=found,
        submission=None,
        may_set_aside=actor.has(*MAY_SET_ASIDE),
        **words_of_papers(),
    )


async def _done(
    request: Request[Any, Any, Any],
    person: UUID,
    submission: Submission[Any],
    verb: Awaitable[Any] | None,
    by: Acting,
) -> Answer:
    """The page again with the refusal, or on to the fresh page."""
    if verb is not None:
        try:
            await verb
            return see_other(f"/helpers/{person}/clearances")
        except Refusal as refusal:
            submission = submission.because(refusal)
    found = await papers_page(person, by=by)
    return refused(
        request,
        "safeguarding/clearances.html",
        submission,
        found=found,
        may_set_aside=by.has(*MAY_SET_ASIDE),
        **words_of_papers(),
    )


@post("/helpers/{person:uuid}/clearances")
async def create_clearance(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID]
) -> Answer:
    """Enter a paper that was seen."""
    submission: Submission[forms.ClearanceForm] = await read(forms.ClearanceForm, request)
    wish = submission.form
    verb = (
        clearances.enter_clearance(
            person, wish.kind, wish.result, wish.starts_on, ends_on=wish.ends_on,
            issuer=wish.issuer, by=actor,
        )
        if wish
        else None
    )  # fmt: skip
    return await _done(request, person, submission, verb, actor)


@post("/helpers/{person:uuid}/clearances/{clearance:uuid}/voiding")
async def void_clearance(
    request: Request[Any, Any, Any],
    actor: Acting,
    person: FromPath[UUID],
    clearance: FromPath[UUID],
) -> Answer:
    """A paper was wrong."""
    submission: Submission[forms.BecauseForm] = await read(forms.BecauseForm, request)
    wish = submission.form
    verb = clearances.void_clearance(clearance, wish.because, by=actor) if wish else None
    return await _done(request, person, submission, verb, actor)


@post("/helpers/{person:uuid}/suspension")
async def create_suspension(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID]
) -> Answer:
    """Set a helper aside altogether."""
    submission: Submission[forms.BecauseForm] = await read(forms.BecauseForm, request)
    wish = submission.form
    verb = setting_aside.suspend(person, wish.because, by=actor) if wish else None
    return await _done(request, person, submission, verb, actor)


@post("/helpers/{person:uuid}/suspension/lifting")
async def lift_suspension(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID]
) -> Answer:
    """No longer set aside."""
    submission: Submission[forms.BecauseForm] = await read(forms.BecauseForm, request)
    wish = submission.form
    verb = setting_aside.lift_suspension(person, wish.because, by=actor) if wish else None
    return await _done(request, person, submission, verb, actor)


@get("/me/papers")
async def show_own_papers(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """My own papers: which stand, until when, and what is missing."""
    found = await papers_page(actor.me, by=actor)
    return page(request, "safeguarding/my_papers.html", found=found, **words_of_papers())


HANDLERS: Final[list[ControllerRouterHandler]] = [
    Router(
        "/",
        route_handlers=[show_panel, show_clearances, create_clearance, void_clearance],
        guards=[needs(*OFFICERS)],
    ),
    Router(
        "/",
        route_handlers=[create_suspension, lift_suspension],
        guards=[needs(*MAY_SET_ASIDE)],
    ),
    show_own_papers,
]
