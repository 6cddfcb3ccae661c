"""/me/offers: how many children I would take, from when until when."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.matching import forms, services, wording
from carenet.matching.queries.offers import my_offers


async def _values(actor: Acting) -> dict[str, Any]:
    mine = await my_offers(by=actor)
    return {
        "mine": mine, "wording": wording,
        "services": [(code, wording.service(code)) for code in mine.kinds],
        "most": max((k.most for k in mine.kinds.values()), default=1),
    }  # fmt: skip


@get("/me/offers")
async def list_offers(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What I offer, and the form for more."""
    return page(request, "matching/offers.html", submission=None, **await _values(actor))


@post("/me/offers")
async def create_offer(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Write an offer down; an earlier one of the same kind ends the day before."""
    submission: Submission[forms.CapacityForm] = await read(forms.CapacityForm, request)
    if not (wish := submission.form):
        return refused(request, "matching/offers.html", submission, **await _values(actor))
    try:
        await services.offer_of_mine(
            wish.service, wish.capacity, wish.starts_on, wish.ends_on, by=actor
        )
    except Refusal as refusal:
        again = submission.because(refusal)
        return refused(request, "matching/offers.html", again, **await _values(actor))
    return see_other("/me/offers")


@post("/me/offers/{offer:uuid}/ending")
async def create_offer_ending(offer: FromPath[UUID], actor: Acting) -> Answer:
    """No further children from today; those who are there stay."""
    await services.end_offer(offer, by=actor)
    return see_other("/me/offers")


HANDLERS = [list_offers, create_offer, create_offer_ending]
