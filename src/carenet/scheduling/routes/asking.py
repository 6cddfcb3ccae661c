"""A place that waits for a word: asked for, answered, taken back; whether a series needs one."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.scheduling import forms
from carenet.scheduling.queries.sessions import asked_within
from carenet.scheduling.routes import views
from carenet.scheduling.routes.sessions import one
from carenet.scheduling.services import asking
from carenet.scheduling.services.fairness import set_fewer_first
from carenet.scheduling.services.series import set_needs_word

RUNS = needs("county", "township", "director", "lead")


@get("/sessions/asked", guards=[RUNS])
async def list_asked(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Where somebody waits for my word."""
    return page(request, "scheduling/asked.html", rows=await asked_within(by=actor))


@post("/sessions/{session:uuid}/asking/no", guards=[RUNS])
async def refuse(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """Not this time, and why."""
    submission: Submission[forms.NoPlaceForm] = await read(forms.NoPlaceForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    try:
        await asking.say_no(session, wish.person, wish.why_not, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await one(request, actor, session, submission.because(refusal))
    return see_other(f"/sessions/{session}#asking")


@post("/sessions/{session:uuid}/asking/ending")
async def ask_no_longer(actor: Acting, session: FromPath[UUID]) -> Answer:
    """I take back that I asked."""
    await asking.ask_no_longer(session, by=actor)
    return see_other(f"/sessions/{session}")


@post("/series/{series:uuid}/word", guards=[RUNS])
async def choose_word(
    request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID]
) -> Answer:
    """Places of this series need a word, or no longer."""
    submission: Submission[forms.NeedsWordForm] = await read(forms.NeedsWordForm, request)
    await set_needs_word(series, bool(submission.form and submission.form.needs_word), by=actor)
    return see_other(f"/series/{series}")


@post("/series/{series:uuid}/fairness", guards=[RUNS])
async def choose_fairness(
    request: Request[Any, Any, Any], actor: Acting, series: FromPath[UUID]
) -> Answer:
    """Fewer hours come first where places are scarce, or who wanted it earlier."""
    submission: Submission[forms.FewerFirstForm] = await read(forms.FewerFirstForm, request)
    await set_fewer_first(series, bool(submission.form and submission.form.fewer_first), by=actor)
    return see_other(f"/series/{series}")


HANDLERS = [list_asked, refuse, ask_no_longer, choose_word, choose_fairness]
