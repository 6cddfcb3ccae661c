"""Coming and going by code: the phone's page, the screen at the place, the paper at the door."""

from typing import Any, Final
from uuid import UUID

import segno
from litestar import Request, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.limits import by_account, count
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.words import translate
from carenet.scheduling import forms
from carenet.scheduling.queries.check_in import ScreenPage, screen_page, to_check_in
from carenet.scheduling.routes import views
from carenet.scheduling.routes.sessions import one
from carenet.scheduling.rules.hours import CannotCheckIn
from carenet.scheduling.services import attendance

CODE_TIMES: Final = 10
CODE_SECONDS: Final = 600
"""Ten tries: six digits cannot be guessed, and a shared address locks nobody out."""
QR_SCALE: Final = 8
TOO_MANY: Final = N_(
    "Too many tries. Please wait %(minutes)s minutes, or ask the lead to tick you off."
)


async def _too_many(request: Request[Any, Any, Any]) -> str | None:
    """One more try; a sentence if it was one too many."""
    try:
        await count(request, "check-in", by_account(request), CODE_TIMES, CODE_SECONDS)
    except TooManyRequestsException as many:
        seconds = int((many.headers or {}).get("Retry-After", CODE_SECONDS))
        return translate(TOO_MANY, minutes=-(-seconds // 60))
    return None


async def _here(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any] | None,
    *,
    session: UUID | None = None,
    status: int = 200,
) -> Answer:
    found = await to_check_in(by=actor)
    rows = [r for r in found.rows if r["id"] == session] if session else found.rows
    return page(
        request, "scheduling/check_in.html", status=status, submission=submission, found=found,
        rows=rows, session=session, elsewhere=session is not None and not rows,
    )  # fmt: skip


@get("/check-in")
async def show_check_in(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """My session of this hour, and the place for its code."""
    return await _here(request, actor, None)


# The picture's address: looking changes nothing, the button on the page does.
@get("/check-in/{session:uuid}/{code:str}")
async def show_scanned(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID], code: FromPath[str]
) -> Answer:
    """The code from the picture is filled in already."""
    blank: Submission[Any] = Submission.blank(code=code[:12])
    return await _here(request, actor, blank, session=session)


@post("/check-in")
async def be_here(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """I am here, or I go, by the code alone: the session is the one of this hour it belongs to."""
    submission: Submission[forms.HereForm] = await read(forms.HereForm, request)
    if not (wish := submission.form):
        return await _here(request, actor, submission, status=422)
    if said := await _too_many(request):
        submission.refusal = said
        return await _here(request, actor, submission, session=wish.session, status=429)
    ids = [wish.session] if wish.session else [r["id"] for r in (await to_check_in(by=actor)).rows]
    why: Refusal = CannotCheckIn(
        N_("You have no session at this hour. Check in from half an hour before it begins.")
    )
    for session in ids:
        refusal = await _act(session, wish, actor)
        if refusal is None:
            return see_other(f"/sessions/{session}")
        why = refusal
    if isinstance(why, NotFound):  # a 404 would not say what to do
        why = CannotCheckIn(why.msgid)
    return await _here(request, actor, submission.because(why), session=wish.session, status=422)


async def _act(session: UUID, wish: forms.HereForm, actor: Actor) -> Refusal | None:
    """Come or go; why it did not work, if it did not."""
    try:
        if wish.act == "go":
            await attendance.check_out(session, by=actor, code=wish.code)
        else:
            await attendance.check_in(session, wish.code, by=actor)
    except Refusal as refusal:
        return refusal
    return None


@post("/sessions/{session:uuid}/check-in")
async def come(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """Check in on the session's own page."""
    submission: Submission[forms.CheckInForm] = await read(forms.CheckInForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    if said := await _too_many(request):
        submission.refusal = said
        return await one(request, actor, session, submission, status=429)
    try:
        await attendance.check_in(session, wish.code, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/sessions/{session}")


def _picture(request: Request[Any, Any, Any], found: ScreenPage, code: str) -> str:
    """The way to the phone's page with this code, as a picture for a camera."""
    public = request.app.state.public_url.rstrip("/")
    address = f"{public}/check-in/{found.session['id']}/{code}"
    made: str = segno.make(address, error="m").svg_data_uri(scale=QR_SCALE, border=2)
    return made


def _spaced(code: str) -> str:
    """Digits in two groups, as people read them out."""
    return f"{code[:3]} {code[3:]}"


async def _screen(
    request: Request[Any, Any, Any], actor: Actor, session: UUID, template: str
) -> Answer:
    found = await screen_page(session, by=actor)
    return page(
        request, template, found=found, s=found.session, headers={"cache-control": "no-store"},
        picture=_picture(request, found, found.code) if found.shown else "",
        digits=_spaced(found.code),
    )  # fmt: skip


@get("/sessions/{session:uuid}/code")
async def show_code(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """The screen at the place: a new code each minute, big."""
    return await _screen(request, actor, session, "scheduling/code.html")


@get("/sessions/{session:uuid}/code/now")
async def show_code_now(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """The part of the screen that changes."""
    return await _screen(request, actor, session, "scheduling/_code.html")


@get("/sessions/{session:uuid}/code/paper")
async def show_paper(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """The paper for the door: this session's own code, worth nothing at any other."""
    found = await screen_page(session, by=actor)
    if not found.paper:
        raise NotFound
    return page(
        request, "scheduling/code_paper.html", found=found, s=found.session,
        picture=_picture(request, found, found.paper), digits=_spaced(found.paper),
        headers={"cache-control": "no-store"},
    )  # fmt: skip


@post("/sessions/{session:uuid}/code")
async def renew_paper(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Another code for the paper; the old one is worth nothing."""
    try:
        await attendance.fresh_paper_code(session, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        blank: Submission[Any] = Submission.blank()
        return await one(request, actor, session, blank.because(refusal))
    return see_other(f"/sessions/{session}/code/paper")


@post("/sessions/{session:uuid}/attestations")
async def attest(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """The lead stands for somebody's hours; another has to agree."""
    submission: Submission[forms.AttestForm] = await read(forms.AttestForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    day = (await screen_page(session, by=actor)).session["starts_at"]
    local = clock.day_of(day)
    try:
        await attendance.attest(
            session, wish.person, clock.at(local, wish.came_at), clock.at(local, wish.went_at),
            wish.because, by=actor,
        )  # fmt: skip
    except Refusal as refusal:
        views.pass_on(refusal)
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/sessions/{session}#people")


HANDLERS = [
    show_check_in, show_scanned, be_here, come, show_code, show_code_now, show_paper, renew_paper,
    attest,
]  # fmt: skip
