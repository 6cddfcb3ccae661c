"""/registers: today's, and one on one screen: here, excused, not here; the way home; closed."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.scheduling import forms, wording
from carenet.scheduling.queries.registers import register_page, registers_of
from carenet.scheduling.queries.sessions import centres_within
from carenet.scheduling.routes import views
from carenet.scheduling.services import alarms, attendance, registers


@get("/registers")
async def list_registers(
    request: Request[Any, Any, Any], actor: Acting, on: FromQuery[date | None] = None
) -> Answer:
    """The registers of a day, today's first."""
    views.require_places(await centres_within(by=actor), officer=actor.is_officer)
    day = on or clock.today()
    rows = await registers_of(day, by=actor)
    return page(request, "scheduling/registers.html", rows=rows, day=day)


async def _one(
    request: Request[Any, Any, Any],
    actor: Actor,
    session: UUID,
    submission: Submission[Any] | None = None,
    template: str = "scheduling/register.html",
) -> Answer:
    found = await register_page(session, by=actor)
    return page(
        request, template, status=422 if submission else 200, found=found, s=found.session,
        submission=submission, reasons=views.choices(wording.REASONS),
        sayers=views.choices(wording.SAYERS), ways=views.choices(wording.LEFT),
        named=wording.named, REASONS=wording.REASONS, SAYERS=wording.SAYERS, LEFT=wording.LEFT,
    )  # fmt: skip


@get("/registers/{session:uuid}")
async def show_register(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """All children of a session on one screen."""
    return await _one(request, actor, session)


@get("/registers/{session:uuid}/roster")
async def show_roster(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """The same on paper, to be ticked by hand."""
    return await _one(request, actor, session, template="scheduling/roster.html")


@post("/registers/{session:uuid}/opening")
async def open_register(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Open the register."""
    try:
        await registers.open_register(session, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        blank: Submission[Any] = Submission.blank()
        return await _one(request, actor, session, blank.because(refusal))
    return see_other(f"/registers/{session}")


@post("/registers/{session:uuid}/children")
async def tick(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """One child: here, excused, or not here."""
    submission: Submission[forms.TickForm] = await read(forms.TickForm, request)
    if not (wish := submission.form):
        return await _one(request, actor, session, submission)
    try:
        await registers.mark_child(
            session, wish.child, wish.state, because=wish.because, said_by=wish.said_by,
            seen_at=wish.seen_at(), by=actor,
        )  # fmt: skip
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _one(request, actor, session, submission.because(refusal))
    return see_other(f"/registers/{session}#c{wish.child}")


@post("/registers/{session:uuid}/rest")
async def tick_rest(actor: Acting, session: FromPath[UUID]) -> Answer:
    """All who are not ticked yet are here."""
    await registers.mark_rest_here(session, by=actor)
    return see_other(f"/registers/{session}")


@post("/registers/{session:uuid}/leaving")
async def leave(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """A child, or all who are still here, go home."""
    submission: Submission[forms.LeavingForm] = await read(forms.LeavingForm, request)
    if not (wish := submission.form):
        return await _one(request, actor, session, submission)
    try:
        if wish.child:
            whom = wish.other or wish.with_whom
            await registers.note_leaving(session, wish.child, wish.how, with_whom=whom, by=actor)
        else:
            await registers.note_all_leaving(session, wish.how, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _one(request, actor, session, submission.because(refusal))
    return see_other(f"/registers/{session}#home")


@post("/registers/{session:uuid}/not-home")
async def look_for(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Somebody called: a child who left has not come home."""
    submission: Submission[forms.NotHomeForm] = await read(forms.NotHomeForm, request)
    if not (wish := submission.form):
        return await _one(request, actor, session, submission)
    try:
        alarm = await alarms.raise_not_home(session, wish.child, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _one(request, actor, session, submission.because(refusal))
    return see_other(f"/alarms/{alarm}")


@post("/registers/{session:uuid}/drop-ins")
async def take_in(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """A child nobody expected: the short record."""
    submission: Submission[forms.DropInForm] = await read(forms.DropInForm, request)
    if not (wish := submission.form):
        return await _one(request, actor, session, submission)
    try:
        await registers.take_in_at(session, by=actor, **wish.model_dump())
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _one(request, actor, session, submission.because(refusal))
    return see_other(f"/registers/{session}")


@post("/registers/{session:uuid}/adults")
async def tick_adult(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """An adult came: the lead saw it."""
    submission: Submission[forms.AdultForm] = await read(forms.AdultForm, request)
    if not (wish := submission.form):
        return await _one(request, actor, session, submission)
    try:
        await attendance.tick_adult(session, wish.person, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _one(request, actor, session, submission.because(refusal))
    return see_other(f"/registers/{session}#adults")


@post("/registers/{session:uuid}/closing")
async def close_register(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Everyone has gone home."""
    try:
        await registers.close_register(session, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        blank: Submission[Any] = Submission.blank()
        return await _one(request, actor, session, blank.because(refusal))
    return see_other("/registers")


HANDLERS = [
    list_registers, show_register, show_roster, open_register, tick, tick_rest, leave, look_for, take_in,
    tick_adult, close_register,
]  # fmt: skip
