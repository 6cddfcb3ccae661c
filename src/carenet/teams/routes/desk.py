"""/team-visits and /teams/new: visits of a scope, one with its decision, a new team, a proposal."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import asked
from carenet.core.refusals import MayNot, NotFound, Refusal
from carenet.people.services.teams import make_team
from carenet.teams import forms, wording
from carenet.teams.queries import visits as queries
from carenet.teams.queries.roster import results_of
from carenet.teams.services import handing_over
from carenet.teams.services import visits as services

SEES: Final = [needs("city", "county", "township", "director", "lead")]
PROPOSES: Final = [needs("city", "county", "township")]


@get("/team-visits", guards=SEES)
async def list_visits(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Visits ahead, those that wait for a decision, those that are past."""
    tab = request.query_params.get("tab", "ahead")
    tab = tab if tab in queries.TABS else "ahead"
    found, counts = await queries.visits_within(tab, asked(request.query_params)[0], by=actor)
    return page(
        request, "teams/list.html", found=found, counts=counts, tab=tab, w=wording,
        proposes=actor.has("city", "county", "township"),
    )  # fmt: skip


@get("/teams/new", guards=PROPOSES)
async def new_team(request: Request[Any, Any, Any]) -> Answer:
    """A team to be written down."""
    return page(request, "teams/new.html", submission=None)


@post("/teams", guards=PROPOSES)
async def create_team(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Write it down, and go on to its first visit."""
    submission: Submission[forms.TeamForm] = await read(forms.TeamForm, request)
    if not (wish := submission.form):
        return refused(request, "teams/new.html", submission)
    try:
        made = await make_team(wish.wish(), by=actor)
    except MayNot:
        raise
    except Refusal as refusal:
        return refused(request, "teams/new.html", submission.because(refusal))
    return see_other(f"/team-visits/new?team={made}")


async def _form(
    request: Request[Any, Any, Any], actor: Actor, submission: Submission[Any], *, wrong: bool
) -> Answer:
    teams = await queries.teams_within(by=actor)
    return page(
        request, "teams/propose.html", status=422 if wrong else 200, submission=submission,
        team_options=[(t["id"], t["name"]) for t in teams],
        centre_options=await queries.centres_to_visit(by=actor),
        rhythms=wording.rhythms(), months=wording.months(), back="/team-visits", action="/team-visits",
    )  # fmt: skip


@get("/team-visits/new", guards=PROPOSES)
async def new_visit(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Which team, to which place, on which days."""
    blank: Submission[Any] = Submission.blank(
        team=request.query_params.get("team", ""), rhythm="weekend", months="1"
    )
    return await _form(request, actor, blank, wrong=False)


@post("/team-visits", guards=PROPOSES)
async def propose(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Propose it; somebody else decides."""
    submission: Submission[forms.ProposalForm] = await read(forms.ProposalForm, request)
    if not (wish := submission.form):
        return await _form(request, actor, submission, wrong=True)
    try:
        made = await services.propose_visit(wish.team, wish.wish(), by=actor)
    except (MayNot, NotFound):
        raise
    except Refusal as refusal:
        return await _form(request, actor, submission.because(refusal), wrong=True)
    return see_other(f"/team-visits/{made[0]}")


async def one(
    request: Request[Any, Any, Any],
    actor: Actor,
    visit: UUID,
    submission: Submission[Any] | None = None,
) -> Answer:
    """The page of one visit, also with a refused form on it."""
    found = await queries.visit_page(visit, by=actor)
    return page(
        request, "teams/visit.html", status=422 if submission else 200, found=found, v=found.visit,
        submission=submission, w=wording, own=found.visit["leads"],
        leads_next=[(m.person, m.name) for m in found.members if not m.leads],
        books=await results_of(visit, by=actor) if found.office else [],
    )  # fmt: skip


@get("/team-visits/{visit:uuid}")
async def show_visit(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]
) -> Answer:
    """One visit: the team, the place, the days, the agreement, who decided what."""
    return await one(request, actor, visit)


@post("/team-visits/{visit:uuid}/decision", guards=PROPOSES)
async def decide(request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]) -> Answer:
    """Yes, or no with a reason."""
    submission: Submission[forms.DecisionForm] = await read(forms.DecisionForm, request)
    if not (wish := submission.form):
        return await one(request, actor, visit, submission)
    try:
        await services.decide_visit(
            visit, approve=wish.answer == "approve", because=wish.because, by=actor
        )
    except (MayNot, NotFound):
        raise
    except Refusal as refusal:
        return await one(request, actor, visit, submission.because(refusal))
    return see_other(f"/team-visits/{visit}")


@post("/team-visits/{visit:uuid}/ending")
async def call_off(request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]) -> Answer:
    """It does not take place, or ends."""
    submission: Submission[forms.CallOffForm] = await read(forms.CallOffForm, request)
    if not (wish := submission.form):
        return await one(request, actor, visit, submission)
    try:
        await services.call_off_visit(visit, wish.because, by=actor)
    except (MayNot, NotFound):
        raise
    except Refusal as refusal:
        return await one(request, actor, visit, submission.because(refusal))
    return see_other(f"/team-visits/{visit}")


@post("/team-visits/{visit:uuid}/handover/reading", guards=SEES)
async def read_handover(actor: Acting, visit: FromPath[UUID]) -> Answer:
    """I have read what the team wrote."""
    await handing_over.read_handover(visit, by=actor)
    return see_other(f"/team-visits/{visit}")


HANDLERS: Final = [
    list_visits, new_team, create_team, new_visit, propose, show_visit, decide, call_off,
    read_handover,
]  # fmt: skip
