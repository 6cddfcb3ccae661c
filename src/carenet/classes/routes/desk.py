"""/classes: those of a scope, a new one, one with its list; whoever runs the place enters and places children."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.children.services.taking_in import take_in
from carenet.classes import forms, wording
from carenet.classes.queries import listing
from carenet.classes.rules.places import season_of
from carenet.classes.services import applying, opening
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import MayNot, Refusal
from carenet.core.words import gettext
from carenet.scheduling import wording as sessions
from carenet.scheduling.queries.series import rooms_within
from carenet.scheduling.queries.sessions import centres_within
from carenet.scheduling.rollout import Plan

KEEPS: Final = [needs("county", "township", "director", "lead")]
WEEKS_USUAL: Final = timedelta(days=18)
AHEAD_LEAST: Final = timedelta(days=7)
SCHOOL_DAYS: Final = 5


@get("/classes", guards=KEEPS)
async def list_classes(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The holiday classes of my places."""
    rows = await listing.classes_within(by=actor)
    return page(request, "classes/list.html", rows=rows, w=wording, today=clock.today())


async def _form(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any],
    preview: Plan | None = None,
    *,
    wrong: bool = False,
    centres: list[dict[str, Any]] | None = None,
) -> Answer:
    centres = centres if centres is not None else await centres_within(by=actor)
    if not centres and not actor.is_officer:
        raise MayNot
    places = {c["id"]: c["name"] for c in centres}
    rooms = [r for r in await rooms_within(by=actor) if r["organisation"] in places]
    return page(
        request, "classes/new.html", status=422 if wrong else 200, submission=submission,
        preview=preview, centre_options=[(c["id"], c["name"]) for c in centres],
        room_options=[
            (r["id"], r["name"] if len(places) == 1 else f"{places[r['organisation']]} \u00b7 {r['name']}")
            for r in rooms
        ],
        weekdays=sessions.weekday_choices(), skipped_words=sessions.SKIPPED, named=sessions.named,
        activities=[(code, gettext(sessions.ACTIVITIES[code])) for code in wording.PLAIN],
    )  # fmt: skip


@get("/classes/new", guards=KEEPS)
async def new_class(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """A class to be: where, which days and hours, how many children."""
    centres = await centres_within(by=actor)
    begins, ends = await listing.holidays_ahead(
        centres[0]["village"] if centres else actor.lo, by=actor
    )
    first = max(begins, clock.today() + AHEAD_LEAST)
    first += timedelta(days=-first.weekday() % 7)
    last = min(first + WEEKS_USUAL, ends or first + WEEKS_USUAL)
    season = season_of(first)
    blank: Submission[forms.ClassForm] = Submission.blank(
        title=wording.named(wording.SEASONS, season), first_on=first.isoformat(),
        last_on=max(first, last).isoformat(),
        starts_at="08:30", ends_at="17:00", places="30", lunch="yes", activity="homework",
        enrol_from=clock.today().isoformat(), enrol_until=(first - timedelta(days=3)).isoformat(),
        weekdays=[str(n + 1) for n in range(SCHOOL_DAYS)],
    )  # fmt: skip
    return await _form(request, actor, blank, centres=centres)


@post("/classes", guards=KEEPS)
async def create_class(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Show the days it would have, or open it."""
    submission: Submission[forms.ClassForm] = await read(forms.ClassForm, request)
    if not (wish := submission.form):
        return await _form(request, actor, submission, wrong=True)
    try:
        if wish.preview:
            found = await opening.preview_class(wish.wish(), by=actor)
            return await _form(request, actor, submission, found)
        made = await opening.open_class(wish.wish(), by=actor)
    except MayNot:
        raise
    except Refusal as refusal:
        return await _form(request, actor, submission.because(refusal), wrong=True)
    return see_other(f"/classes/{made}")


async def one(
    request: Request[Any, Any, Any],
    actor: Actor,
    holiday_class: UUID,
    submission: Submission[Any] | None = None,
    template: str = "classes/show.html",
) -> Answer:
    """The page of one class, also with a refused form on it."""
    found = await listing.class_page(holiday_class, by=actor, could=template == "classes/show.html")
    return page(
        request, template, status=422 if submission else 200, found=found, one=found.one,
        submission=submission, w=wording, ways=wording.choices(wording.WAYS),
        yes_no=wording.yes_no(), child_options=[(c["child"], c["name"]) for c in found.could_join],
        weekdays=sessions.weekday_words(found.one["weekdays"]),
    )  # fmt: skip


@get("/classes/{holiday_class:uuid}", guards=KEEPS)
async def show_class(
    request: Request[Any, Any, Any], actor: Acting, holiday_class: FromPath[UUID]
) -> Answer:
    """One class: its children, who waits and why in this order, its days."""
    return await one(request, actor, holiday_class)


@get("/classes/{holiday_class:uuid}/list", guards=KEEPS)
async def show_list(
    request: Request[Any, Any, Any], actor: Acting, holiday_class: FromPath[UUID]
) -> Answer:
    """The enrolment list on paper."""
    return await one(request, actor, holiday_class, template="classes/list_paper.html")


@get("/classes/{holiday_class:uuid}/notice", guards=KEEPS)
async def show_notice(
    request: Request[Any, Any, Any], actor: Acting, holiday_class: FromPath[UUID]
) -> Answer:
    """What hangs at the door and goes home on paper; no child is on it."""
    return await one(request, actor, holiday_class, template="classes/notice.html")


@post("/classes/{holiday_class:uuid}/places", guards=KEEPS)
async def change_places(
    request: Request[Any, Any, Any], actor: Acting, holiday_class: FromPath[UUID]
) -> Answer:
    """More or fewer places, another last day to ask."""
    submission: Submission[forms.PlacesForm] = await read(forms.PlacesForm, request)
    if not (wish := submission.form):
        return await one(request, actor, holiday_class, submission)
    try:
        await opening.change_places(
            holiday_class, wish.places, wish.enrol_until, wish.bring, by=actor
        )
    except MayNot:
        raise
    except Refusal as refusal:
        return await one(request, actor, holiday_class, submission.because(refusal))
    return see_other(f"/classes/{holiday_class}")


@post("/classes/{holiday_class:uuid}/applications", guards=KEEPS)
async def enter(
    request: Request[Any, Any, Any], actor: Acting, holiday_class: FromPath[UUID]
) -> Answer:
    """A family said at the place that its child should come."""
    submission: Submission[forms.ApplyForm] = await read(forms.ApplyForm, request)
    if not (wish := submission.form):
        return await one(request, actor, holiday_class, submission)
    try:
        child = wish.child or await _new_child(holiday_class, wish, actor)
        await applying.apply(holiday_class, wish.asked(child), by=actor)
    except MayNot:
        raise
    except Refusal as refusal:
        return await one(request, actor, holiday_class, submission.because(refusal))
    return see_other(f"/classes/{holiday_class}#list")


async def _new_child(holiday_class: UUID, wish: forms.ApplyForm, actor: Actor) -> UUID:
    found = await listing.class_page(holiday_class, by=actor, could=False)
    return await take_in(
        str(wish.name), found.one["village"], by=actor, because=f"centre:{found.one['centre']}",
        class_said=wish.class_said, fetched_by=wish.fetched_by, phone=wish.phone,
    )  # fmt: skip


@post("/classes/{holiday_class:uuid}/applications/{application:uuid}/place", guards=KEEPS)
async def give_place(
    request: Request[Any, Any, Any],
    actor: Acting,
    holiday_class: FromPath[UUID],
    application: FromPath[UUID],
) -> Answer:
    """The child comes."""
    try:
        await applying.give_place(application, by=actor)
    except MayNot:
        raise
    except Refusal as refusal:
        blank: Submission[Any] = Submission.blank()
        return await one(request, actor, holiday_class, blank.because(refusal))
    return see_other(f"/classes/{holiday_class}#list")


@post("/classes/{holiday_class:uuid}/applications/{application:uuid}/ending", guards=KEEPS)
async def give_back(
    request: Request[Any, Any, Any],
    actor: Acting,
    holiday_class: FromPath[UUID],
    application: FromPath[UUID],
) -> Answer:
    """The child does not come, or no longer."""
    submission: Submission[forms.BackForm] = await read(forms.BackForm, request)
    if not (wish := submission.form):
        return await one(request, actor, holiday_class, submission)
    await applying.give_back(application, wish.because, by=actor)
    return see_other(f"/classes/{holiday_class}#list")


@post("/classes/{holiday_class:uuid}/reach", guards=KEEPS)
async def reach(actor: Acting, holiday_class: FromPath[UUID]) -> Answer:
    """Those who asked before I led this place."""
    await applying.reach_those_before(holiday_class, by=actor)
    return see_other(f"/classes/{holiday_class}#list")


HANDLERS: Final = [
    list_classes, new_class, create_class, show_class, show_list, show_notice, change_places, enter,
    give_place, give_back, reach,
]  # fmt: skip
