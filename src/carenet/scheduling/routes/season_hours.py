"""/calendar/hours: winter and summer hours of a place; what they do is shown before they are made or lifted."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.clock import today
from carenet.core.forms import Submission, read
from carenet.places.cache import name_of
from carenet.scheduling import forms_calendar as forms
from carenet.scheduling import wording
from carenet.scheduling.queries.season_hours import season_hours_of
from carenet.scheduling.routes.calendar import WHO, change_form, make_change
from carenet.scheduling.rules.changes import LiftingHours
from carenet.scheduling.services import calendar as services


@get("/calendar/hours/new", guards=WHO)
async def new_hours(
    request: Request[Any, Any, Any], actor: Acting, centre: FromQuery[UUID | None] = None,
    instead_of: FromQuery[UUID | None] = None,
) -> Answer:  # fmt: skip
    """Half an hour later in summer, or earlier in winter; or hours that hold, to be put right."""
    if instead_of is not None:
        return await change_form(request, actor, "hours", await _as_they_hold(instead_of, actor))
    blank: Submission[Any] = Submission.blank(
        where=str(centre) if centre else None, first_on=today().isoformat(),
        from_time="12:00", minutes="30", name="summer", direction="later",
    )  # fmt: skip
    return await change_form(request, actor, "hours", blank)


async def _as_they_hold(hours: UUID, actor: Actor) -> Submission[Any]:
    h = await season_hours_of(hours, by=actor)
    return Submission.blank(
        instead_of=str(hours), where=str(h["organisation"] or h["division"]), name=h["name"],
        first_on=h["starts_on"].isoformat(), last_on=h["ends_on"].isoformat(),
        from_time=h["from_time"].strftime("%H:%M"), minutes=str(abs(h["minutes"])),
        direction="later" if h["minutes"] > 0 else "earlier",
    )  # fmt: skip


@post("/calendar/hours", guards=WHO)
async def create_hours(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Set the hours, or show which sessions of which series would move, and who is told."""
    return await make_change(request, actor, "hours", forms.HoursForm)


async def _hours(
    request: Request[Any, Any, Any], hours: UUID, actor: Actor, effect: services.Effect | None
) -> Answer:
    found = await season_hours_of(hours, by=actor)
    return page(
        request, "scheduling/season_hours.html", h=found, effect=effect, place=name_of,
        what=wording.EFFECTS, named=wording.named, wording=wording,
    )  # fmt: skip


@get("/calendar/hours/{clock:uuid}", guards=WHO)
async def show_hours(
    request: Request[Any, Any, Any], clock: FromPath[UUID], actor: Acting
) -> Answer:
    """Winter or summer hours that hold."""
    return await _hours(request, clock, actor, None)


@post("/calendar/hours/{clock:uuid}/lifting", guards=WHO)
async def lift_hours(
    request: Request[Any, Any, Any], clock: FromPath[UUID], actor: Acting
) -> Answer:
    """The hours hold no more, or what that would bring."""
    submission: Submission[forms.LiftForm] = await read(forms.LiftForm, request)
    if submission.form and submission.form.preview:
        effect = await services.preview_change(LiftingHours(clock), by=actor)
        return await _hours(request, clock, actor, effect)
    task = await services.apply_change(LiftingHours(clock), by=actor)
    return see_other(f"/calendar/work/{task}" if task else "/calendar")


HANDLERS: Final = [new_hours, create_hours, show_hours, lift_hours]
