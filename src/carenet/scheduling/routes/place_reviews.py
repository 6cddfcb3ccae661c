"""/place-reviews: each term the children of a centre are asked how it is there."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers, clock
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.places.cache import name_of
from carenet.scheduling import forms_changes as forms
from carenet.scheduling.queries.place_reviews import places_held
from carenet.scheduling.services.place_reviews import MAY_ASK, review_place

WHO: Final = [needs(*MAY_ASK)]


async def _values(page: int | None, actor: Any, *, asked: bool, failed: str = "") -> dict[str, Any]:
    found = await places_held(page, clock.today(), asked=asked, by=actor)
    return {"found": found, "asked": asked, "failed": failed, "name_of": name_of}


@get("/place-reviews", guards=WHO)
async def list_place_reviews(
    request: Request[Any, Any, Any],
    actor: Acting,
    page: FromQuery[int | None] = None,
    show: FromQuery[str | None] = None,
) -> Answer:
    """Who has not been asked in this term, or what those asked said."""
    values = await _values(page, actor, asked=show == "asked")
    return answers.page(request, "scheduling/place_reviews.html", submission=None, **values)


@post("/place-reviews/{centre:uuid}/{child:uuid}", guards=WHO)
async def create_place_review(
    request: Request[Any, Any, Any], actor: Acting, centre: FromPath[UUID], child: FromPath[UUID]
) -> Answer:
    """What one child said."""
    submission: Submission[forms.PlaceReviewForm] = await read(forms.PlaceReviewForm, request)
    wish = submission.form
    if wish:
        try:
            await review_place(
                child, centre, wish.child_said, wish.note, goes_on=wish.goes_on == "yes", by=actor
            )
            return see_other("/place-reviews")
        except Refusal as refusal:
            submission = submission.because(refusal)
    values = await _values(None, actor, asked=False, failed=f"{centre}-{child}")
    return refused(request, "scheduling/place_reviews.html", submission, **values)


HANDLERS: Final = [list_place_reviews, create_place_review]
