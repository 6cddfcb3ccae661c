"""/hours/ledger: what waits for a second person, doubts, a month's givers, one person's entries."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from carenet.accounts.entry import needs
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import PAGES_MAX
from carenet.core.refusals import Refusal
from carenet.scheduling import forms
from carenet.scheduling.queries.certificates import certificates_of
from carenet.scheduling.queries.ledger import desk, person_hours
from carenet.scheduling.routes import views
from carenet.scheduling.services import ledger

GUARDS = [needs("county", "township", "director", "lead")]
PageAt = Annotated[int | None, QueryParameter(name="page", ge=1, le=PAGES_MAX)]


async def _desk(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any] | None = None,
    on: date | None = None,
    page_at: int | None = None,
) -> Answer:
    found = await desk(on, by=actor, number=page_at)
    return page(
        request, "scheduling/ledger.html", status=422 if submission else 200, found=found,
        submission=submission,
    )  # fmt: skip


@get("/hours/ledger", guards=GUARDS)
async def show_ledger(
    request: Request[Any, Any, Any],
    actor: Acting,
    on: FromQuery[date | None] = None,
    page_at: PageAt = None,
) -> Answer:
    """What asks for a second person, and who gave how much in a month."""
    return await _desk(request, actor, on=on, page_at=page_at)


async def person_page(
    request: Request[Any, Any, Any],
    actor: Actor,
    person: UUID,
    submission: Submission[Any] | None = None,
    page_at: int | None = None,
    about: UUID | None = None,
) -> Answer:
    """One person's entries, also with a refused form on them."""
    found = await person_hours(person, by=actor, number=page_at)
    papers = await certificates_of(person, by=actor)
    return page(
        request, "scheduling/ledger_person.html", status=422 if submission else 200, found=found,
        papers=papers, submission=submission, about=about,
    )  # fmt: skip


@get("/hours/ledger/{person:uuid}", guards=GUARDS)
async def show_person(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID], page_at: PageAt = None
) -> Answer:
    """One person's entries at one's own places."""
    return await person_page(request, actor, person, page_at=page_at)


@post("/hours/agreements", guards=GUARDS)
async def agree(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """These hours, written down by somebody else, are right."""
    submission: Submission[forms.AgreeForm] = await read(forms.AgreeForm, request)
    if not (wish := submission.form):
        return await _desk(request, actor, submission)
    try:
        await ledger.agree(wish.entry, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _desk(request, actor, submission.because(refusal))
    return see_other("/hours/ledger")


@post("/hours/entries/{entry:uuid}/refusal", guards=GUARDS)
async def refuse(request: Request[Any, Any, Any], actor: Acting, entry: FromPath[UUID]) -> Answer:
    """They are not right; why."""
    submission: Submission[forms.RefuseForm] = await read(forms.RefuseForm, request)
    if not (wish := submission.form):
        return await _desk(request, actor, submission)
    try:
        await ledger.refuse(entry, wish.answer, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _desk(request, actor, submission.because(refusal))
    return see_other("/hours/ledger")


@post("/hours/doubts/{dispute:uuid}", guards=GUARDS)
async def answer_doubt(
    request: Request[Any, Any, Any], actor: Acting, dispute: FromPath[UUID]
) -> Answer:
    """A doubt is right, or it is not and why."""
    submission: Submission[forms.AnswerDoubtForm] = await read(forms.AnswerDoubtForm, request)
    if not (wish := submission.form):
        return await _desk(request, actor, submission)
    try:
        await ledger.answer_doubt(
            dispute, uphold=wish.upheld == "yes", answer=wish.answer, by=actor
        )
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _desk(request, actor, submission.because(refusal))
    return see_other("/hours/ledger")


@post("/hours/ledger/{person:uuid}/corrections/{entry:uuid}", guards=GUARDS)
async def correct(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID], entry: FromPath[UUID]
) -> Answer:
    """An entry is wrong: a counter-entry that another has to agree to."""
    submission: Submission[forms.DoubtForm] = await read(forms.DoubtForm, request)
    if not (wish := submission.form):
        return await person_page(request, actor, person, submission, about=entry)
    try:
        await ledger.correct(entry, wish.minutes, wish.because, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await person_page(request, actor, person, submission.because(refusal), about=entry)
    return see_other(f"/hours/ledger/{person}")


HANDLERS = [show_ledger, show_person, agree, refuse, answer_doubt, correct]
