"""/registers: today's, and one on one screen: here, excused, not here; the way home; closed."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath, FromQuery

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.doors import Door, Handed, Sent, hand_in
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


async def one_register(
    request: Request[Any, Any, Any],
    actor: Actor,
    session: UUID,
    submission: Submission[Any] | None = None,
    template: str = "scheduling/register.html",
) -> Answer:
    """A register on one screen, also with a refused form on it."""
    found = await register_page(session, by=actor)
    return page(
        request, template, status=422 if submission else 200, found=found, s=found.session,
        submission=submission, reasons=views.choices(wording.REASONS),
        sayers=views.choices(wording.SAYERS), ways=views.choices(wording.LEFT),
        excuses=views.choices(wording.MISSED_WHY), follows_words=wording.follows_words,
        named=wording.named, WHY=wording.MISSED_WHY, REASONS=wording.REASONS, SAYERS=wording.SAYERS, LEFT=wording.LEFT,
    )  # fmt: skip


@get("/registers/{session:uuid}")
async def show_register(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """All children of a session on one screen."""
    return await one_register(request, actor, session)


@get("/registers/{session:uuid}/roster")
async def show_roster(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """The same on paper, to be ticked by hand."""
    return await one_register(request, actor, session, template="scheduling/roster.html")


async def _through(
    request: Request[Any, Any, Any], actor: Actor, session: UUID, door: Door
) -> Answer:
    """A tap on the page goes through the same door as one that a phone kept."""
    handed = await door(await request.form(), Sent(None, (session,)), actor)
    if handed.done:
        return see_other(handed.location)
    return await one_register(request, actor, session, handed.submission)


async def _opened(session: UUID, sent: Sent, by: Actor) -> None:
    """What a phone kept was noted while the register was open there."""
    if sent.offline:
        await registers.open_register(session, noted_at=sent.written_at, by=by)


@post("/registers/{session:uuid}/opening")
async def open_register(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Open the register."""
    return await _through(request, actor, session, hand_in_opening)


async def hand_in_opening(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """The door is open."""
    (session,) = sent.ids

    async def verb(_: forms.PressForm) -> str:
        await registers.open_register(session, noted_at=sent.written_at, by=by)
        return f"/registers/{session}"

    return await hand_in(forms.PressForm, form, sent, f"/registers/{session}", verb, by)


@post("/registers/{session:uuid}/children")
async def tick(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """One child: here, excused, or not here."""
    return await _through(request, actor, session, hand_in_tick)


async def hand_in_tick(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """One child is here, excused, or not here."""
    (session,) = sent.ids

    async def verb(wish: forms.TickForm) -> str:
        await _opened(session, sent, by)
        await registers.mark_child(
            session, wish.child, wish.state, because=wish.because, said_by=wish.said_by,
            late=wish.late, said=wish.at, noted_at=sent.written_at, by=by,
        )  # fmt: skip
        return f"/registers/{session}#c{wish.child}"

    return await hand_in(forms.TickForm, form, sent, f"/registers/{session}", verb, by)


@post("/registers/{session:uuid}/rest")
async def tick_rest(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """All who are not ticked yet are here."""
    return await _through(request, actor, session, hand_in_rest)


async def hand_in_rest(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """All the others are here."""
    (session,) = sent.ids

    async def verb(_: forms.PressForm) -> str:
        await _opened(session, sent, by)
        await registers.mark_rest_here(session, noted_at=sent.written_at, by=by)
        return f"/registers/{session}"

    return await hand_in(forms.PressForm, form, sent, f"/registers/{session}", verb, by)


@post("/registers/{session:uuid}/leaving")
async def leave(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """A child, or all who are still here, go home."""
    return await _through(request, actor, session, hand_in_leaving)


async def hand_in_leaving(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """A child goes home, or all who are still here."""
    (session,) = sent.ids

    async def verb(wish: forms.LeavingForm) -> str:
        if wish.child:
            whom = wish.other or wish.with_whom
            await registers.note_leaving(
                session, wish.child, wish.how, with_whom=whom, said=wish.at,
                noted_at=sent.written_at, by=by,
            )  # fmt: skip
        else:
            await registers.note_all_leaving(session, wish.how, noted_at=sent.written_at, by=by)
        return f"/registers/{session}#home"

    return await hand_in(forms.LeavingForm, form, sent, f"/registers/{session}", verb, by)


@post("/registers/{session:uuid}/not-home")
async def look_for(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Somebody called: a child who left has not come home."""
    submission: Submission[forms.NotHomeForm] = await read(forms.NotHomeForm, request)
    if not (wish := submission.form):
        return await one_register(request, actor, session, submission)
    try:
        alarm = await alarms.raise_not_home(session, wish.child, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await one_register(request, actor, session, submission.because(refusal))
    return see_other(f"/alarms/{alarm}")


@post("/registers/{session:uuid}/drop-ins")
async def take_in(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """A child nobody expected: the short record."""
    return await _through(request, actor, session, hand_in_drop_in)


async def hand_in_drop_in(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """A child nobody expected came."""
    (session,) = sent.ids

    async def verb(wish: forms.DropInForm) -> str:
        await _opened(session, sent, by)
        await registers.take_in_at(session, noted_at=sent.written_at, by=by, **wish.model_dump())
        return f"/registers/{session}"

    return await hand_in(forms.DropInForm, form, sent, f"/registers/{session}", verb, by)


@post("/registers/{session:uuid}/adults")
async def tick_adult(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """An adult came: the lead saw it."""
    submission: Submission[forms.AdultForm] = await read(forms.AdultForm, request)
    if not (wish := submission.form):
        return await one_register(request, actor, session, submission)
    try:
        await attendance.tick_adult(session, wish.person, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await one_register(request, actor, session, submission.because(refusal))
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
        return await one_register(request, actor, session, blank.because(refusal))
    return see_other("/registers")


DOORS: Final[dict[str, Door]] = {
    "/registers/{id}/opening": hand_in_opening,
    "/registers/{id}/children": hand_in_tick,
    "/registers/{id}/rest": hand_in_rest,
    "/registers/{id}/leaving": hand_in_leaving,
    "/registers/{id}/drop-ins": hand_in_drop_in,
}
"""What a lead taps may come from a phone's outbox."""
HANDLERS = [
    list_registers, show_register, show_roster, open_register, tick, tick_rest, leave, look_for, take_in,
    tick_adult, close_register,
]  # fmt: skip
