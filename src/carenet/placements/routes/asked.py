"""/proposals and /handovers: what a helper is asked; yes or no on one page, as prominent as each other."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.words import sentence
from carenet.matching.services import decline_proposal
from carenet.matching.wording import reasons, subject
from carenet.placements import forms, services, wording
from carenet.placements.queries.asked import asks, placement_of
from carenet.placements.services.beginning import CannotBegin
from carenet.places.cache import name_of

NO_DAY = N_("Please give the day on which you all met, like 2026-11-25.")


async def list_with(
    request: Request[Any, Any, Any], actor: Acting, refusal: Refusal | None = None
) -> Answer:
    """What waits for the actor, with the reason why an answer could not be taken."""
    return page(
        request, "placements/asked.html", status=422 if refusal else 200,
        refusal=sentence(refusal) if refusal else None, wording=wording, place=name_of,
        reasons=reasons, subject=subject, asked=await asks(clock.now(), by=actor),
    )  # fmt: skip


@get(["/proposals", "/proposals/{proposal:uuid}", "/handovers/{handover:uuid}"])
async def list_asks(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What waits for me. A message's link to one of them shows them all."""
    return await list_with(request, actor)


@post("/proposals/{proposal:uuid}/acceptance")
async def create_acceptance(
    request: Request[Any, Any, Any], proposal: FromPath[UUID], actor: Acting
) -> Answer:
    """Yes: the placement begins, and the child's name is shown from now on."""
    try:
        begun = await services.accept_proposal(proposal, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await list_with(request, actor, refusal)
    return see_other(f"/placements/{begun[0]}" if begun else "/proposals")


@post("/proposals/{proposal:uuid}/refusal")
async def create_refusal(
    request: Request[Any, Any, Any], proposal: FromPath[UUID], actor: Acting
) -> Answer:
    """No, without blame; somebody else is asked at once."""
    submission: Submission[forms.DeclineForm] = await read(forms.DeclineForm, request)
    because = submission.form.because if submission.form else None
    try:
        await decline_proposal(proposal, because, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await list_with(request, actor, refusal)
    return see_other("/proposals")


@post("/handovers/{handover:uuid}/acceptance")
async def create_taking_over(
    request: Request[Any, Any, Any], handover: FromPath[UUID], actor: Acting
) -> Answer:
    """Yes: I take over."""
    try:
        placement = await services.accept_handover(handover, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await list_with(request, actor, refusal)
    return see_other(f"/placements/{placement}" if placement else "/proposals")


@post("/handovers/{handover:uuid}/refusal")
async def create_not_taking_over(
    request: Request[Any, Any, Any], handover: FromPath[UUID], actor: Acting
) -> Answer:
    """No: everything stays as it is."""
    try:
        await services.decline_handover(handover, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await list_with(request, actor, refusal)
    return see_other("/proposals")


@post("/handovers/{handover:uuid}/overlap")
async def create_overlap(
    request: Request[Any, Any, Any], handover: FromPath[UUID], actor: Acting
) -> Answer:
    """All have met: written down by either adult or an officer."""
    submission: Submission[forms.OverlapForm] = await read(forms.OverlapForm, request)
    if not (wish := submission.form):
        return await list_with(request, actor, CannotBegin(NO_DAY))
    try:
        await services.note_overlap(handover, wish.on_day, wish.note, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await list_with(request, actor, refusal)
    return see_other(await _where(handover, actor))


@post("/handovers/{handover:uuid}/move")
async def create_move(
    request: Request[Any, Any, Any], handover: FromPath[UUID], actor: Acting
) -> Answer:
    """From now on it is mine."""
    submission: Submission[forms.MoveForm] = await read(forms.MoveForm, request)
    without = submission.form.without if submission.form else None
    try:
        placement = await services.receive_handover(handover, without=without, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await list_with(request, actor, refusal)
    return see_other(f"/placements/{placement}")


@post("/handovers/{handover:uuid}/withdrawal")
async def create_withdrawal(handover: FromPath[UUID], actor: Acting) -> Answer:
    """It is called off; everything stays as it is."""
    to = await _where(handover, actor)
    await services.withdraw_handover(handover, by=actor)
    return see_other(to)


async def _where(handover: UUID, actor: Any) -> str:
    """Back to the placement for whoever sees it, to what is asked for the successor."""
    placement = await placement_of(handover, by=actor)
    return f"/placements/{placement}" if placement else "/proposals"


HANDLERS = [
    list_asks, create_acceptance, create_refusal, create_taking_over, create_not_taking_over,
    create_overlap, create_move, create_withdrawal,
]  # fmt: skip
