"""/sessions: the week of a centre, what lacks people, one session; moved, called off, all stopped."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.places.cache import name_of
from carenet.scheduling import forms, forms_changes
from carenet.scheduling.queries import listing, sessions
from carenet.scheduling.routes import views
from carenet.scheduling.rules.arranging import WaysTooLong
from carenet.scheduling.rules.standing import WHY
from carenet.scheduling.services import changing, joining, stopping
from carenet.scheduling.wording import CAME_WORDS, STAND_IN_WORDS, STOPS, named

DAYS_OF_WEEK = 7
LACKING_MAX = 12


@get("/sessions")
async def list_sessions(
    request: Request[Any, Any, Any],
    actor: Acting,
    on: FromQuery[date | None] = None,
    centre: FromQuery[UUID | None] = None,
    short: FromQuery[bool] = False,
    agenda: FromQuery[bool] = False,
) -> Answer:
    """The week of a centre, as grid and agenda; with `short` what lacks people."""
    monday, day = views.monday_of(on), on or clock.today()
    wish = listing.Wish(monday, centre, short=short, one_place=not _phone(request, actor))
    found = await listing.week_page(wish, by=actor)
    centres, chosen, rows, lacking = found.centres, found.chosen, found.rows, found.lacking
    if not centres and not actor.is_officer:
        return see_other("/sessions/open")
    query = {"centre": str(chosen)} if chosen else {}
    return page(
        request, "scheduling/sessions.html", rows=rows, lacking=lacking[:LACKING_MAX], by_day=views.by_day(rows), by_room=views.by_room(rows), centres=centres,
        chosen=chosen, monday=monday, day=day, short=short, as_agenda=agenda, days=found.strip,
        strip=views.strip(found.strip, "/sessions", query, day), week=views.week_words(monday),
        before=(monday - timedelta(days=DAYS_OF_WEEK)).isoformat(),
        after=(monday + timedelta(days=DAYS_OF_WEEK)).isoformat(), query_words=query,
        may_arrange=bool(centres), may_stop=actor.has("township", "county"),
        townships=sorted({c["village"][:9] for c in centres}),
    )  # fmt: skip


def _phone(request: Request[Any, Any, Any], actor: Actor) -> bool:
    return bool(request.app.state.navigate(actor, request.url.path).shell == "phone")


@get("/sessions/{session:uuid}")
async def show_session(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """One session: when, where, who comes, and what can be done."""
    return await one(request, actor, session)


async def one(
    request: Request[Any, Any, Any],
    actor: Actor,
    session: UUID,
    submission: Submission[Any] | None = None,
    status: int = 422,
) -> Answer:
    """The page of one session, also with a refused form on it."""
    found = await sessions.session_page(session, by=actor)
    return page(
        request, "scheduling/session.html", status=status if submission else 200, found=found,
        s=found.session, submission=submission, stand_in_words=STAND_IN_WORDS,
        came_words=CAME_WORDS, why_no_turn=WHY,
        may_sign_up=actor.has("volunteer", "proxy_parent", "host", "lead", "director"),
    )  # fmt: skip


@post("/sessions/{session:uuid}/move")
async def move(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """Another time; whoever comes is told."""
    submission: Submission[forms.MoveForm] = await read(forms.MoveForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    try:
        await changing.move_session(
            session, wish.on_day, wish.starts_at, wish.ends_at, although=wish.ways_do, by=actor
        )
    except Refusal as refusal:
        views.pass_on(refusal)
        if isinstance(refusal, WaysTooLong):
            submission.errors["ways_do"] = views.ways_words(refusal)
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/sessions/{session}")


@post("/sessions/{session:uuid}/cancellation")
async def call_off(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """It does not take place; whoever would have come is told."""
    submission: Submission[forms.CallOffForm] = await read(forms.CallOffForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    try:
        await changing.call_off(session, wish.because, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/sessions/{session}")


@post("/sessions/{session:uuid}/division")
async def divide(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """One becomes two, one after the other."""
    submission: Submission[forms_changes.DivideForm] = await read(forms_changes.DivideForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    try:
        made = await joining.divide_session(session, wish.at, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/sessions/{made}")


@post("/sessions/{session:uuid}/joining")
async def join(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """Another of the day is taken in."""
    submission: Submission[forms_changes.JoinForm] = await read(forms_changes.JoinForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    try:
        await joining.join_sessions(session, wish.other, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/sessions/{session}")


@get("/sessions/stop")
async def ask_stop(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Today all stop: the second of two taps."""
    return await _stop_page(request, actor, None)


async def _stop_page(
    request: Request[Any, Any, Any], actor: Actor, submission: Submission[Any] | None
) -> Answer:
    centres = await sessions.centres_within(by=actor)
    views.require_places(centres, officer=actor.is_officer)
    townships = (
        sorted({c["village"][:9] for c in centres}) if actor.has("township", "county") else []
    )
    return page(
        request, "scheduling/stop.html", status=422 if submission else 200, submission=submission,
        centre_options=views.named_pairs(centres),
        township_options=[(t, name_of(t)) for t in townships], townships=townships,
        stops=views.choices(STOPS),
    )  # fmt: skip


@post("/sessions/stop")
async def stop(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Close a place or a township for a day."""
    submission: Submission[forms.StopForm] = await read(forms.StopForm, request)
    if not (wish := submission.form):
        return await _stop_page(request, actor, submission)
    try:
        because = wish.because or named(STOPS, wish.why)
        stopping.require_one(wish.centre, wish.township, wish.on_day, because)
        if wish.centre:
            await stopping.stop_centre(wish.centre, wish.on_day, because, by=actor)
        else:
            await stopping.stop_township(str(wish.township), wish.on_day, because, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _stop_page(request, actor, submission.because(refusal))
    return see_other(f"/sessions?on={wish.on_day.isoformat()}")


HANDLERS = [list_sessions, show_session, move, divide, join, call_off, ask_stop, stop]
