"""/placements: the list, one placement, its end, its handover."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.placements import forms, services, wording
from carenet.placements.queries import listing as queries
from carenet.places.cache import name_of
from carenet.places.queries import divisions_within

OFFICERS = [needs("county", "city", "bureau", "township", "director")]


def number_of(request: Request[Any, Any, Any]) -> int | None:
    """The page asked for in the address."""
    text = request.query_params.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _prefix(code: str) -> str | None:
    """A division's own digits; nothing for anything else."""
    if len(code) != 12 or not code.isascii() or not code.isdecimal():
        return None
    if code.endswith("000000"):
        return code[:6]
    return code[:9] if code.endswith("000") else code


@get("/placements", guards=OFFICERS)
async def list_placements(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The placements of the area by kind, place and state."""
    query = request.query_params
    kind = query.get("kind") if query.get("kind") in wording.KINDS else None
    state = query.get("state") if query.get("state") in queries.STATES else "running"
    village = query.get("village", "")
    found = await queries.placements(
        kind, _prefix(village), str(state), number_of(request), by=actor
    )
    return page(
        request, "placements/list.html", found=found, wording=wording, place=name_of,
        kind=kind or "", state=state, village=village,
        divisions=await divisions_within(by=actor),
    )  # fmt: skip


async def show_with(
    request: Request[Any, Any, Any], placement: UUID, actor: Acting, submission: Any = None
) -> Answer:
    """One placement's page, with what came back from a refused form."""
    shown = await queries.placement_page(placement, by=actor)
    return page(
        request, "placements/show.html", status=422 if submission else 200, shown=shown,
        wording=wording, place=name_of, submission=submission,
    )  # fmt: skip


@get("/placements/{placement:uuid}")
async def show_placement(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """One placement, to an officer of the village or to the adult itself."""
    return await show_with(request, placement, actor)


@post("/placements/{placement:uuid}/ending")
async def create_ending(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """Ask for the end."""
    submission: Submission[forms.EndingForm] = await read(forms.EndingForm, request)
    if not (wish := submission.form):
        return await show_with(request, placement, actor, submission)
    try:
        await services.end_placement(
            placement, wish.because, receiver=wish.receiver, outcome=wish.outcome, by=actor
        )
    except Refusal as refusal:
        return await show_with(request, placement, actor, submission.because(refusal))
    return see_other(f"/placements/{placement}" if actor.is_officer else "/week")


@post("/placements/{placement:uuid}/handover", guards=OFFICERS)
async def create_handover(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """Name a successor."""
    submission: Submission[forms.HandoverForm] = await read(forms.HandoverForm, request)
    if not (wish := submission.form):
        return await show_with(request, placement, actor, submission)
    try:
        await services.propose_handover(
            placement,
            wish.successor,
            wish.because,
            overlap_on=wish.overlap_on,
            apart=wish.apart,
            by=actor,
        )
    except Refusal as refusal:
        return await show_with(request, placement, actor, submission.because(refusal))
    return see_other(f"/placements/{placement}")


HANDLERS = [list_placements, show_placement, create_ending, create_handover]
