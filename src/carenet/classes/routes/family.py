"""/family/classes: what there is near, a form for a child, what became of it."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.classes import forms, wording
from carenet.classes.queries.families import family_class, family_classes
from carenet.classes.rules.places import CannotApply
from carenet.classes.services import applying
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.placements.wording import called
from carenet.scheduling.wording import weekday_words

FAMILY: Final = [needs("guardian", "carer")]


@get("/family/classes", guards=FAMILY)
async def show_classes(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The holiday classes near my children, and my wishes."""
    return await _all(request, actor)


async def _all(
    request: Request[Any, Any, Any], actor: Actor, submission: Submission[Any] | None = None
) -> Answer:
    found = await family_classes(by=actor)
    return page(
        request, "classes/family.html", status=422 if submission else 200, found=found, w=wording,
        called=called, days=weekday_words, submission=submission,
    )  # fmt: skip


async def _one(
    request: Request[Any, Any, Any],
    actor: Actor,
    holiday_class: UUID,
    submission: Submission[Any] | None = None,
) -> Answer:
    found, one = await family_class(holiday_class, by=actor)
    return page(
        request, "classes/family_form.html", status=422 if submission else 200, found=found, one=one,
        submission=submission, w=wording, days=weekday_words, yes_no=wording.yes_no(),
        ways=wording.choices(wording.WAYS), could_ask=found.could_ask(one),
        child_options=[(c["id"], called(c["name"], c["class_name"])) for c in found.could_ask(one)],
    )  # fmt: skip


@get("/family/classes/{holiday_class:uuid}", guards=FAMILY)
async def show_form(
    request: Request[Any, Any, Any], actor: Acting, holiday_class: FromPath[UUID]
) -> Answer:
    """A place for a child: the form."""
    return await _one(request, actor, holiday_class)


@post("/family/classes/{holiday_class:uuid}", guards=FAMILY)
async def ask(
    request: Request[Any, Any, Any], actor: Acting, holiday_class: FromPath[UUID]
) -> Answer:
    """Ask for a place."""
    submission: Submission[forms.ApplyForm] = await read(forms.ApplyForm, request)
    if not (wish := submission.form):
        return await _one(request, actor, holiday_class, submission)
    if wish.child is None:
        raise NotFound
    try:
        await applying.apply(holiday_class, wish.asked(wish.child), by=actor)
    except Refusal as refusal:
        return await _one(request, actor, holiday_class, submission.because(refusal))
    return see_other("/family/classes")


@post("/family/classes/places/{application:uuid}/taking", guards=FAMILY)
async def take(
    request: Request[Any, Any, Any], actor: Acting, application: FromPath[UUID]
) -> Answer:
    """Yes, the child comes."""
    try:
        await applying.give_place(application, by=actor)
    except CannotApply as refusal:
        blank: Submission[Any] = Submission.blank()
        return await _all(request, actor, blank.because(refusal))
    return see_other("/family/classes")


@post("/family/classes/places/{application:uuid}/ending", guards=FAMILY)
async def give_back(actor: Acting, application: FromPath[UUID]) -> Answer:
    """The child does not come, or no longer."""
    await applying.give_back(application, None, by=actor)
    return see_other("/family/classes")


HANDLERS: Final = [show_classes, show_form, ask, take, give_back]
