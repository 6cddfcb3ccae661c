"""/me/team: the leader's own pages: the team, its visits, asking for one."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import MayNot, NotFound, Refusal
from carenet.core.sharing import picture_of, public_address
from carenet.people.services.invitations import invitation_token
from carenet.teams import forms, wording
from carenet.teams.queries import visits as queries
from carenet.teams.services import handing_over
from carenet.teams.services import visits as services


@get("/me/team")
async def show_team(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The team I lead: when it comes where, and what is to be done before."""
    found = await queries.my_team(by=actor)
    address = ""
    if found.invited:
        address = public_address(request, f"/join/{invitation_token(found.invited.id)}")
    return page(
        request, "teams/mine.html", found=found, w=wording, address=address,
        picture=picture_of(address) if address else "",
    )  # fmt: skip


async def _form(
    request: Request[Any, Any, Any], actor: Actor, submission: Submission[Any], *, wrong: bool
) -> Answer:
    found = await queries.my_team(by=actor)
    near = found.team["division"] or ""
    return page(
        request, "teams/propose.html", status=422 if wrong else 200, submission=submission, team_options=[],
        centre_options=await queries.centres_to_visit(by=actor, near=near), rhythms=wording.rhythms(),
        months=wording.months(), back="/me/team", action="/me/team/visits",
    )  # fmt: skip


@get("/me/team/visits/new")
async def new_ask(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Where and when we would like to come."""
    blank: Submission[Any] = Submission.blank(rhythm="weekend", months="1")
    return await _form(request, actor, blank, wrong=False)


@post("/me/team/visits")
async def ask(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Ask for it; an office decides."""
    team = (await queries.my_team(by=actor)).team
    submission: Submission[forms.AskForm] = await read(forms.AskForm, request)
    if not (wish := submission.form):
        return await _form(request, actor, submission, wrong=True)
    try:
        made = await services.propose_visit(team["id"], wish.wish(), by=actor)
    except (MayNot, NotFound):
        raise
    except Refusal as refusal:
        return await _form(request, actor, submission.because(refusal), wrong=True)
    return see_other(f"/team-visits/{made[0]}")


async def _handover(
    request: Request[Any, Any, Any],
    actor: Actor,
    visit: UUID,
    submission: Submission[Any] | None = None,
) -> Answer:
    found = await queries.visit_page(visit, by=actor)
    if not found.visit["leads"]:
        raise NotFound
    return page(
        request, "teams/handover.html", status=422 if submission else 200, found=found, v=found.visit,
        submission=submission,
    )  # fmt: skip


@get("/team-visits/{visit:uuid}/handover")
async def show_handover(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]
) -> Answer:
    """What we did, group by group, before we leave."""
    return await _handover(request, actor, visit)


@post("/team-visits/{visit:uuid}/handover")
async def write_handover(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]
) -> Answer:
    """One group is written down."""
    submission: Submission[forms.HandoverForm] = await read(forms.HandoverForm, request)
    if not (wish := submission.form):
        return await _handover(request, actor, visit, submission)
    try:
        await handing_over.write_handover(visit, wish.series, wish.done, wish.then, by=actor)
    except (MayNot, NotFound):
        raise
    except Refusal as refusal:
        return await _handover(request, actor, visit, submission.because(refusal))
    return see_other(f"/team-visits/{visit}/handover")


HANDLERS: Final = [show_team, new_ask, ask, show_handover, write_handover]
