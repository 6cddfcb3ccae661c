"""/series: written down with a preview, looked at, joined by children, ended."""

from collections.abc import Sequence
from datetime import timedelta
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
from carenet.scheduling.queries import series as queries
from carenet.scheduling.queries.sessions import centres_within
from carenet.scheduling.rollout import Plan
from carenet.scheduling.routes import views
from carenet.scheduling.rules.standing import WHY
from carenet.scheduling.services import enrolling
from carenet.scheduling.services import series as services
from carenet.scheduling.services.standing import Promised

TERM_DAYS = 120


async def _form(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any],
    *,
    preview: Plan | None = None,
    wrong: bool = False,
) -> Answer:
    centres = await centres_within(by=actor)
    views.require_places(centres, officer=actor.is_officer)
    places = {c["id"]: c["name"] for c in centres}
    rooms = await queries.rooms_within(by=actor)
    return page(
        request, "scheduling/series_new.html", status=422 if wrong else 200, submission=submission,
        centre_options=views.named_pairs(centres), preview=preview,
        room_options=[
            (r["id"], r["name"] if len(places) == 1 else f"{places[r['organisation']]} \u00b7 {r['name']}")
            for r in rooms if r["organisation"] in places
        ],
        skipped_words=wording.SKIPPED, named=wording.named, **views.form_words(),
    )  # fmt: skip


@get("/series/new")
async def new_series(
    request: Request[Any, Any, Any], actor: Acting, centre: FromQuery[UUID | None] = None
) -> Answer:
    """A series to be: where, what, when, with whom."""
    first = clock.today() + timedelta(days=1)
    blank: Submission[forms.SeriesForm] = Submission.blank(
        centre=str(centre) if centre else None, first_on=first.isoformat(),
        last_on=(first + timedelta(days=TERM_DAYS)).isoformat(), starts_at="16:10",
        ends_at="17:40", adults_min="2", adults_max="3", children_max="30", weeks="every",
        kind="tutoring", activity="homework",
    )  # fmt: skip
    return await _form(request, actor, blank)


@post("/series")
async def create_series(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Show what it would make, or make it."""
    submission: Submission[forms.SeriesForm] = await read(forms.SeriesForm, request)
    if not (wish := submission.form):
        return await _form(request, actor, submission, wrong=True)
    try:
        if wish.preview:
            found = await services.preview_series(wish.wish(), by=actor)
            return await _form(request, actor, submission, preview=found)
        made = await services.create_series(wish.wish(), own_room=True, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _form(request, actor, submission.because(refusal), wrong=True)
    return see_other(f"/series/{made}")


@get("/series/{series:uuid}")
async def show_series(
    request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID]
) -> Answer:
    """One series: its sessions ahead, what it skips, its children."""
    return await series_answer(request, actor, series, None)


async def series_answer(
    request: Request[Any, Any, Any],
    actor: Actor,
    series: UUID,
    submission: Submission[Any] | None,
    *,
    promised: Promised | None = None,
    left_out: Sequence[tuple[str, str]] = (),
) -> Answer:
    """The page of one series, also with a refused form or with what a promise came to."""
    found = await queries.series_page(series, by=actor)
    return page(
        request, "scheduling/series.html", status=422 if submission else 200, found=found,
        s=found.series, submission=submission, weekdays=wording.weekday_words(found.series["weekdays"]),
        weeks=wording.named(wording.WEEKS, found.series["weeks"]),
        kind=wording.named(wording.KINDS, found.series["kind"]),
        skipped_words=wording.SKIPPED, named=wording.named, promised=promised, left_out=left_out,
        why_no_turn=WHY,
        may_sign_up=actor.has("volunteer", "proxy_parent", "host", "lead", "director"),
    )  # fmt: skip


@post("/series/{series:uuid}/sessions")
async def make_again(actor: Acting, series: FromPath[UUID]) -> Answer:
    """Bring the sessions up to date with the calendar; the past and what people changed stay."""
    await services.roll_out(series, by=actor)
    return see_other(f"/series/{series}")


@post("/series/{series:uuid}/children")
async def enrol(request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID]) -> Answer:
    """Children join."""
    submission: Submission[forms.EnrolForm] = await read(forms.EnrolForm, request)
    if not (wish := submission.form):
        return await series_answer(request, actor, series, submission)
    try:
        await enrolling.enrol_children(series, wish.child, wish.first_on, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await series_answer(request, actor, series, submission.because(refusal))
    return see_other(f"/series/{series}")


@post("/series/{series:uuid}/children/{child:uuid}/ending")
async def leave(
    request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID], child: FromPath[UUID]
) -> Answer:
    """A child leaves the series."""
    submission: Submission[forms.LeaveSeriesForm] = await read(forms.LeaveSeriesForm, request)
    if not (wish := submission.form):
        return await series_answer(request, actor, series, submission)
    try:
        await enrolling.end_enrolment(series, child, wish.last_on, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await series_answer(request, actor, series, submission.because(refusal))
    return see_other(f"/series/{series}")


@post("/series/{series:uuid}/ending")
async def end_series(
    request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID]
) -> Answer:
    """The series meets no more."""
    submission: Submission[forms.EndForm] = await read(forms.EndForm, request)
    if not (wish := submission.form):
        return await series_answer(request, actor, series, submission)
    await services.end_series(series, wish.because, by=actor)
    return see_other(f"/series/{series}")


HANDLERS = [new_series, create_series, show_series, make_again, enrol, leave, end_series]
