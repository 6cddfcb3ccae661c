"""/me/together: who of us is a couple or family; and an office says it of helpers of its area."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.people import forms
from carenet.people.queries.ties import ties_of
from carenet.people.routes.listing import helper_answer
from carenet.people.routes.words import tie_words
from carenet.people.services.ties import NoReason, answer_together, say_together

OFFICERS: Final = [needs("county", "township", "director", "city")]


async def _mine(
    request: Request[Any, Any, Any], actor: Actor, submission: Submission[Any] | None = None
) -> Answer:
    shown: dict[str, Any] = {"ties": await ties_of(actor.me, by=actor), "tie_words": tie_words()}
    if submission:
        return refused(request, "people/together.html", submission, **shown)
    return page(request, "people/together.html", submission=None, **shown)


@get("/me/together")
async def show_mine(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """With whom I belong, and what I am asked."""
    return await _mine(request, actor)


@post("/me/together")
async def say_mine(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """I belong with whoever has this number."""
    submission: Submission[forms.TieForm] = await read(forms.TieForm, request)
    if not (wish := submission.form):
        return await _mine(request, actor, submission)
    try:
        await say_together(actor.me, wish.tie, wish.mobile, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _mine(request, actor, submission.because(refusal))
    return see_other("/me/together")


@post("/me/together/{tie:uuid}")
async def answer_mine(
    request: Request[Any, Any, Any], actor: Acting, tie: FromPath[UUID]
) -> Answer:
    """It is so, or it is not."""
    submission: Submission[forms.TieAnswer] = await read(forms.TieAnswer, request)
    if not (wish := submission.form):
        return await _mine(request, actor, submission)
    await answer_together(tie, actor.me, yes=wish.answer == "yes", by=actor)
    return see_other("/me/together")


@post("/helpers/{person:uuid}/together", guards=OFFICERS)
async def say_of_helper(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID]
) -> Answer:
    """An office knows that two belong together."""
    submission: Submission[forms.TieForm] = await read(forms.TieForm, request)
    if not (wish := submission.form):
        return await helper_answer(request, actor, person, submission)
    try:
        await say_together(person, wish.tie, wish.mobile, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await helper_answer(request, actor, person, submission.because(refusal))
    return see_other(f"/helpers/{person}#together")


@post("/helpers/{person:uuid}/together/{tie:uuid}", guards=OFFICERS)
async def answer_of_helper(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID], tie: FromPath[UUID]
) -> Answer:
    """An office agrees to it, or ends it with a reason."""
    submission: Submission[forms.TieEnding] = await read(forms.TieEnding, request)
    if not (wish := submission.form):
        return await helper_answer(request, actor, person, submission)
    try:
        await answer_together(tie, person, yes=wish.answer == "yes", because=wish.why, by=actor)
    except NoReason as refusal:
        return await helper_answer(request, actor, person, submission.because(refusal))
    return see_other(f"/helpers/{person}#together")


HANDLERS: Final = [show_mine, say_mine, answer_mine, say_of_helper, answer_of_helper]
