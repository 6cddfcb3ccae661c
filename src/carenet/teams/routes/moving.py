"""/team-visits/{visit}/days: other days for a visit; what they would do is shown before they are asked for and decided."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import MayNot, NotFound, Refusal
from carenet.teams import forms
from carenet.teams.queries.moving import days_page
from carenet.teams.routes.desk import PROPOSES, one
from carenet.teams.services import moving as services
from carenet.teams.services.visits import DecidedAlready


async def _days(
    request: Request[Any, Any, Any], actor: Actor, visit: UUID,
    submission: Submission[Any] | None = None, *, wrong: bool = False,
) -> Answer:  # fmt: skip
    form = submission.form if submission else None
    wanted = (form.first_on, form.last_on) if form and not wrong else None
    v, effect = await days_page(visit, wanted, by=actor)
    if submission is None:
        submission = Submission.blank(
            first_on=v["first_on"].isoformat(), last_on=v["last_on"].isoformat()
        )
    return page(
        request, "teams/days.html", status=422 if wrong else 200, v=v, submission=submission,
        effect=effect,
    )  # fmt: skip


@get("/team-visits/{visit:uuid}/days")
async def show_days(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]
) -> Answer:
    """Other days for a visit."""
    return await _days(request, actor, visit)


@post("/team-visits/{visit:uuid}/days")
async def ask_for_days(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]
) -> Answer:
    """Ask for them, or show what they would do."""
    submission: Submission[forms.MoveForm] = await read(forms.MoveForm, request)
    if not (wish := submission.form):
        return await _days(request, actor, visit, submission, wrong=True)
    try:
        if wish.preview:
            await services.require_days(visit, wish.first_on, wish.last_on, by=actor)
            return await _days(request, actor, visit, submission)
        await services.ask_to_move(visit, wish.first_on, wish.last_on, wish.because, by=actor)
    except (MayNot, NotFound):
        raise
    except DecidedAlready as refusal:
        return await one(request, actor, visit, submission.because(refusal))
    except Refusal as refusal:
        return await _days(request, actor, visit, submission.because(refusal), wrong=True)
    return see_other(f"/team-visits/{visit}")


@post("/team-visits/{visit:uuid}/days/decision", guards=PROPOSES)
async def decide_days(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]
) -> Answer:
    """The visit has the other days, or keeps its own."""
    submission: Submission[forms.DecisionForm] = await read(forms.DecisionForm, request)
    if not (wish := submission.form):
        return await one(request, actor, visit, submission)
    try:
        await services.decide_move(
            visit, approve=wish.answer == "approve", because=wish.because, by=actor
        )
    except (MayNot, NotFound):
        raise
    except Refusal as refusal:
        return await one(request, actor, visit, submission.because(refusal))
    return see_other(f"/team-visits/{visit}")


@post("/team-visits/{visit:uuid}/days/ending")
async def take_back_days(actor: Acting, visit: FromPath[UUID]) -> Answer:
    """Other days are not asked for any more."""
    await services.take_back_move(visit, by=actor)
    return see_other(f"/team-visits/{visit}")


HANDLERS: Final = [show_days, ask_for_days, decide_days, take_back_days]
