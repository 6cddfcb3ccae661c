"""/placements/{id}/…: an end taken back, a goodbye, the term's review."""

from collections.abc import Awaitable
from typing import Any, Final
from uuid import UUID

from litestar import Request, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.placements import forms
from carenet.placements.routes.listing import show_with
from carenet.placements.services import keeping_on


async def _done(
    request: Request[Any, Any, Any],
    placement: UUID,
    verb: Awaitable[None] | None,
    submission: Submission[Any],
    by: Acting,
) -> Answer:
    """The page again with the refusal and what was typed, or on to the fresh page."""
    if verb is not None:
        try:
            await verb
            return see_other(f"/placements/{placement}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    return await show_with(request, placement, by, submission)


@post("/placements/{placement:uuid}/ending/taking-back")
async def take_back(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """The end is not wished any more."""
    submission: Submission[forms.TakingBackForm] = await read(forms.TakingBackForm, request)
    wish = submission.form
    verb = keeping_on.take_back_ending(placement, wish.because, by=actor) if wish else None
    return await _done(request, placement, verb, submission, actor)


@post("/placements/{placement:uuid}/goodbye")
async def create_goodbye(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """Goodbye was said."""
    submission: Submission[forms.GoodbyeForm] = await read(forms.GoodbyeForm, request)
    wish = submission.form
    verb = keeping_on.say_goodbye(placement, wish.on_day, wish.note, by=actor) if wish else None
    return await _done(request, placement, verb, submission, actor)


@post("/placements/{placement:uuid}/reviews", guards=[needs(*keeping_on.MAY_REVIEW)])
async def create_review(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """The term is looked back on."""
    submission: Submission[forms.ReviewForm] = await read(forms.ReviewForm, request)
    wish = submission.form
    verb = (
        keeping_on.review(
            placement,
            wish.child_said,
            wish.note,
            goes_on=wish.goes_on == "yes",
            apart=wish.apart,
            by=actor,
        )
        if wish
        else None
    )
    return await _done(request, placement, verb, submission, actor)


HANDLERS: Final = [take_back, create_goodbye, create_review]
