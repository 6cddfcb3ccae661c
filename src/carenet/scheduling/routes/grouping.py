"""/sessions/…/group: the leader of a team signs several of its members up."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.scheduling import forms
from carenet.scheduling.queries.grouping import group_page
from carenet.scheduling.routes import views
from carenet.scheduling.rules.grouping import WHY
from carenet.scheduling.services.grouping import sign_group_up


async def _group(
    request: Request[Any, Any, Any], actor: Actor, session: UUID,
    submission: Submission[Any] | None = None, chosen: Collection[UUID] = (),
) -> Answer:  # fmt: skip
    found = await group_page(session, by=actor)
    return page(
        request, "scheduling/group.html", status=422 if submission else 200, found=found,
        s=found.session, submission=submission, chosen=chosen, why_words=WHY,
    )  # fmt: skip


@get("/sessions/{session:uuid}/group")
async def show_group(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """My team and this session."""
    return await _group(request, actor, session)


@post("/sessions/{session:uuid}/group")
async def ask_for_group(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """These come, that day or until another."""
    await group_page(session, by=actor)
    submission: Submission[forms.GroupForm] = await read(forms.GroupForm, request)
    if not (wish := submission.form):
        return await _group(request, actor, session, submission)
    try:
        await sign_group_up(session, wish.person, wish.until_on, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await _group(request, actor, session, submission.because(refusal), wish.person)
    return see_other(f"/sessions/{session}/group")


HANDLERS = [show_group, ask_for_group]
