"""/sessions/changes: several sessions together, shown before it is done: other hours, another room, called off."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromQuery

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.core.words import gettext
from carenet.scheduling import forms_changes as forms
from carenet.scheduling import wording
from carenet.scheduling.queries.series import rooms_within, series_of
from carenet.scheduling.queries.sessions import centres_within
from carenet.scheduling.routes import views
from carenet.scheduling.services import bulk

AHEAD_USUAL: Final = timedelta(days=120)
MARKED_MAX: Final = 100


async def _form(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any],
    effect: bulk.BulkEffect | None = None,
    *,
    done: bool = False,
    wrong: bool = False,
) -> Answer:
    centres = await centres_within(by=actor)
    views.require_places(centres, officer=actor.is_officer)
    typed = submission.typed["centre"]
    chosen = next((c for c in centres if str(c["id"]) == typed), centres[0] if centres else None)
    rooms = await rooms_within(by=actor) if chosen else []
    series = await series_of(chosen["id"], by=actor) if chosen else []
    marked = submission.typed["session"]
    return page(
        request, "scheduling/bulk.html", status=422 if wrong else 200, submission=submission,
        effect=effect, done=done, chosen=chosen, centres=centres,
        series_options=[(s["id"], f"{wording.title_of(s)} \u00b7 {wording.weekday_words(s['weekdays'])}") for s in series],
        room_options=[(r["id"], r["name"]) for r in rooms if chosen and r["organisation"] == chosen["id"]],
        room_then=next((r["name"] for r in rooms if str(r["id"]) == submission.typed["room"]), None),
        weekdays=wording.weekday_choices(), turns=[(k, gettext(w)) for k, w in wording.BULK.items()],
        marked=[marked] if isinstance(marked, str) and marked else list(marked or []),
    )  # fmt: skip


@get("/sessions/changes")
async def ask_bulk(
    request: Request[Any, Any, Any],
    actor: Acting,
    centre: FromQuery[UUID | None] = None,
    series: FromQuery[UUID | None] = None,
    weekday: FromQuery[int | None] = None,
    first: FromQuery[date | None] = None,
    session: FromQuery[Sequence[UUID] | None] = None,
) -> Answer:
    """Which sessions, and what becomes of them."""
    begins = first or clock.today()
    blank: Submission[forms.BulkForm] = Submission.blank(
        centre=str(centre) if centre else None, series=str(series) if series else None,
        weekday=[str(weekday)] if weekday else [], first_on=begins.isoformat(),
        last_on=(begins + AHEAD_USUAL).isoformat(), what="hours",
        session=[str(s) for s in (session or [])[:MARKED_MAX]],
    )  # fmt: skip
    return await _form(request, actor, blank)


@post("/sessions/changes")
async def change(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Show what it does and who is told; then do it."""
    submission: Submission[forms.BulkForm] = await read(forms.BulkForm, request)
    if not (wish := submission.form):
        return await _form(request, actor, submission, wrong=True)
    verb = bulk.change_many if wish.sure else bulk.preview_bulk
    try:
        effect = await verb(wish.choice(), wish.turn(), by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _form(request, actor, submission.because(refusal), wrong=True)
    return await _form(request, actor, submission, effect, done=wish.sure)


HANDLERS: Final = [ask_bulk, change]
