"""/records: change one's own on its first day, add to it later, ask about it; /log/questions; /follow-ups."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers, clock
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read_fields
from carenet.core.refusals import NotFound
from carenet.core.words import sentence
from carenet.places.cache import name_of
from carenet.visits import forms, services, wording
from carenet.visits.queries.mine import Mine as Child
from carenet.visits.queries.second_words import (
    Mine,
    follow_ups,
    my_record,
    questions,
    visit_sheet,
)
from carenet.visits.queries.timeline import SEE_ALL
from carenet.visits.rules import CannotLog
from carenet.visits.services.changing import MAY_ASK

MODELS: Final[dict[str, type[Any]]] = {
    "day": forms.DayForm, "visit": forms.VisitForm, "contact": forms.ContactForm,
}  # fmt: skip
UUID_LETTERS: Final = 36
HELP: Final = needs(
    "county", "township", "director", "lead", "teacher", "counsellor", "principal", "volunteer",
    "proxy_parent", "host",
)  # fmt: skip


def _values(mine: Mine) -> dict[str, Any]:
    child = Child(mine.child, mine.short, None, None)
    return {
        "mine": mine, "kind": mine.what, "children": [child], "w": wording, "phone": None,
        "first_day": clock.day_of(mine.happened_at),
    }  # fmt: skip


@get("/records/{what:str}/{record:uuid}", guards=[HELP])
async def edit_record(
    request: Request[Any, Any, Any], actor: Acting, what: FromPath[str], record: FromPath[UUID]
) -> Answer:
    """One's own record with its answers filled in."""
    mine = await my_record(what, record, by=actor)
    day = clock.day_of(mine.happened_at).isoformat()
    filled: Submission[Any] = Submission.blank(child=[str(mine.child)], on_day=day, **mine.typed)
    return answers.page(request, "visits/change.html", submission=filled, **_values(mine))


@post("/records/{what:str}/{record:uuid}", guards=[HELP])
async def replace_record(
    request: Request[Any, Any, Any], actor: Acting, what: FromPath[str], record: FromPath[UUID]
) -> Answer:
    """Change it, or after its first day add to it."""
    mine = await my_record(what, record, by=actor)
    form = await request.form()
    submission: Submission[Any] = read_fields(MODELS[what], form)
    if wish := submission.form:
        because = str(form.get("because") or "").strip()[: forms.LINE_LETTERS_MAX] or None
        try:
            await services.change_record(what, record, _wish(what, wish, mine), because, by=actor)
            return see_other(f"/children/{mine.child}/timeline")
        except CannotLog as refusal:
            if refusal.field:
                submission.errors[refusal.field] = sentence(refusal)
            else:
                submission = submission.because(refusal)
    submission.typed["because"] = str(form.get("because") or "")
    return refused(request, "visits/change.html", submission, **_values(mine))


def _wish(what: str, wish: Any, mine: Mine) -> dict[str, Any]:
    found = wish.model_dump(exclude={"child", "on_day", "at_time"})
    if what == "day":
        day = clock.day_of(mine.happened_at)
        found["arrived_at"] = clock.at(day, wish.arrived) if wish.arrived else None
        found["other_adult_tonight"] = {"yes": True, "no": False}.get(wish.other_adult_tonight)
    if what == "contact":
        found.pop("kind")
    return {name: str(v) if isinstance(v, str) else v for name, v in found.items()}


@get("/records/{what:str}/{record:uuid}/sheet", guards=[HELP])
async def print_visit(
    request: Request[Any, Any, Any], actor: Acting, what: FromPath[str], record: FromPath[UUID]
) -> Answer:
    """A visit as a sheet for the school's or the village's folder, with room for signatures."""
    if what != "visit":
        raise NotFound
    found = await visit_sheet(record, everybodys=actor.has(*SEE_ALL), by=actor)
    return answers.page(request, "visits/sheet.html", found=found, w=wording, name_of=name_of)


@post("/records/{what:str}/{record:uuid}/questions", guards=[needs(*MAY_ASK)])
async def create_question(
    request: Request[Any, Any, Any], actor: Acting, what: FromPath[str], record: FromPath[UUID]
) -> Answer:
    """Ask its writer about it."""
    form = await request.form()
    submission: Submission[forms.WordsForm] = read_fields(forms.WordsForm, form)
    child = str(form.get("child") or "")
    if not submission.form:
        return refused(
            request, "visits/question.html", submission, what=what, record=record,
            child=child if len(child) == UUID_LETTERS else "", w=wording,
        )  # fmt: skip
    await services.ask_about(what, record, submission.form.words, by=actor)
    return see_other(f"/children/{UUID(child)}/timeline" if len(child) == UUID_LETTERS else "/log")


@get("/log/questions", guards=[HELP])
async def list_questions(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What I am asked about my records."""
    found = await questions(by=actor)
    return answers.page(request, "visits/questions.html", found=found, w=wording, submission=None)


@post("/log/questions/{note:uuid}", guards=[HELP])
async def create_answer(
    request: Request[Any, Any, Any], actor: Acting, note: FromPath[UUID]
) -> Answer:
    """Answer one."""
    submission: Submission[forms.WordsForm] = read_fields(forms.WordsForm, await request.form())
    if submission.form:
        await services.answer_question(note, submission.form.words, by=actor)
        return see_other("/log/questions")
    found = await questions(by=actor)
    if note not in {one.id for one in found}:
        raise NotFound
    return refused(request, "visits/questions.html", submission, found=found, w=wording)


@get("/follow-ups", guards=[HELP])
async def list_follow_ups(
    request: Request[Any, Any, Any], actor: Acting, page: FromQuery[int | None] = None
) -> Answer:
    """What should follow visits."""
    found = await follow_ups(page, by=actor)
    return answers.page(
        request, "visits/follow_ups.html", found=found, w=wording, name_of=name_of, submission=None
    )


@post("/follow-ups/{visit_task:uuid}", guards=[HELP])
async def finish(
    request: Request[Any, Any, Any], actor: Acting, visit_task: FromPath[UUID]
) -> Answer:
    """Say what came of it."""
    submission: Submission[forms.OutcomeForm] = read_fields(forms.OutcomeForm, await request.form())
    if submission.form:
        await services.finish_follow_up(visit_task, submission.form.outcome, by=actor)
        return see_other("/follow-ups")
    found = await follow_ups(None, by=actor)
    return refused(
        request, "visits/follow_ups.html", submission, found=found, w=wording, name_of=name_of
    )


HANDLERS: Final = (
    edit_record, replace_record, create_question, list_questions, create_answer, list_follow_ups,
    finish, print_visit,
)  # fmt: skip
