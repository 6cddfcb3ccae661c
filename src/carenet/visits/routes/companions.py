"""/visits/together: somebody wrote that I was there too."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core import answers
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import MayNot
from carenet.visits import forms, services, wording
from carenet.visits.queries.companions import asked_together
from carenet.visits.queries.joint import planned_visits
from carenet.visits.services.reporting import MAY_VISIT


def _needs(actor: Actor) -> None:
    if not actor.has(*MAY_VISIT):
        raise MayNot


@get("/visits/together")
async def list_together(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Visits I am said to have been on."""
    _needs(actor)
    rows, plans = await asked_together(by=actor), await planned_visits(by=actor)
    blank: Submission[Any] = Submission.blank()
    return answers.page(
        request, "visits/together.html", rows=rows, plans=plans, w=wording, submission=blank
    )


@post("/visits/together/{companion:uuid}")
async def answer_together(
    request: Request[Any, Any, Any], actor: Acting, companion: FromPath[UUID]
) -> Answer:
    """I was there, or I was not."""
    _needs(actor)
    submission: Submission[forms.TogetherForm] = await read(forms.TogetherForm, request)
    if not (wish := submission.form):
        rows, plans = await asked_together(by=actor), await planned_visits(by=actor)
        return refused(
            request, "visits/together.html", submission, rows=rows, plans=plans, w=wording
        )
    await services.answer_companion(companion, wish.words, came=wish.came == "yes", by=actor)
    return see_other("/visits/together")


HANDLERS: Final = (list_together, answer_together)
