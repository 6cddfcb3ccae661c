"""/classes/days: one day of a class: three head counts, lunch, and its sheet on paper."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.classes import forms, wording
from carenet.classes.queries.days import day_page
from carenet.classes.services import counting, meals
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import MayNot, Refusal

KEEPS: Final = [needs("county", "township", "director", "lead")]


async def one(
    request: Request[Any, Any, Any],
    actor: Actor,
    session: UUID,
    submission: Submission[Any] | None = None,
    template: str = "classes/day.html",
) -> Answer:
    """The page of a day, also with a refused form on it."""
    found = await day_page(session, by=actor)
    return page(
        request, template, status=422 if submission else 200, found=found, s=found.session,
        submission=submission, w=wording,
    )  # fmt: skip


@get("/classes/days/{session:uuid}", guards=KEEPS)
async def show_day(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Who is here, what was counted, what there is to eat."""
    return await one(request, actor, session)


@get("/classes/days/{session:uuid}/sheet", guards=KEEPS)
async def show_sheet(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """The day on paper: three columns to tick, lunch, who fetches."""
    return await one(request, actor, session, template="classes/day_paper.html")


@post("/classes/days/{session:uuid}/counts", guards=KEEPS)
async def count(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """Heads were counted."""
    submission: Submission[forms.CountForm] = await read(forms.CountForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    try:
        await counting.count_heads(session, wish.slot, wish.counted, wish.adults, by=actor)
    except MayNot:
        raise
    except Refusal as refusal:
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/classes/days/{session}#counts")


@post("/classes/days/{session:uuid}/gone", guards=KEEPS)
async def look_for(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """These were here and are not found."""
    submission: Submission[forms.GoneForm] = await read(forms.GoneForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    try:
        await counting.look_for(session, wish.child, by=actor)
    except MayNot:
        raise
    except Refusal as refusal:
        return await one(request, actor, session, submission.because(refusal))
    return see_other("/alarms")


@post("/classes/days/{session:uuid}/menu", guards=KEEPS)
async def plan_meal(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """What there is for lunch."""
    submission: Submission[forms.MenuForm] = await read(forms.MenuForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    try:
        await meals.plan_meal(session, wish.menu, by=actor)
    except MayNot:
        raise
    except Refusal as refusal:
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/classes/days/{session}#lunch")


@post("/classes/days/{session:uuid}/eaten", guards=KEEPS)
async def note_eaten(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """How many ate, and who ate along."""
    submission: Submission[forms.EatenForm] = await read(forms.EatenForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    try:
        await meals.note_eaten(
            session, wish.portions, wish.ate_along, sample_kept=wish.sample_kept, by=actor
        )
    except MayNot:
        raise
    except Refusal as refusal:
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/classes/days/{session}#lunch")


HANDLERS: Final = [show_day, show_sheet, count, look_for, plan_meal, note_eaten]
