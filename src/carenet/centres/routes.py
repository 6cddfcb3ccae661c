"""/centres: the list, one of them, its rooms, hours, key, approval and closing."""

from collections.abc import Awaitable
from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.centres import forms, queries, services
from carenet.centres.rules import KINDS, SEASONS
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import asked
from carenet.core.refusals import NotFound, Refusal
from carenet.core.words import gettext, pgettext
from carenet.places.cache import name_of

Asked = Request[Any, Any, Any]
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _words() -> dict[str, Any]:
    kinds = {k: gettext(w) for k, w in KINDS.items()}
    return {
        "name_of": name_of,
        "kind_words": kinds,
        "kinds": [(k, kinds[k]) for k in ("care_centre", "childrens_room")],
        "seasons": [(k, gettext(w)) for k, w in SEASONS.items()],
        "day_words": {n: pgettext("weekday", d) for n, d in enumerate(DAYS, 1)},
    }


@get("/centres")
async def list_centres(request: Asked, actor: Acting) -> Answer:
    """Centres of one's scope, open or closed ones."""
    number, size = asked(request.query_params)
    closed = request.query_params.get("closed") == "1"
    found = await queries.centres(closed=closed, number=number, size=size, by=actor)
    may_open = actor.has(*services.MAY_OPEN)
    return page(
        request, "centres/list.html", found=found, closed=closed, may_open=may_open, **_words()
    )  # fmt: skip


@get("/centres/new", guards=[needs(*services.MAY_OPEN)])
async def new_centre(request: Asked, actor: Acting) -> Answer:
    """The form."""
    villages = await queries.villages_of(by=actor)
    return page(request, "centres/new.html", submission=None, villages=villages, **_words())


@post("/centres", guards=[needs(*services.MAY_OPEN)])
async def create_centre(request: Asked, actor: Acting) -> Answer:
    """Open it."""
    submission: Submission[forms.CentreForm] = await read(forms.CentreForm, request)
    if wish := submission.form:
        try:
            made = await services.open_centre(
                wish.kind, wish.name, wish.village, wish.capacity, wish.opened_on, by=actor
            )
            return see_other(f"/centres/{made}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    villages = await queries.villages_of(by=actor)
    return refused(request, "centres/new.html", submission, villages=villages, **_words())


def _may(by: Acting, one: queries.CentrePage) -> dict[str, Any]:
    over = by.has(*services.MAY_OPEN) and by.covers(one.line.village)
    open_ = one.line.closed_on is None
    return {
        "may_change": open_ and over,
        "may_keep": open_ and (over or by.holds(one.line.id)),
        "may_approve": open_ and over and by.has(*services.MAY_APPROVE),
    }


@get("/centres/{centre:uuid}")
async def show_centre(request: Asked, actor: Acting, centre: FromPath[UUID]) -> Answer:
    """Rooms, hours, key holder, approval."""
    one = await queries.centre_page(centre, by=actor)
    return page(
        request, "centres/one.html", one=one, submission=None, **_may(actor, one), **_words()
    )


@get("/centres/{centre:uuid}/edit")
async def edit_centre(request: Asked, actor: Acting, centre: FromPath[UUID]) -> Answer:
    """Name, places, opening hours.

    Raises:
        NotFound: not within the actor's duties, or closed.

    """
    one = await queries.centre_page(centre, by=actor)
    if not _may(actor, one)["may_keep"]:
        raise NotFound
    return page(
        request, "centres/edit.html", one=one, submission=None, **_may(actor, one), **_words()
    )


async def _done(
    request: Asked,
    centre: UUID,
    verb: Awaitable[Any] | None,
    submission: Submission[Any],
    by: Acting,
    *,
    template: str = "centres/one.html",
) -> Answer:
    """On to the centre's page, or the page again with what is wrong."""
    if verb is not None:
        try:
            await verb
            return see_other(f"/centres/{centre}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    one = await queries.centre_page(centre, by=by)
    return refused(request, template, submission, one=one, **_may(by, one), **_words())


@post("/centres/{centre:uuid}")
async def replace_centre(request: Asked, actor: Acting, centre: FromPath[UUID]) -> Answer:
    """Another name or number of places."""
    submission: Submission[forms.EditForm] = await read(forms.EditForm, request)
    wish = submission.form
    verb = (
        services.replace_centre(centre, name=wish.name, capacity=wish.capacity, by=actor)
        if wish
        else None
    )
    return await _done(request, centre, verb, submission, actor, template="centres/edit.html")


@post("/centres/{centre:uuid}/hours/{season:str}")
async def replace_hours(
    request: Asked, actor: Acting, centre: FromPath[UUID], season: FromPath[str]
) -> Answer:
    """When it is open in a season.

    Raises:
        NotFound: there is no such season.

    """
    if season not in SEASONS:
        raise NotFound
    submission: Submission[forms.NoForm] = await read(forms.NoForm, request)
    hours = forms.hours_sent(submission.typed, season)
    if hours is None:
        submission = submission.because(services.HoursDoNotFit())
    verb = services.set_hours(centre, season, hours, by=actor) if hours is not None else None
    return await _done(request, centre, verb, submission, actor, template="centres/edit.html")


@post("/centres/{centre:uuid}/rooms")
async def create_room(request: Asked, actor: Acting, centre: FromPath[UUID]) -> Answer:
    """One more room."""
    submission: Submission[forms.RoomForm] = await read(forms.RoomForm, request)
    wish = submission.form
    verb = services.add_room(centre, wish.name, wish.places, by=actor) if wish else None
    return await _done(request, centre, verb, submission, actor)


@post("/centres/{centre:uuid}/rooms/{room:uuid}/ending")
async def end_room(
    request: Asked, actor: Acting, centre: FromPath[UUID], room: FromPath[UUID]
) -> Answer:
    """A room is no longer used."""
    verb = services.end_room(centre, room, by=actor)
    return await _done(request, centre, verb, Submission.blank(), actor)


@post("/centres/{centre:uuid}/key")
async def hand_key(request: Asked, actor: Acting, centre: FromPath[UUID]) -> Answer:
    """Somebody else holds the key."""
    submission: Submission[forms.KeyForm] = await read(forms.KeyForm, request)
    wish = submission.form
    verb = services.hand_key(centre, wish.person, by=actor) if wish else None
    return await _done(request, centre, verb, submission, actor)


@post("/centres/{centre:uuid}/observable", guards=[needs(*services.MAY_APPROVE)])
async def approve_observable(request: Asked, actor: Acting, centre: FromPath[UUID]) -> Answer:
    """Seen: the place can be looked into."""
    verb = services.approve_observable(centre, by=actor)
    return await _done(request, centre, verb, Submission.blank(), actor)


@post("/centres/{centre:uuid}/observable/ending", guards=[needs(*services.MAY_APPROVE)])
async def end_observable(request: Asked, actor: Acting, centre: FromPath[UUID]) -> Answer:
    """No longer to be looked into."""
    submission: Submission[forms.BecauseForm] = await read(forms.BecauseForm, request)
    wish = submission.form
    verb = services.end_observable(centre, wish.because, by=actor) if wish else None
    return await _done(request, centre, verb, submission, actor)


@post("/centres/{centre:uuid}/closing", guards=[needs(*services.MAY_OPEN)])
async def close_centre(request: Asked, actor: Acting, centre: FromPath[UUID]) -> Answer:
    """It closes, with a reason."""
    submission: Submission[forms.ClosingForm] = await read(forms.ClosingForm, request)
    wish = submission.form
    verb = services.close_centre(centre, wish.closed_on, wish.because, by=actor) if wish else None
    return await _done(request, centre, verb, submission, actor)


routes = Router(
    "/",
    route_handlers=[
        list_centres, new_centre, create_centre, show_centre, edit_centre, replace_centre,
        replace_hours, create_room, end_room, hand_key, approve_observable, end_observable,
        close_centre,
    ],
    guards=[needs("city", "county", "township", "director", "lead")],
    tags=["centres"],
)  # fmt: skip
