"""/placements/{id}/repair: an adult or a home is lost; new ones are found with the fewest moves."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.matching.wording import reasons
from carenet.placements import forms, services, wording
from carenet.placements.queries.repairing import repairing
from carenet.placements.services.handing_over import MAY_PROPOSE
from carenet.places.cache import name_of

OFFICERS = [needs(*MAY_PROPOSE)]


async def _values(placement: UUID, actor: Acting) -> dict[str, Any]:
    return {
        "found": await repairing(placement, by=actor), "wording": wording, "reasons": reasons,
        "place": name_of,
    }  # fmt: skip


@get("/placements/{placement:uuid}/repair", guards=OFFICERS)
async def show_repair(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """Who would take the children of this adult; nothing has changed yet."""
    values = await _values(placement, actor)
    return page(request, "placements/repair.html", submission=None, **values)


@post("/placements/{placement:uuid}/repair", guards=OFFICERS)
async def create_repair(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """Ask all of them at once."""
    submission: Submission[forms.RepairForm] = await read(forms.RepairForm, request)
    if not (wish := submission.form):
        values = await _values(placement, actor)
        return refused(request, "placements/repair.html", submission, **values)
    try:
        await services.propose_repair(placement, wish.because, wish.row or None, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        values = await _values(placement, actor)
        return refused(request, "placements/repair.html", submission.because(refusal), **values)
    return see_other(f"/placements/{placement}/repair")


HANDLERS = [show_repair, create_repair]
