"""/matching/proposals/{id}/moves: a line to another helper, its price first."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.matching import forms, services, wording
from carenet.matching.queries import rounds as queries
from carenet.matching.routes.rounds import OFFICERS
from carenet.places.cache import name_of


async def _values(proposal: UUID, person: UUID, actor: Acting) -> dict[str, Any]:
    price = await services.price_of_move(proposal, person, by=actor)
    line = await queries.proposal_page(proposal, by=actor)
    name = next((o["name"] for o in line["options"] if o["person"] == str(person)), None)
    return {"line": line, "price": price, "to": name, "wording": wording, "place": name_of}


@get("/proposals/{proposal:uuid}/moves/new", guards=OFFICERS)
async def new_move(
    request: Request[Any, Any, Any], proposal: FromPath[UUID], actor: Acting
) -> Answer:
    """What the move would cost, and the form; nothing has changed yet."""
    try:
        person = UUID(request.query_params.get("person", ""))
    except ValueError:
        raise NotFound from None
    blank: Submission[forms.MoveForm] = Submission.blank(person=str(person))
    values = await _values(proposal, person, actor)
    return page(request, "matching/move.html", submission=blank, **values)


@post("/proposals/{proposal:uuid}/moves", guards=OFFICERS)
async def create_move(
    request: Request[Any, Any, Any], proposal: FromPath[UUID], actor: Acting
) -> Answer:
    """Move it; the reason is kept with the decision."""
    submission: Submission[forms.MoveForm] = await read(forms.MoveForm, request)
    line = await queries.proposal_page(proposal, by=actor)
    wish = submission.form
    if wish is None:
        try:
            person = UUID(str(submission.typed.get("person")))
        except ValueError:
            raise NotFound from None
        values = await _values(proposal, person, actor)
        return refused(request, "matching/move.html", submission, **values)
    try:
        await services.move(proposal, wish.person, wish.because, by=actor)
    except Refusal as refusal:
        values = await _values(proposal, wish.person, actor)
        return refused(request, "matching/move.html", submission.because(refusal), **values)
    return see_other(f"/matching/rounds/{line['round']}")


HANDLERS = [new_move, create_move]
