"""/visits/planned: ask somebody to come along on a day ahead; say yes or no; call it off."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers, clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound
from carenet.core.words import sentence
from carenet.visits import forms, services, wording
from carenet.visits.queries.companions import asked_together, house_of
from carenet.visits.queries.joint import owed_there, planned_visits
from carenet.visits.queries.mine import with_brothers
from carenet.visits.queries.rounds import AT_HOME, BY_TWO
from carenet.visits.rules import CannotLog
from carenet.visits.services.joint import AHEAD_MAX, Plan
from carenet.visits.services.reporting import MAY_VISIT

VISITORS: Final = needs(*MAY_VISIT)
PAGE: Final = "visits/planned_new.html"
AFTER_SCHOOL: Final = "16:30"
LETTERS: Final = 36
"""Of an id as a form sends it."""


async def _values(children: list[UUID], actor: Actor) -> dict[str, Any]:
    today = clock.today()
    found = await with_brothers(children, today, by=actor) if children else []
    if not {one.id for one in found} & set(children):
        raise NotFound
    ids = [one.id for one in found]
    kinds = await owed_there(ids, [*AT_HOME, *BY_TWO], today, by=actor)
    return {
        "children": found, "house": await house_of(children[0], by=actor),
        "owed": [(kind, wording.word_of(wording.DUTIES, kind)) for kind in kinds],
        "today": today, "last_day": today + AHEAD_MAX,
    }  # fmt: skip


@get("/visits/planned/new", guards=[VISITORS])
async def new_plan(
    request: Request[Any, Any, Any], actor: Acting, child: FromQuery[list[UUID] | None] = None
) -> Answer:
    """Who is asked, to which children, when, and for what."""
    chosen = list(child or [])
    values = await _values(chosen, actor)
    blank: Submission[Any] = Submission.blank(
        child=[str(one) for one in chosen],
        on_day=(values["today"] + timedelta(days=1)).isoformat(),
        at_time=AFTER_SCHOOL,
        owed=[kind for kind, _ in values["owed"]],
    )
    return answers.page(request, PAGE, submission=blank, **values)


@post("/visits/planned", guards=[VISITORS])
async def create_plan(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Others are asked."""
    submission: Submission[forms.JointForm] = await read(forms.JointForm, request)
    sent = submission.typed["child"]
    named = [sent] if isinstance(sent, str) else list(sent)
    chosen = [UUID(one) for one in named if len(one) == LETTERS]
    if not (wish := submission.form):
        return refused(request, PAGE, submission, **await _values(chosen, actor))
    plan = Plan(
        tuple(wish.child), tuple(wish.person), clock.at(wish.on_day, wish.at_time), tuple(wish.owed)
    )
    try:
        await services.propose_visit(plan, by=actor)
    except CannotLog as no:
        submission.errors[no.field] = sentence(no)
        return refused(request, PAGE, submission, **await _values(chosen, actor))
    return see_other("/visits/together")


@post("/visits/planned/{visit:uuid}", guards=[VISITORS])
async def answer_plan(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]
) -> Answer:
    """I come along, or I do not."""
    submission: Submission[forms.JointAnswerForm] = await read(forms.JointAnswerForm, request)
    if not (wish := submission.form):
        rows, plans = await asked_together(by=actor), await planned_visits(by=actor)
        return refused(
            request, "visits/together.html", submission, rows=rows, plans=plans, w=wording
        )
    await services.answer_visit(visit, wish.words, comes=wish.answer == "yes", by=actor)
    return see_other("/visits/together")


@post("/visits/planned/{visit:uuid}/calling-off", guards=[VISITORS])
async def call_off_plan(actor: Acting, visit: FromPath[UUID]) -> Answer:
    """It is not to be."""
    await services.call_off_visit(visit, by=actor)
    return see_other("/visits/together")


HANDLERS: Final = (new_plan, create_plan, answer_plan, call_off_plan)
