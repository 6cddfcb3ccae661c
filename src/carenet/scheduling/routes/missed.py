"""/missed: places nobody came to: written down on the register, mine with a word against it, the desk, the rules."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, QueryParameter

from carenet.accounts.entry import needs
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import PAGES_MAX
from carenet.core.refusals import Refusal
from carenet.scheduling import forms_missed, wording
from carenet.scheduling.queries import missed as reads
from carenet.scheduling.routes import views
from carenet.scheduling.routes.registers import one_register
from carenet.scheduling.services import missed, missed_appeals
from carenet.scheduling.services.missed_rules import set_rule

RUNS = [needs("county", "township", "director", "lead")]
COUNTY = [needs("county")]
PageAt = Annotated[int | None, QueryParameter(name="page", ge=1, le=PAGES_MAX)]


@post("/registers/{session:uuid}/missed", guards=RUNS)
async def note(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """An adult did not come: excused for a reason, or nobody knows why."""
    submission: Submission[forms_missed.MissedForm] = await read(forms_missed.MissedForm, request)
    if not (wish := submission.form):
        return await one_register(request, actor, session, submission)
    try:
        await missed.note_missed(
            session,
            wish.person,
            wish.words or wish.why,
            excused=wish.outcome == "excused",
            by=actor,
        )
    except Refusal as refusal:
        views.pass_on(refusal)
        return await one_register(request, actor, session, submission.because(refusal))
    return see_other(f"/registers/{session}#absent")


@post("/missed/mistakes/{no_show:uuid}", guards=RUNS)
async def take_back(
    request: Request[Any, Any, Any], actor: Acting, no_show: FromPath[UUID]
) -> Answer:
    """It was written down by mistake."""
    try:
        session = await missed.take_back(no_show, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        blank: Submission[Any] = Submission.blank()
        return await _desk(request, actor, blank.because(refusal))
    return see_other(f"/registers/{session}#absent")


async def _mine(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any] | None = None,
    page_at: int | None = None,
    about: UUID | None = None,
) -> Answer:
    return page(
        request, "scheduling/missed_mine.html", status=422 if submission else 200,
        rows=await reads.my_missed(by=actor, number=page_at), submission=submission, about=about,
        named=wording.named, WHY=wording.MISSED_WHY,
    )  # fmt: skip


@get("/missed/mine")
async def show_mine(
    request: Request[Any, Any, Any], actor: Acting, page_at: PageAt = None
) -> Answer:
    """My missed places, what followed, and one button: that is not right."""
    return await _mine(request, actor, page_at=page_at)


@post("/missed/{no_show:uuid}/appeal")
async def say_not_right(
    request: Request[Any, Any, Any], actor: Acting, no_show: FromPath[UUID]
) -> Answer:
    """That is not right, in my own words."""
    submission: Submission[forms_missed.AppealForm] = await read(forms_missed.AppealForm, request)
    if not (wish := submission.form):
        return await _mine(request, actor, submission, about=no_show)
    try:
        await missed_appeals.appeal(no_show, wish.because, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _mine(request, actor, submission.because(refusal), about=no_show)
    return see_other(f"/missed/mine#m{no_show}")


async def _desk(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any] | None = None,
    page_at: int | None = None,
    about: UUID | None = None,
) -> Answer:
    return page(
        request, "scheduling/missed.html", status=422 if submission else 200,
        found=await reads.missed_desk(by=actor, number=page_at), submission=submission, about=about,
        named=wording.named, WHY=wording.MISSED_WHY, FOLLOWS=wording.FOLLOWS,
        sets_rules=actor.has("county"),
    )  # fmt: skip


@get("/missed", guards=RUNS)
async def show_desk(
    request: Request[Any, Any, Any], actor: Acting, page_at: PageAt = None
) -> Answer:
    """What waits for an answer or a talk, and what was written down."""
    return await _desk(request, actor, page_at=page_at)


@post("/missed/appeals/{appeal:uuid}", guards=RUNS)
async def answer(request: Request[Any, Any, Any], actor: Acting, appeal: FromPath[UUID]) -> Answer:
    """They are right, or it stays, and why."""
    submission: Submission[forms_missed.AppealAnswerForm] = await read(
        forms_missed.AppealAnswerForm, request
    )
    if not (wish := submission.form):
        return await _desk(request, actor, submission, about=appeal)
    try:
        await missed_appeals.answer_appeal(
            appeal, uphold=wish.upheld == "yes", answer=wish.answer, by=actor
        )
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _desk(request, actor, submission.because(refusal), about=appeal)
    return see_other("/missed")


@post("/missed/talks/{talk:uuid}", guards=RUNS)
async def note_talk(request: Request[Any, Any, Any], actor: Acting, talk: FromPath[UUID]) -> Answer:
    """We spoke about it."""
    submission: Submission[forms_missed.TalkForm] = await read(forms_missed.TalkForm, request)
    if not (wish := submission.form):
        return await _desk(request, actor, submission, about=talk)
    await missed.note_talk(talk, wish.note, by=actor)
    return see_other("/missed")


async def _rules(
    request: Request[Any, Any, Any], actor: Actor, submission: Submission[Any] | None = None
) -> Answer:
    return page(
        request, "scheduling/missed_rules.html", status=422 if submission else 200,
        rules=await reads.rules_now(by=actor), submission=submission, FOLLOWS=wording.FOLLOWS,
        wrong=submission.typed.get("kind") if submission else None,
    )  # fmt: skip


@get("/missed/rules", guards=COUNTY)
async def show_rules(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What follows when a volunteer misses places."""
    return await _rules(request, actor)


@post("/missed/rules", guards=COUNTY)
async def replace_rule(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Another rule from now on."""
    submission: Submission[forms_missed.RuleForm] = await read(forms_missed.RuleForm, request)
    if not (wish := submission.form):
        return await _rules(request, actor, submission)
    await set_rule(wish.rule(), wish.because, by=actor)
    return see_other("/missed/rules")


HANDLERS = [
    note, take_back, show_mine, say_not_right, show_desk, answer, note_talk, show_rules, replace_rule,
]  # fmt: skip
