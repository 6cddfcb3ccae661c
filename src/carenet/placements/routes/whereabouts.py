"""/children/{id}/nights and /stays: where a child was, and its holidays with the parents."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.placements import forms, wording
from carenet.placements.queries import whereabouts as queries
from carenet.placements.services import stays

KEEPERS = [needs("county", "city", "bureau", "township", "director")]
NOTERS = [needs("county", "township", "director")]
NO_STORE = {"cache-control": "no-store"}


def _until(request: Request[Any, Any, Any]) -> date:
    """The last night asked for; tonight where none or a strange one is."""
    try:
        asked = date.fromisoformat(request.query_params.get("on", ""))
    except ValueError:
        return clock.today()
    return asked if asked.year >= queries.FIRST_YEAR else clock.today()


async def _show(
    request: Request[Any, Any, Any], child: UUID, actor: Any, submission: Any = None
) -> Answer:
    found = await queries.whereabouts(child, _until(request), clock.today(), by=actor)
    part = request.headers.get("hx-request") == "true" and submission is None
    return page(
        request, "placements/_nights.html" if part else "placements/nights.html",
        status=422 if submission else 200, headers=NO_STORE, found=found, wording=wording,
        submission=submission,
    )  # fmt: skip


@get("/children/{child:uuid}/nights", guards=KEEPERS)
async def show_nights(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """Where the child slept in the year before a night."""
    return await _show(request, child, actor)


@post("/children/{child:uuid}/stays", guards=NOTERS)
async def create_stay(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """The child goes to the parents."""
    submission: Submission[forms.StayForm] = await read(forms.StayForm, request)
    if not (wish := submission.form):
        return await _show(request, child, actor, submission)
    try:
        await stays.note_stay(
            child, wish.place, wish.starts_on, wish.ends_on, wish.confirmer, by=actor
        )
    except Refusal as refusal:
        return await _show(request, child, actor, submission.because(refusal))
    return see_other(f"/children/{child}/nights")


async def _stay(request: Any, stay: UUID, actor: Any, submission: Any = None) -> Answer:
    shown = await queries.stay_page(stay, by=actor)
    return page(
        request, "placements/stay.html", status=422 if submission else 200, headers=NO_STORE,
        shown=shown, wording=wording, submission=submission,
    )  # fmt: skip


@get("/stays/{stay:uuid}")
async def show_stay(request: Request[Any, Any, Any], stay: FromPath[UUID], actor: Acting) -> Answer:
    """One stay, to whoever confirms the return and to officers."""
    return await _stay(request, stay, actor)


@post("/stays/{stay:uuid}/return")
async def create_return(
    request: Request[Any, Any, Any], stay: FromPath[UUID], actor: Acting
) -> Answer:
    """The child is back."""
    submission: Submission[forms.ReturnForm] = await read(forms.ReturnForm, request)
    if not (wish := submission.form):
        return await _stay(request, stay, actor, submission)
    try:
        await stays.confirm_return(stay, wish.on_day, by=actor)
    except Refusal as refusal:
        return await _stay(request, stay, actor, submission.because(refusal))
    return see_other(f"/stays/{stay}")


@post("/stays/{stay:uuid}/dates", guards=NOTERS)
async def move_stay(request: Request[Any, Any, Any], stay: FromPath[UUID], actor: Acting) -> Answer:
    """The child comes back on another day."""
    submission: Submission[forms.LaterForm] = await read(forms.LaterForm, request)
    if not (wish := submission.form):
        return await _stay(request, stay, actor, submission)
    try:
        await stays.extend_stay(stay, wish.ends_on, by=actor)
    except Refusal as refusal:
        return await _stay(request, stay, actor, submission.because(refusal))
    return see_other(f"/stays/{stay}")


@post("/stays/{stay:uuid}/ending", guards=NOTERS)
async def end_stay(request: Request[Any, Any, Any], stay: FromPath[UUID], actor: Acting) -> Answer:
    """The child did not go."""
    submission: Submission[forms.EndingForm] = await read(forms.EndingForm, request)
    if not (wish := submission.form):
        return await _stay(request, stay, actor, submission)
    await stays.call_off_stay(stay, wish.because, by=actor)
    return see_other(f"/stays/{stay}")


HANDLERS = [show_nights, create_stay, show_stay, create_return, move_stay, end_stay]
