"""/me/home: the family's or proxy parent's own side, on the phone."""

from collections.abc import Awaitable
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.people.services import host_families
from carenet.places.cache import name_of
from carenet.safeguarding import forms
from carenet.safeguarding.queries.own_home import my_homes
from carenet.safeguarding.services import taking_on
from carenet.safeguarding.wording import choices_of_ways, words_of_ways


async def _page(actor: Acting) -> dict[str, Any]:
    return {
        "mine": await my_homes(by=actor),
        "name_of": name_of,
        **words_of_ways(),
        **choices_of_ways(),
    }


@get("/me/home")
async def show_own_home(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Where I stand, who acts next, who lives here."""
    return page(request, "safeguarding/own_home.html", submission=None, **await _page(actor))


async def _done(
    request: Request[Any, Any, Any],
    verb: Awaitable[Any] | None,
    submission: Submission[Any],
    by: Acting,
) -> Answer:
    if verb is not None:
        try:
            await verb
            return see_other("/me/home")
        except Refusal as refusal:
            submission = submission.because(refusal)
    return refused(request, "safeguarding/own_home.html", submission, **await _page(by))


@post("/me/home/{candidacy:uuid}/yes")
async def say_yes(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """Yes, I wish to take part."""
    verb = taking_on.confirm(candidacy, actor.me, clock.today(), by=actor)
    return await _done(request, verb, Submission.blank(), actor)


@post("/me/home/{candidacy:uuid}/no")
async def say_no(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """No, and why."""
    submission: Submission[forms.BecauseForm] = await read(forms.BecauseForm, request)
    wish = submission.form
    verb = taking_on.decline(candidacy, wish.because, by=actor) if wish else None
    return await _done(request, verb, submission, actor)


@post("/me/home/{family:uuid}/roster")
async def confirm_own_roster(
    request: Request[Any, Any, Any], actor: Acting, family: FromPath[UUID]
) -> Answer:
    """It is as written: nobody moved in or out."""
    submission: Submission[forms.RosterForm] = await read(forms.RosterForm, request)
    wish = submission.form
    verb = host_families.confirm_roster(family, wish.seen, by=actor) if wish else None
    return await _done(request, verb, submission, actor)


@post("/me/home/{family:uuid}/adults")
async def add_own_adult(
    request: Request[Any, Any, Any], actor: Acting, family: FromPath[UUID]
) -> Answer:
    """Somebody moved in."""
    submission: Submission[forms.OwnAdultForm] = await read(forms.OwnAdultForm, request)
    wish = submission.form
    verb = (
        host_families.add_own_adult(family, wish.name, wish.sex, wish.relation, by=actor)
        if wish
        else None
    )
    return await _done(request, verb, submission, actor)


@post("/me/home/{family:uuid}/adults/{person:uuid}/leaving")
async def own_adult_left(
    request: Request[Any, Any, Any],
    actor: Acting,
    family: FromPath[UUID],
    person: FromPath[UUID],
) -> Answer:
    """Somebody moved out."""
    verb = host_families.own_adult_left(family, person, by=actor)
    return await _done(request, verb, Submission.blank(), actor)


HANDLERS: Final[list[ControllerRouterHandler]] = [
    show_own_home, say_yes, say_no, confirm_own_roster, add_own_adult, own_adult_left,
]  # fmt: skip
