"""/climbs: what was said of a matter to whom, what comes next; I am on it."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.escalation import forms, wording
from carenet.escalation.queries.timeline import still_climbs, timelines
from carenet.escalation.services import answering

LOOKS_MAX: Final = 60
"""A page left open looks again so often, each twenty seconds; then it waits for a tap."""
BACK: Final = {
    "alarm": "/alarms/%s", "concern": "/concerns/%s", "illness": "/illness/%s",
    "session": "/sessions/%s", "child": "/children/%s",
}  # fmt: skip


async def _show(
    request: Request[Any, Any, Any], actor: Any, kind: str, id_: UUID, looks: int = 0,
    submission: Submission[Any] | None = None,
) -> Answer:  # fmt: skip
    found = await timelines(kind, id_, by=actor)
    inside = request.headers.get("hx-request") == "true"
    return page(
        request, f"escalation/{'_timeline' if inside else 'timeline'}.html", found=found, kind=kind, id=id_, w=wording,
        may_answer=actor.has(*answering.MAY_ANSWER), looks=looks + 1, submission=submission,
        again=still_climbs(found) and looks < LOOKS_MAX, waits=still_climbs(found),
        back=BACK.get(kind, "/today") % id_, status=422 if submission else 200,
    )  # fmt: skip


@get("/climbs/{of:str}/{matter:uuid}")
async def show_climbs(
    request: Request[Any, Any, Any], actor: Acting, of: FromPath[str], matter: FromPath[UUID],
    looks: FromQuery[int] = 0,
) -> Answer:  # fmt: skip
    """The timeline of a matter, as part of its page or alone."""
    return await _show(request, actor, of, matter, max(0, min(looks, LOOKS_MAX)))


@post("/climbs/{of:str}/{matter:uuid}/{ladder:str}/taking")
async def take_climb(
    actor: Acting, of: FromPath[str], matter: FromPath[UUID], ladder: FromPath[str]
) -> Answer:
    """I am on it."""
    await answering.take_on(of, matter, ladder, by=actor)
    return see_other(BACK[of] % matter)


@post("/children/{child:uuid}/company")
async def answer_child(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """Who is with the child now."""
    submission: Submission[forms.AnswerForm] = await read(forms.AnswerForm, request)
    try:
        if wish := submission.form:
            await answering.answer_alone(child, wish.because, by=actor)
            return see_other(f"/children/{child}")
    except NotFound:
        raise
    except Refusal as refusal:
        if not isinstance(refusal, answering.CannotAnswer):
            raise
        submission = submission.because(refusal)
    return await _show(request, actor, "child", child, 0, submission)


HANDLERS = [show_climbs, take_climb, answer_child]
