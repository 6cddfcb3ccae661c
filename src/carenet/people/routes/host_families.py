"""/host-families: the list, one home and who lives there."""

from collections.abc import Awaitable
from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import asked
from carenet.core.refusals import Refusal
from carenet.core.words import gettext
from carenet.people import forms
from carenet.people.queries import host_families as queries
from carenet.people.routes.words import offer_choices
from carenet.people.services import host_families as services
from carenet.places.cache import name_of

OFFICERS: Final = ("city", "county", "township", "director")
STATES: Final = ("waiting", "approved", "renew", "left")


def _words() -> dict[str, Any]:
    return {
        "name_of": name_of,
        "state_words": {
            "waiting": gettext("waits for approval"),
            "approved": gettext("approved"),
            "renew": gettext("to be looked at again"),
            "left": gettext("has stopped"),
        },
        **offer_choices(),
    }


@get("/host-families")
async def list_host_families(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Homes of one's scope."""
    number, size = asked(request.query_params)
    asked_for = request.query_params.get("state")
    wanted = asked_for if asked_for in STATES else None
    found = await queries.host_families(wanted, number, size, by=actor)
    return page(request, "people/host_families.html", found=found, state=wanted or "", **_words())


@get("/host-families/{family:uuid}")
async def show_host_family(
    request: Request[Any, Any, Any], actor: Acting, family: FromPath[UUID]
) -> Answer:
    """One home: what it offers, who lives there, and the way to its approval."""
    one = await queries.host_family_page(family, by=actor)
    return page(request, "people/host_family.html", one=one, submission=None, **_words())


async def _done(
    request: Request[Any, Any, Any],
    family: UUID,
    verb: Awaitable[Any] | None,
    submission: Submission[Any],
    by: Acting,
) -> Answer:
    if verb is not None:
        try:
            await verb
            return see_other(f"/host-families/{family}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    one = await queries.host_family_page(family, by=by)
    return refused(request, "people/host_family.html", submission, one=one, **_words())


@post("/host-families/{family:uuid}/adults")
async def create_adult(
    request: Request[Any, Any, Any], actor: Acting, family: FromPath[UUID]
) -> Answer:
    """One more adult lives there."""
    submission: Submission[forms.HostAdultForm] = await read(forms.HostAdultForm, request)
    wish = submission.form
    verb = (
        services.add_adult(
            family, wish.name, wish.sex, wish.relation, mobile=wish.mobile, by=actor
        )
        if wish
        else None
    )  # fmt: skip
    return await _done(request, family, verb, submission, actor)


@post("/host-families/{family:uuid}/adults/{person:uuid}/leaving")
async def create_adult_leaving(
    request: Request[Any, Any, Any], actor: Acting, family: FromPath[UUID], person: FromPath[UUID]
) -> Answer:
    """An adult no longer lives there."""
    verb = services.adult_left(family, person, by=actor)
    return await _done(request, family, verb, Submission.blank(), actor)


@post("/host-families/{family:uuid}/roster")
async def confirm_roster(
    request: Request[Any, Any, Any], actor: Acting, family: FromPath[UUID]
) -> Answer:
    """Asked again: it is as written."""
    submission: Submission[forms.RosterForm] = await read(forms.RosterForm, request)
    wish = submission.form
    verb = services.confirm_roster(family, wish.seen, by=actor) if wish else None
    return await _done(request, family, verb, submission, actor)


@post("/host-families/{family:uuid}/leaving")
async def create_leaving(
    request: Request[Any, Any, Any], actor: Acting, family: FromPath[UUID]
) -> Answer:
    """The home takes no more children."""
    submission: Submission[forms.HomeLeavingForm] = await read(forms.HomeLeavingForm, request)
    wish = submission.form
    verb = services.host_family_left(family, wish.because, by=actor) if wish else None
    return await _done(request, family, verb, submission, actor)


HANDLERS: Final = [
    Router(
        "/",
        route_handlers=[
            list_host_families, show_host_family, create_adult, create_adult_leaving, confirm_roster,
            create_leaving,
        ],
        guards=[needs(*OFFICERS)],
    )
]  # fmt: skip
