"""/matching/rounds/{id}: the round itself, and what people decide about its lines."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_, Refusal
from carenet.core.words import gettext, sentence
from carenet.matching import forms, services, wording
from carenet.matching.queries import rounds as queries
from carenet.matching.queries.before import before_it_runs
from carenet.matching.queries.beside import beside
from carenet.matching.queries.draft import draft_page
from carenet.matching.routes.rounds import OFFICERS, number_of, progress_values
from carenet.places.cache import name_of

CHOOSE = N_("Please choose at least one line.")


@get("/rounds/{round_:uuid}", guards=OFFICERS)
async def show_round(
    request: Request[Any, Any, Any], round_: FromPath[UUID], actor: Acting
) -> Answer:
    """The round in the state it is in."""
    return page(request, "matching/round.html", **await _round(request, round_, actor))


async def _round(
    request: Request[Any, Any, Any], round_: UUID, actor: Acting, refusal: str | None = None
) -> dict[str, Any]:
    shown = await queries.round_view(round_, by=actor)
    values: dict[str, Any] = {
        "round": shown, "wording": wording, "place": name_of, "refusal": refusal,
    }  # fmt: skip
    if shown.state == "open":
        return values | {"found": await before_it_runs(round_, by=actor)}
    if shown.state == "solving":
        return values | progress_values(shown)
    query = request.query_params
    state, village, service = query.get("state"), query.get("village"), query.get("service")
    draft = await draft_page(
        shown, state, village, number_of(request), service=service, by=actor
    )  # fmt: skip
    return values | {
        "lines": draft.lines, "afterwards": draft.afterwards, "others": draft.others,
        "sketch": draft.sketch, "missing": draft.missing,
        "village_options": [("", gettext("all")), *((v, name_of(v)) for v in draft.villages)],
        "state": state or "",
        "village": village or "",
        "service": service or "",
        "service_options": [
            ("", gettext("all")),
            *((code, wording.service(code)) for code in (shown.service, *shown.also)),
        ],
    }  # fmt: skip


@get("/rounds/{round_:uuid}/beside/{other:uuid}", guards=OFFICERS)
async def show_beside(
    request: Request[Any, Any, Any], round_: FromPath[UUID], other: FromPath[UUID], actor: Acting
) -> Answer:
    """Two solved rounds of one service, and whom they place differently."""
    found = await beside(round_, other, number_of(request), by=actor)
    return page(request, "matching/beside.html", found=found, wording=wording, place=name_of)


@post("/rounds/{round_:uuid}/decisions", guards=OFFICERS)
async def create_decisions(
    request: Request[Any, Any, Any], round_: FromPath[UUID], actor: Acting
) -> Answer:
    """Keep, refuse, take back or publish chosen lines, or all."""
    submission: Submission[forms.DecisionForm] = await read(forms.DecisionForm, request)
    wish = submission.form
    if wish is None or not (wish.row or wish.all):
        values = await _round(request, round_, actor, gettext(CHOOSE))
        return page(request, "matching/round.html", status=422, **values)
    rows = None if wish.all else wish.row
    part = {"village": wish.village, "state": wish.state} if wish.all else {}
    try:
        if wish.what == "publish":
            await services.publish(round_, rows, **part, apart=wish.apart, by=actor)
        else:
            await services.decide(round_, wish.what, rows, because=wish.because, **part, by=actor)
    except Refusal as refusal:
        values = await _round(request, round_, actor, sentence(refusal))
        return page(request, "matching/round.html", status=422, **values)
    return see_other(f"/matching/rounds/{round_}")


@get("/proposals/{proposal:uuid}", guards=OFFICERS)
async def show_proposal(
    request: Request[Any, Any, Any], proposal: FromPath[UUID], actor: Acting
) -> Answer:
    """One line: what it costs and why, the next best, what was decided."""
    shown = await queries.proposal_page(proposal, by=actor)
    return page(request, "matching/proposal.html", line=shown, wording=wording, place=name_of)


@post("/proposals/{proposal:uuid}/withdrawal", guards=OFFICERS)
async def create_withdrawal(
    request: Request[Any, Any, Any], proposal: FromPath[UUID], actor: Acting
) -> Answer:
    """Take a published line back before anybody accepted it."""
    submission: Submission[forms.WithdrawalForm] = await read(forms.WithdrawalForm, request)
    if wish := submission.form:
        await services.withdraw(proposal, wish.because, by=actor)
    else:
        await queries.proposal_page(proposal, by=actor)
    return see_other(f"/matching/proposals/{proposal}")


HANDLERS = [show_round, show_beside, create_decisions, show_proposal, create_withdrawal]
