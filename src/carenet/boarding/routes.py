"""/friday: the teacher's leave list, the family's one tap, and who is not home."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.boarding import forms, wording
from carenet.boarding.queries import leave_list, my_children_leaving
from carenet.boarding.rules import HOME_BY_USUAL, CannotList, leave_day
from carenet.boarding.services.answering import answer_for_mine, note_home
from carenet.boarding.services.listing import MAY_LIST, Line, make_list
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, Typed, check, read
from carenet.core.words import translate
from carenet.places.cache import name_of

KEEPS = needs(*MAY_LIST, "county")


def _day(wished: str | None) -> date:
    try:
        return date.fromisoformat(wished or "")
    except ValueError:
        return leave_day(clock.today())


async def _list(
    request: Request[Any, Any, Any],
    actor: Any,
    day: date,
    submission: Submission[Any] | None = None,
) -> Answer:
    rows = await leave_list(day, by=actor)
    left = day <= clock.today()
    waiting = sum(bool(r["goes"]) and r["home_at"] is None for r in rows) if left else 0
    return page(
        request, "boarding/list.html", status=422 if submission else 200, rows=rows, day=day,
        waiting=waiting, left=left, submission=submission, w=wording, place=name_of,
        may_list=actor.has(*MAY_LIST), home_by=HOME_BY_USUAL.strftime("%H:%M"),
    )  # fmt: skip


@get("/friday", guards=[KEEPS])
async def show_list(
    request: Request[Any, Any, Any], actor: Acting, day: FromQuery[str | None] = None
) -> Answer:
    """The boarders of my class or area: who goes, how, and who is home."""
    return await _list(request, actor, _day(day))


async def _lines(request: Request[Any, Any, Any]) -> tuple[list[Line], dict[str, str]]:
    """The lines that were filled in, and a sentence for each that is wrong."""
    sent = await request.form()
    lines: list[Line] = []
    errors: dict[str, str] = {}
    for key in sent:
        child = key.removeprefix("how-")
        if key == child or not (how := str(sent.getall(key)[-1])):
            continue
        whom = str(sent.get(f"whom-{child}") or "").replace("\0", "").strip() or None
        one = check(forms.LineForm, {}, {"how": how, "whom": whom})
        try:
            id_ = UUID(child)
        except ValueError:
            continue
        if one.form is None:
            errors |= {f"{name}-{child}": said for name, said in one.errors.items()}
        else:
            lines.append(Line(id_, one.form.how, one.form.whom))
    return lines, errors


@post("/friday", guards=[needs(*MAY_LIST)])
async def create_list(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Keep the list; what was ticked stays where something is wrong."""
    submission: Submission[forms.ListForm] = await read(forms.ListForm, request)
    lines, errors = await _lines(request)
    day = submission.form.leaves_on if submission.form else leave_day(clock.today())
    if not lines and not errors:
        errors[""] = translate("Please choose for at least one child.")
    if errors:
        submission = Submission(Typed(submission.typed), errors={**submission.errors, **errors})
    try:
        if wish := submission.form:
            await make_list(lines, wish.leaves_on, wish.home_by, by=actor)
            return see_other(f"/friday?day={wish.leaves_on}")
    except CannotList as refusal:
        submission = submission.because(refusal)
    return await _list(request, actor, day, submission)


@post("/friday/{leave:uuid}/home", guards=[KEEPS])
async def create_note(
    request: Request[Any, Any, Any], leave: FromPath[UUID], actor: Acting
) -> Answer:
    """The child is home, or where it is; with a name."""
    submission: Submission[forms.NotedForm] = await read(forms.NotedForm, request)
    if wish := submission.form:
        try:
            return see_other(f"/friday?day={await note_home(leave, wish.said, by=actor)}")
        except CannotList as refusal:
            submission = submission.because(refusal)
    return await _list(request, actor, leave_day(clock.today()), submission)


async def _mine(
    request: Request[Any, Any, Any], actor: Any, submission: Submission[Any] | None = None
) -> Answer:
    return page(
        request, "boarding/home.html", status=422 if submission else 200, submission=submission,
        rows=await my_children_leaving(clock.today(), by=actor), today=clock.today(), w=wording,
    )  # fmt: skip


@get("/friday/home")
async def show_mine(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """My own children on their way home, each with one tap."""
    return await _mine(request, actor)


@post("/friday/{leave:uuid}/answer")
async def create_answer(
    request: Request[Any, Any, Any], leave: FromPath[UUID], actor: Acting
) -> Answer:
    """Home, or not yet."""
    submission: Submission[forms.HomeForm] = await read(forms.HomeForm, request)
    if wish := submission.form:
        try:
            await answer_for_mine(leave, is_home=wish.answer == "home", by=actor)
            return see_other("/friday/home")
        except CannotList as refusal:
            submission = submission.because(refusal)
    return await _mine(request, actor, submission)


routes = Router("/", route_handlers=[show_list, create_list, create_note, show_mine, create_answer])
