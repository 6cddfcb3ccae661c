"""/me/away: from when until when, and what is given back; a series every time, and no longer."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core import clock, dates
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.core.words import gettext
from carenet.scheduling import forms, forms_promised
from carenet.scheduling.queries.away import away_page
from carenet.scheduling.routes import views
from carenet.scheduling.routes.series import series_answer
from carenet.scheduling.rules.away import require_leave
from carenet.scheduling.rules.standing import WHY
from carenet.scheduling.services import away, standing, succeeding

LEFT_OUT_SHOWN = 20
RUNS = needs("county", "township", "director", "lead")


async def _away(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any] | None = None,
    *,
    wish: forms.LeaveForm | None = None,
    status: int = 422,
) -> Answer:
    found = await away_page(
        wish.starts_on if wish else None, wish.ends_on if wish else None, by=actor
    )
    return page(
        request, "scheduling/away.html", status=status if submission else 200, found=found,
        submission=submission, wish=wish,
    )  # fmt: skip


@get("/me/away")
async def show_away(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """When I am away."""
    return await _away(request, actor)


@post("/me/away", status_code=200)
async def go_away(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """First what it gives back, then it is done."""
    submission: Submission[forms.LeaveForm] = await read(forms.LeaveForm, request)
    if not (wish := submission.form):
        return await _away(request, actor, submission)
    try:
        if not wish.sure:
            require_leave(wish.starts_on, wish.ends_on, clock.today())
            return await _away(request, actor, submission, wish=wish, status=200)
        await away.go_away(wish.starts_on, wish.ends_on, wish.because, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _away(request, actor, submission.because(refusal))
    return see_other("/me/away")


@post("/me/away/{leave:uuid}/ending")
async def come_back(actor: Acting, leave: FromPath[UUID]) -> Answer:
    """I am there after all."""
    await away.come_back(leave, by=actor)
    return see_other("/me/away")


@post("/series/{series:uuid}/standing", status_code=200)
async def come_every_time(
    request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID]
) -> Answer:
    """I come every time: which days I have now, and which not and why."""
    submission: Submission[forms.StandingForm] = await read(forms.StandingForm, request)
    if not (wish := submission.form):
        return await series_answer(request, actor, series, submission)
    try:
        made = await standing.come_every_time(series, wish.until_on, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await series_answer(request, actor, series, submission.because(refusal))
    left_out = [(dates.day(day), gettext(WHY[why])) for day, why in made.left_out[:LEFT_OUT_SHOWN]]
    return await series_answer(request, actor, series, None, promised=made, left_out=left_out)


@post("/series/{series:uuid}/standing/ending")
async def come_no_longer(
    request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID]
) -> Answer:
    """Until a day, and no longer every time."""
    submission: Submission[forms.LeaveSeriesForm] = await read(forms.LeaveSeriesForm, request)
    if not (wish := submission.form):
        return await series_answer(request, actor, series, submission)
    await standing.come_no_longer(series, wish.last_on, by=actor)
    return see_other(f"/series/{series}")


@post("/series/{series:uuid}/successor", guards=[RUNS])
async def name_successor(
    request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID]
) -> Answer:
    """Who comes after whoever stops."""
    submission: Submission[forms_promised.SuccessorForm] = await read(
        forms_promised.SuccessorForm, request
    )
    if not (wish := submission.form):
        return await series_answer(request, actor, series, submission)
    try:
        await succeeding.name_successor(series, wish.standing, wish.person, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await series_answer(request, actor, series, submission.because(refusal))
    return see_other(f"/series/{series}#standing")


@post("/series/{series:uuid}/goodbye")
async def say_goodbye(
    request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID]
) -> Answer:
    """Goodbye was said to the children."""
    submission: Submission[forms_promised.SeriesGoodbyeForm] = await read(
        forms_promised.SeriesGoodbyeForm, request
    )
    if not (wish := submission.form):
        return await series_answer(request, actor, series, submission)
    try:
        await succeeding.say_goodbye(series, wish.standing, wish.on_day, wish.note, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await series_answer(request, actor, series, submission.because(refusal))
    return see_other(f"/series/{series}#standing")


HANDLERS = [
    show_away, go_away, come_back, come_every_time, come_no_longer, name_successor, say_goodbye,
]  # fmt: skip
