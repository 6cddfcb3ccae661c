"""/duties: who holds which role over what; propose, approve, end."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath

from carenet.accounts import forms
from carenet.accounts.entry import needs
from carenet.accounts.queries import duties as queries
from carenet.accounts.rules.duties import GIVES, ROLES, may_give
from carenet.accounts.services import duties as services
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import asked
from carenet.core.refusals import MayNot, Refusal
from carenet.core.words import gettext

STATES: Final = ("proposed", "held", "ended")


def _words(by: Acting) -> dict[str, Any]:
    return {
        "administrator": by.has("sysadmin", "security"),
        "role_words": {k: gettext(w) for k, w in {**ROLES, "city": "city officer"}.items()},
        "state_words": {
            "proposed": gettext("waits for approval"),
            "held": gettext("held"),
            "ended": gettext("ended"),
        },
    }


@get("/duties")
async def list_duties(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Duties that one may give or end."""
    number, size = asked(request.query_params)
    asked_for = request.query_params.get("state")
    state = asked_for if asked_for in STATES else None
    found = await queries.duties(state, number, size, by=actor)
    return page(request, "accounts/duties.html", found=found, state=state or "", **_words(actor))


async def _proposal(role: str, q: str, by: Acting) -> dict[str, Any]:
    roles = may_give([d.role for d in by.duties])
    chosen = role if role in roles else ""
    return {
        "roles": [(r, gettext(ROLES[r])) for r in roles],
        "role": chosen,
        "q": q,
        "found": await queries.find_accounts(q, by=by) if q else [],
        "places": await queries.scopes_for(chosen, by=by) if chosen else [],
        **_words(by),
    }


@get("/duties/new")
async def new_duty(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Which role?"""
    role = request.query_params.get("role", "")
    return page(
        request, "accounts/duty_new.html", submission=None, **await _proposal(role, "", actor)
    )  # fmt: skip


@post("/duties/new", status_code=200)
async def find_holder(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Who? Posted, so that no address holds a name."""
    submission: Submission[forms.FindForm] = await read(forms.FindForm, request)
    wish = submission.form or forms.FindForm()
    shown = await _proposal(wish.role, wish.q, actor)
    return page(request, "accounts/duty_new.html", submission=submission, **shown)


@post("/duties")
async def create_duty(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Propose it."""
    submission: Submission[forms.DutyForm] = await read(forms.DutyForm, request)
    if wish := submission.form:
        division, _, office = wish.place.partition("|")
        try:
            made = await services.propose_duty(
                wish.account,
                wish.role,
                division,
                organisation=UUID(office) if office else None,
                starts_on=wish.starts_on,
                ends_on=wish.ends_on,
                by=actor,
            )
            return see_other(f"/duties/{made}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    typed = submission.typed
    shown = await _proposal(str(typed.get("role", "")), str(typed.get("q", "")), actor)
    return refused(request, "accounts/duty_new.html", submission, **shown)


@get("/duties/{duty:uuid}")
async def show_duty(request: Request[Any, Any, Any], actor: Acting, duty: FromPath[UUID]) -> Answer:
    """One duty, with what can be done about it."""
    one = await queries.duty_line(duty, by=actor)
    return page(request, "accounts/duty.html", one=one, submission=None, **_words(actor))


@post("/duties/{duty:uuid}/approval")
async def create_approval(
    request: Request[Any, Any, Any], actor: Acting, duty: FromPath[UUID]
) -> Answer:
    """Approve another's proposal for another person."""
    actor.needs_two_factors()
    try:
        await services.approve_duty(duty, by=actor)
        return see_other(f"/duties/{duty}")
    except Refusal as refusal:
        one = await queries.duty_line(duty, by=actor)
        submission: Submission[Any] = Submission.blank().because(refusal)
        return refused(request, "accounts/duty.html", submission, one=one, **_words(actor))


@post("/duties/{duty:uuid}/ending")
async def create_ending(
    request: Request[Any, Any, Any], actor: Acting, duty: FromPath[UUID]
) -> Answer:
    """End it: sign-ins and feeds of the holder end in the same moment."""
    submission: Submission[forms.EndingForm] = await read(forms.EndingForm, request)
    if wish := submission.form:
        try:
            await services.end_duty(duty, wish.because, by=actor)
            return see_other("/duties")
        except Refusal as refusal:
            submission = submission.because(refusal)
    one = await queries.duty_line(duty, by=actor)
    return refused(request, "accounts/duty.html", submission, one=one, **_words(actor))


@post("/duties/{duty:uuid}/second-factor/ending")
async def end_second_factor(
    request: Request[Any, Any, Any], actor: Acting, duty: FromPath[UUID]
) -> Answer:
    """The holder lost the phone and was seen in person: a new second factor is set up afresh."""
    submission: Submission[forms.EndingForm] = await read(forms.EndingForm, request)
    if wish := submission.form:
        try:
            await services.end_second_factor(duty, wish.because, by=actor)
            return see_other(f"/duties/{duty}")
        except MayNot as refusal:
            submission = submission.because(refusal)
    one = await queries.duty_line(duty, by=actor)
    return refused(request, "accounts/duty.html", submission, one=one, **_words(actor))


HANDLERS: Final = [
    Router(
        "/",
        route_handlers=[
            list_duties,
            new_duty,
            find_holder,
            create_duty,
            show_duty,
            create_approval,
            create_ending,
            end_second_factor,
        ],
        guards=[needs(*GIVES)],
    )
]
