"""/alarms: the child nobody has seen, the register nobody opened; answered with a name and a reason."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import PAGES_MAX
from carenet.core.refusals import Refusal
from carenet.people.rules import written_phone
from carenet.scheduling import forms, wording
from carenet.scheduling.queries import alarms as queries
from carenet.scheduling.routes import views
from carenet.scheduling.services import alarms, registers


@get("/alarms")
async def list_alarms(
    request: Request[Any, Any, Any],
    actor: Acting,
    closed: FromQuery[bool] = False,
    page_at: Annotated[int | None, QueryParameter(name="page", ge=1, le=PAGES_MAX)] = None,
) -> Answer:
    """Open alarms, the furthest climbed first; or what was closed this week."""
    found = await queries.alarm_list(by=actor, closed=closed, number=page_at)
    untrue = await queries.false_alarms(by=actor) if closed else []
    return page(
        request, "scheduling/alarms.html", found=found, closed=closed, untrue=untrue,
        named=wording.named, answer_words=wording.answer_words, URGENT=wording.URGENT, STEPS=wording.STEPS,
    )  # fmt: skip


async def _one(
    request: Request[Any, Any, Any],
    actor: Actor,
    alarm: UUID,
    submission: Submission[Any] | None = None,
) -> Answer:
    found = await queries.alarm_page(alarm, by=actor)
    return page(
        request, "scheduling/alarm.html", status=422 if submission else 200, found=found,
        a=found.alarm, submission=submission, named=wording.named, answer_words=wording.answer_words, URGENT=wording.URGENT,
        REASONS=wording.REASONS, SAYERS=wording.SAYERS, STEPS=wording.STEPS,
        reasons=views.choices(wording.REASONS), sayers=views.choices(wording.SAYERS),
        written_phone=written_phone,
    )  # fmt: skip


@get("/alarms/{alarm:uuid}")
async def show_alarm(
    request: Request[Any, Any, Any], actor: Acting, alarm: FromPath[UUID]
) -> Answer:
    """One alarm: what is known, whom to call, how it is answered."""
    return await _one(request, actor, alarm)


@post("/alarms/{alarm:uuid}/taking")
async def take_alarm(actor: Acting, alarm: FromPath[UUID]) -> Answer:
    """I am on it."""
    await alarms.take_alarm(alarm, by=actor)
    return see_other(f"/alarms/{alarm}")


@post("/alarms/{alarm:uuid}/closing")
async def close_alarm(
    request: Request[Any, Any, Any], actor: Acting, alarm: FromPath[UUID]
) -> Answer:
    """Where the child is, or what was found out."""
    submission: Submission[forms.CloseAlarmForm] = await read(forms.CloseAlarmForm, request)
    if not (wish := submission.form):
        return await _one(request, actor, alarm, submission)
    try:
        await alarms.close_alarm(alarm, wish.because, by=actor, false_alarm=wish.false_alarm)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _one(request, actor, alarm, submission.because(refusal))
    return see_other("/alarms")


@post("/alarms/{alarm:uuid}/answer")
async def answer_alarm(
    request: Request[Any, Any, Any], actor: Acting, alarm: FromPath[UUID]
) -> Answer:
    """A register nobody opened: all here, somebody missing, or not open."""
    submission: Submission[forms.AnswerForm] = await read(forms.AnswerForm, request)
    if not (wish := submission.form):
        return await _one(request, actor, alarm, submission)
    try:
        session = await alarms.answer_unopened(alarm, wish.answer, by=actor)
        if wish.answer != "not_open":
            await registers.open_register(session, by=actor)
        if wish.answer == "all_here":
            await registers.mark_rest_here(session, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _one(request, actor, alarm, submission.because(refusal))
    return see_other("/alarms" if wish.answer == "not_open" else f"/registers/{session}")


HANDLERS = [list_alarms, show_alarm, take_alarm, close_alarm, answer_alarm]
