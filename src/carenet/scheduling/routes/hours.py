"""/hours: what I gave, from attendance, and what of it is not right."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, QueryParameter

from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import PAGES_MAX
from carenet.core.refusals import Refusal
from carenet.scheduling import forms
from carenet.scheduling.queries.certificates import certificates_of
from carenet.scheduling.queries.hours import my_hours
from carenet.scheduling.routes import views
from carenet.scheduling.services import ledger


async def hours_page(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any] | None = None,
    *,
    number: int | None = None,
    doubted: UUID | None = None,
) -> Answer:
    """My hours, also with a refused form on them."""
    found = await my_hours(by=actor, number=number)
    papers = await certificates_of(actor.me, by=actor)
    return page(
        request, "scheduling/hours.html", status=422 if submission else 200, found=found,
        t=found.totals, papers=papers, submission=submission, doubted=doubted,
    )  # fmt: skip


@get("/hours")
async def show_hours(
    request: Request[Any, Any, Any],
    actor: Acting,
    page_at: Annotated[int | None, QueryParameter(name="page", ge=1, le=PAGES_MAX)] = None,
) -> Answer:
    """My hours: measured apart from attested."""
    return await hours_page(request, actor, number=page_at)


@post("/hours/{entry:uuid}/doubts")
async def doubt(request: Request[Any, Any, Any], actor: Acting, entry: FromPath[UUID]) -> Answer:
    """An entry of mine is not right."""
    submission: Submission[forms.DoubtForm] = await read(forms.DoubtForm, request)
    if not (wish := submission.form):
        return await hours_page(request, actor, submission, doubted=entry)
    try:
        await ledger.doubt(entry, wish.minutes, wish.because, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await hours_page(request, actor, submission.because(refusal), doubted=entry)
    return see_other(f"/hours#e{entry}")


HANDLERS = [show_hours, doubt]
