"""/me/team: the leader's own pages: the team, its visits, asking for one."""

from typing import Any, Final

from litestar import Request, get, post

from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import MayNot, NotFound, Refusal
from carenet.teams import forms, wording
from carenet.teams.queries import visits as queries
from carenet.teams.services import visits as services


@get("/me/team")
async def show_team(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The team I lead: when it comes where, and what is to be done before."""
    return page(request, "teams/mine.html", found=await queries.my_team(by=actor), w=wording)


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


HANDLERS: Final = [show_team, new_ask, ask]
