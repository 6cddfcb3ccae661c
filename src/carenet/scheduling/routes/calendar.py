"""/calendar: a month of a place, and changes of it: what each would do is shown before it is made."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery
from pydantic import BaseModel

from carenet.accounts.entry import needs
from carenet.core import clock, tasks
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.core.words import gettext
from carenet.places.cache import codes_within, name_of
from carenet.scheduling import forms_calendar as forms
from carenet.scheduling import wording
from carenet.scheduling.queries import month as queries
from carenet.scheduling.queries.sessions import centres_within
from carenet.scheduling.routes import views
from carenet.scheduling.rules.changes import Lifting
from carenet.scheduling.services import calendar as services

WHO: Final = [needs("county", "township", "director", "city", "lead")]
OFFICES: Final = [needs("county", "township", "city")]
COUNTY: Final = [needs("county", "city")]
OVER = 286
PLACES_MAX: Final = 400


@get("/calendar", guards=WHO)
async def show_month(
    request: Request[Any, Any, Any], actor: Acting,
    on: FromQuery[date | None] = None, centre: FromQuery[UUID | None] = None,
) -> Answer:  # fmt: skip
    """The month of a place."""
    day = on or clock.today()
    found = await queries.month_of(day, centre, by=actor)
    return page(
        request, "scheduling/month.html", m=found, today=clock.today(), place=name_of,
        weekdays=views.WEEKDAYS, wording=wording, actor_has=actor.has,
        before=(found.first - timedelta(days=1)).replace(day=1).isoformat(),
        after=(found.first + timedelta(days=32)).replace(day=1).isoformat(),
        county=actor.has("county", "city"), office=actor.has("county", "township", "city"),
    )  # fmt: skip


async def _where(actor: Actor, *, counties: bool = False) -> list[tuple[str, str]]:
    """Places, villages and townships that somebody may close."""
    centres = [(str(c["id"]), c["name"]) for c in await centres_within(by=actor)]
    divisions: list[tuple[str, str]] = []
    if counties and actor.has("county", "city"):
        codes = codes_within(actor.lo, actor.hi, "county")
        divisions += [(code[:6], name_of(code)) for code in codes]
    if actor.is_officer:
        if actor.has("county", "township", "city"):
            towns = codes_within(actor.lo, actor.hi, "township")
            divisions += [(code[:9], name_of(code)) for code in towns if actor.covers(code)]
        villages = codes_within(actor.lo, actor.hi, "village")
        divisions += [(code, name_of(code)) for code in villages if actor.covers(code)]
    return [*centres, *divisions][:PLACES_MAX]


async def change_form(
    request: Request[Any, Any, Any], actor: Actor, kind: str, submission: Submission[Any],
    *, effect: services.Effect | None = None, wrong: bool = False,
) -> Answer:  # fmt: skip
    values: Mapping[str, Any] = {}
    if kind == "closing":
        values = {"where": await _where(actor)}
    elif kind == "hours":
        values = {"where": await _where(actor, counties=True), "seasons": views.choices(wording.SEASONS),
                  "directions": views.choices(wording.DIRECTIONS)}  # fmt: skip
    elif kind == "term":
        values = {"counties": [(c, name_of(c)) for c in codes_within(actor.lo, actor.hi, "county")],
                  "names": views.choices(wording.TERMS)}  # fmt: skip
    elif kind == "market":
        towns = codes_within(actor.lo, actor.hi, "township")
        values = {"townships": [(c, name_of(c)) for c in towns if actor.covers(c)]}
    else:
        values = {"kinds": views.choices(wording.DAY_KINDS)}
    return page(
        request, "scheduling/calendar_change.html", status=422 if wrong else 200, kind=kind,
        submission=submission, effect=effect, what=wording.EFFECTS, named=wording.named, **values,
    )  # fmt: skip


async def make_change(
    request: Request[Any, Any, Any], actor: Actor, kind: str, form: type[BaseModel]
) -> Answer:
    """Show what a change would do, or make it."""
    submission: Submission[Any] = await read(form, request)
    if not (wish := submission.form):
        return await change_form(request, actor, kind, submission, wrong=True)
    try:
        if wish.preview:
            effect = await services.preview_change(wish.change(), by=actor)
            return await change_form(request, actor, kind, submission, effect=effect)
        task = await services.apply_change(wish.change(), by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await change_form(request, actor, kind, submission.because(refusal), wrong=True)
    return see_other(f"/calendar/work/{task}" if task else "/calendar")


@get("/calendar/closings/new", guards=WHO)
async def new_closing(
    request: Request[Any, Any, Any], actor: Acting, centre: FromQuery[UUID | None] = None
) -> Answer:
    """Closed days: flood, harvest, festival."""
    today = clock.today().isoformat()
    blank: Submission[Any] = Submission.blank(
        where=str(centre) if centre else None, first_on=today, last_on=today
    )
    return await change_form(request, actor, "closing", blank)


@post("/calendar/closings", guards=WHO)
async def create_closing(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Close, or show what that would do."""
    return await make_change(request, actor, "closing", forms.ClosingForm)


@get("/calendar/terms/new", guards=COUNTY)
async def new_term(
    request: Request[Any, Any, Any], actor: Acting, term: FromQuery[UUID | None] = None
) -> Answer:
    """A term's days."""
    found = await queries.term_of(term, by=actor) if term else None
    blank: Submission[Any] = Submission.blank(
        county=found["division"] if found else None, term=str(term) if found else None,
        name=found["name"] if found else None,
        first_on=found["starts_on"].isoformat() if found else None,
        last_on=found["ends_on"].isoformat() if found else None,
    )  # fmt: skip
    return await change_form(request, actor, "term", blank)


@post("/calendar/terms", guards=COUNTY)
async def create_term(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Set a term, or show what that would do."""
    return await make_change(request, actor, "term", forms.TermForm)


@get("/calendar/days/new", guards=COUNTY)
async def new_days(
    request: Request[Any, Any, Any], actor: Acting, on: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None, name: FromQuery[str | None] = None,
) -> Answer:  # fmt: skip
    """Days off and make-up workdays, as a notice has them."""
    first = on or clock.today()
    blank: Submission[Any] = Submission.blank(
        first_on=first.isoformat(), last_on=(until or first).isoformat(), name=(name or "")[:60],
        kind="holiday" if on else None,
    )  # fmt: skip
    return await change_form(request, actor, "days", blank)


@post("/calendar/days", guards=COUNTY)
async def create_days(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Write days down, or show what that would do."""
    return await make_change(request, actor, "days", forms.DaysForm)


@get("/calendar/markets/new", guards=OFFICES)
async def new_market(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """When market is held."""
    blank: Submission[Any] = Submission.blank(first_on=clock.today().isoformat(), every_days="5")
    return await change_form(request, actor, "market", blank)


@post("/calendar/markets", guards=OFFICES)
async def create_market(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Set the rule of a township's market."""
    return await make_change(request, actor, "market", forms.MarketForm)


@get("/calendar/closures/{closure:uuid}", guards=WHO)
async def show_closure(
    request: Request[Any, Any, Any], closure: FromPath[UUID], actor: Acting
) -> Answer:
    """A closure that holds."""
    return await _closure(request, closure, actor, None)


async def _closure(
    request: Request[Any, Any, Any], closure: UUID, actor: Actor, effect: services.Effect | None
) -> Answer:
    found = await queries.closure_of(closure, by=actor)
    return page(
        request, "scheduling/closure.html", c=found, effect=effect, place=name_of,
        what=wording.EFFECTS, named=wording.named,
    )  # fmt: skip


@post("/calendar/closures/{closure:uuid}/lifting", guards=WHO)
async def lift_closure(
    request: Request[Any, Any, Any], closure: FromPath[UUID], actor: Acting
) -> Answer:
    """The closure holds no more, or what that would bring."""
    submission: Submission[forms.LiftForm] = await read(forms.LiftForm, request)
    if submission.form and submission.form.preview:
        effect = await services.preview_change(Lifting(closure), by=actor)
        return await _closure(request, closure, actor, effect)
    task = await services.apply_change(Lifting(closure), by=actor)
    return see_other(f"/calendar/work/{task}" if task else "/calendar")


def _progress(task: tasks.TaskView) -> dict[str, Any]:
    known = services.STAGES
    return {
        "task": task, "stages": [gettext(stage) for stage in known], "finished": task.over,
        "at": known.index(task.stage) if task.stage in known else 0, "done": task.done,
        "of": task.total,
    }  # fmt: skip


async def _work(task: UUID, actor: Actor) -> tasks.TaskView:
    found = await tasks.view(task, by=actor)
    if found.kind != services.ROLL_OUT:
        raise NotFound
    return found


@get("/calendar/work/{task:uuid}", guards=WHO)
async def show_work(request: Request[Any, Any, Any], task: FromPath[UUID], actor: Acting) -> Answer:
    """How far the sessions have followed."""
    return page(request, "scheduling/calendar_work.html", **_progress(await _work(task, actor)))


@get("/calendar/work/{task:uuid}/progress", guards=WHO)
async def show_progress(
    request: Request[Any, Any, Any], task: FromPath[UUID], actor: Acting
) -> Answer:
    """The fragment that is asked for every two seconds; 286 ends the asking."""
    values = _progress(await _work(task, actor))
    status = OVER if values["finished"] else 200
    return page(request, "scheduling/_calendar_progress.html", status=status, **values)


HANDLERS = [
    show_month, new_closing, create_closing, new_term, create_term, new_days, create_days, new_market,
    create_market, show_closure, lift_closure, show_work, show_progress,
]  # fmt: skip
