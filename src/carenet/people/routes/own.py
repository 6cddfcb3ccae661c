"""/me/offer: when I am free and what I offer."""

from typing import Any, Final

from litestar import Request, get, post

from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.people import forms
from carenet.people.queries.own import my_offer
from carenet.people.routes.words import offer_choices
from carenet.people.rules.offering import free_times
from carenet.people.services.offering import replace_offer


@get("/me/offer")
async def edit_offer(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The form, filled with what is known."""
    mine = await my_offer(by=actor)
    return page(request, "people/offer.html", submission=None, mine=mine, **offer_choices())


@post("/me/offer")
async def replace_my_offer(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Write it anew."""
    submission: Submission[forms.OfferForm] = await read(forms.OfferForm, request)
    if not (wish := submission.form):
        mine = await my_offer(by=actor)
        return refused(request, "people/offer.html", submission, mine=mine, **offer_choices())
    await replace_offer(free=free_times(submission.typed), **wish.model_dump(), by=actor)
    return see_other("/me")


HANDLERS: Final = [edit_offer, replace_my_offer]
