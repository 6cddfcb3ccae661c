"""Taking a place, waiting for one, giving it back, coming and going."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.core.words import gettext, sentence
from carenet.scheduling import forms
from carenet.scheduling.queries.chains import chain_page, names_of
from carenet.scheduling.queries.openings import openings
from carenet.scheduling.routes import views
from carenet.scheduling.routes.sessions import one
from carenet.scheduling.services import attendance, signing, standing_in, waiting


@get("/sessions/open")
async def list_openings(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What fits me nearby and lacks people."""
    return page(request, "scheduling/open.html", found=await openings(by=actor))


async def _done(
    request: Request[Any, Any, Any],
    actor: Actor,
    session: UUID,
    verb: Callable[[], Awaitable[Any]],
    submission: Submission[Any] | None = None,
) -> Answer:
    """Do it and show the session; a refusal is said on its page."""
    try:
        await verb()
    except Refusal as refusal:
        views.pass_on(refusal)
        shown = submission or Submission.blank()
        return await one(request, actor, session, shown.because(refusal))
    return see_other(f"/sessions/{session}")


@post("/sessions/{session:uuid}/sign-up")
async def take(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """I come."""
    return await _done(request, actor, session, lambda: standing_in.come(session, by=actor))


@post("/sessions/{session:uuid}/people", guards=[needs("county", "township", "director", "lead")])
async def sign_another_up(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Somebody told me that they come."""
    submission: Submission[forms.SignUpForm] = await read(forms.SignUpForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    refused = await signing.sign_up_many(session, wish.person, although=wish.although, by=actor)
    if refused:
        names = await names_of(list(refused), by=actor)
        submission.errors |= {
            f"person-{who}": gettext("%(name)s: %(why)s")
            % {"name": names.get(who, ""), "why": sentence(refusal)}
            for who, refusal in refused.items()
        }
        return await one(request, actor, session, submission)
    return see_other(f"/sessions/{session}#people")


async def _chain(
    request: Request[Any, Any, Any], actor: Actor, session: UUID, submission: Submission[Any],
    text: str | None,
) -> Answer:  # fmt: skip
    found = await chain_page(session, text or "", by=actor)
    wrong = bool(submission.errors)
    return page(
        request, "scheduling/chain.html", status=422 if wrong else 200, found=found,
        submission=submission, pasted=text is not None,
    )  # fmt: skip


@get("/sessions/{session:uuid}/chain", guards=[needs("county", "township", "director", "lead")])
async def ask_chain(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """A list from the group, to be pasted."""
    return await _chain(request, actor, session, Submission.blank(), None)


@post("/sessions/{session:uuid}/chain", guards=[needs("county", "township", "director", "lead")])
async def read_pasted(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Who is named in it."""
    submission: Submission[forms.ChainForm] = await read(forms.ChainForm, request)
    if not (wish := submission.form):
        return await _chain(request, actor, session, submission, None)
    return await _chain(request, actor, session, Submission.blank(), wish.text)  # the text goes


@post("/sessions/{session:uuid}/withdrawal")
async def give_back(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """I can't come."""
    submission: Submission[forms.WithdrawForm] = await read(forms.WithdrawForm, request)
    because = submission.form.because if submission.form else None
    return await _done(
        request, actor, session, lambda: signing.withdraw(session, because, by=actor), submission
    )


@post("/sessions/{session:uuid}/waiting")
async def wait(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """Tell me when a place comes free."""
    return await _done(request, actor, session, lambda: waiting.wait_for_place(session, by=actor))


@post("/sessions/{session:uuid}/waiting/ending")
async def stop_waiting(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """I wait no longer."""
    return await _done(request, actor, session, lambda: waiting.stop_waiting(session, by=actor))


@post("/sessions/{session:uuid}/waiting/yes")
async def keep(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """The place that was held: I come."""
    return await _done(request, actor, session, lambda: waiting.keep_place(session, by=actor))


@post("/sessions/{session:uuid}/stand-in")
async def answer_stand_in(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """Somebody is missing, and I was asked: I come, or not this time."""
    submission: Submission[forms.StandInForm] = await read(forms.StandInForm, request)
    if not (wish := submission.form):
        return await one(request, actor, session, submission)
    verb = standing_in.stand_in if wish.answer == "come" else standing_in.decline
    return await _done(request, actor, session, lambda: verb(session, by=actor))


@post("/sessions/{session:uuid}/check-out")
async def go(request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]) -> Answer:
    """Check out: the minutes count."""
    return await _done(request, actor, session, lambda: attendance.check_out(session, by=actor))


HANDLERS = [
    sign_another_up,
    ask_chain,
    read_pasted,
    list_openings,
    take,
    give_back,
    wait,
    stop_waiting,
    keep,
    answer_stand_in,
    go,
]
