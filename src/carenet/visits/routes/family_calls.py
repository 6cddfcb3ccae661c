"""/family/calls: asking for a family call, and saying whether one spoke this week."""

from typing import Any

from litestar import Request, get, post

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.pinyin import split_surname
from carenet.core.refusals import Refusal
from carenet.visits import forms, services
from carenet.visits.queries.family_calls import calls_page

GUARDIANS = [needs("guardian")]


def called(child: dict[str, Any]) -> str:
    """The given name; the family knows the rest."""
    surname, given = split_surname(child["name"])
    return given or surname


async def _calls(request: Request[Any, Any, Any], actor: Acting, submission: Any = None) -> Answer:
    mine = await calls_page(by=actor)
    names = {c["id"]: called(c) for c in mine["children"]}
    return page(
        request, "visits/family_calls.html", status=422 if submission else 200, mine=mine,
        names=names, submission=submission,
    )  # fmt: skip


@get("/family/calls", guards=GUARDIANS)
async def show_calls(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """My calls, and the form to ask for one."""
    return await _calls(request, actor)


@post("/family/calls", guards=GUARDIANS)
async def create_call(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Ask for help with a call."""
    submission: Submission[forms.CallForm] = await read(forms.CallForm, request)
    if not (wish := submission.form):
        return await _calls(request, actor, submission)
    try:
        await services.ask_for_call(wish.child, clock.at(wish.on_day, wish.at_time), by=actor)
    except Refusal as refusal:
        return await _calls(request, actor, submission.because(refusal))
    return see_other("/family/calls")


@post("/family/calls/spoken", guards=GUARDIANS)
async def create_spoken(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Did you speak this week?"""
    submission: Submission[forms.SpokenForm] = await read(forms.SpokenForm, request)
    if wish := submission.form:
        await services.say_whether_spoken(wish.child, wish.answer, by=actor)
    return see_other("/family/calls")


HANDLERS = [show_calls, create_call, create_spoken]
