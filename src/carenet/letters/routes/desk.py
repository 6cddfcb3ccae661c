"""/letters: written by an office, looked over before they go, followed until everybody has read them."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers
from carenet.core.answers import Acting, Answer, see_other
from carenet.core.forms import Submission, read
from carenet.letters import forms, rules, wording
from carenet.letters.queries.letters import letter_page, letters, offices_to_write_for
from carenet.letters.services.acknowledging import note_acknowledged
from carenet.letters.services.envelopes import MAY_PRINT
from carenet.letters.services.writing import MAY_WRITE, end_letter, look_over, send_letter
from carenet.letters.targets import choices, target_of
from carenet.people.rules import written_phone
from carenet.places.cache import name_of, office_name

WRITES = needs(*MAY_WRITE)


@get("/letters", guards=[WRITES])
async def list_letters(
    request: Request[Any, Any, Any], actor: Acting, page: FromQuery[int | None] = None
) -> Answer:
    """The letters of my area or office, and how many have read them."""
    return answers.page(
        request, "letters/list.html", found=await letters(page, by=actor), w=wording, place=name_of,
        prints=actor.has(*MAY_PRINT),
    )  # fmt: skip


async def _form(
    request: Request[Any, Any, Any],
    actor: Any,
    known: dict[str, Any],
    submission: Submission[Any] | None = None,
    **values: Any,
) -> Answer:
    refused = submission is not None and submission.form is None
    refused = refused or bool(submission and submission.refusal)
    return answers.page(
        request, "letters/new.html", status=422 if refused else 200, submission=submission,
        targets=choices(known, actor), w=wording, rules=rules, **{"people": None, **values},
    )  # fmt: skip


@get("/letters/new", guards=[WRITES])
async def new_letter(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """An empty letter."""
    return await _form(request, actor, await offices_to_write_for(by=actor))


def _wish(form: forms.LetterForm, known: dict[str, Any], actor: Any) -> rules.Wish:
    return rules.Wish(
        target_of(form.to, known, actor), form.audience, form.title, form.body,
        form.again_days, form.again_times,
    )  # fmt: skip


def _from_name(target: rules.Target, actor: Any) -> str:
    """The office that writes: one's own, else the area's name."""
    own = next((d.organisation for d in actor.duties if d.organisation), None)
    return office_name(own) or name_of(actor.lo.ljust(12, "0")) or name_of(target.place)


@post("/letters", guards=[WRITES])
async def create_letter(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Look it over first, with how many it goes to; then send it."""
    known = await offices_to_write_for(by=actor)
    submission: Submission[forms.LetterForm] = await read(forms.LetterForm, request)
    if (form := submission.form) is None:
        return await _form(request, actor, known, submission)
    wish = _wish(form, known, actor)
    try:
        if form.send:
            sent = await send_letter(wish, _from_name(wish.target, actor), by=actor)
            return see_other(f"/letters/{sent}")
        people = await look_over(wish, by=actor)
    except rules.CannotWrite as refusal:
        return await _form(request, actor, known, submission.because(refusal))
    return await _form(
        request, actor, known, submission, people=people, from_name=_from_name(wish.target, actor)
    )


@get("/letters/{letter:uuid}", guards=[WRITES])
async def show_letter(
    request: Request[Any, Any, Any], letter: FromPath[UUID], actor: Acting
) -> Answer:
    """The letter, and who has read it."""
    return answers.page(
        request, "letters/show.html", letter=await letter_page(letter, only_waiting=False, by=actor),
        w=wording, place=name_of, submission=None,
    )  # fmt: skip


@get("/letters/{letter:uuid}/print", guards=[WRITES])
async def print_letter(
    request: Request[Any, Any, Any], letter: FromPath[UUID], actor: Acting
) -> Answer:
    """Those who have not acknowledged, as a sheet to call or walk with, with a column to sign in."""
    return answers.page(
        request, "letters/sheet.html", letter=await letter_page(letter, only_waiting=True, by=actor),
        w=wording, place=name_of, written_phone=written_phone,
    )  # fmt: skip


@post("/letters/{letter:uuid}/people/{person:uuid}/acknowledgement", guards=[WRITES])
async def create_note(
    request: Request[Any, Any, Any], letter: FromPath[UUID], person: FromPath[UUID], actor: Acting
) -> Answer:
    """Signed on paper, or said so on the telephone."""
    submission: Submission[forms.NotedForm] = await read(forms.NotedForm, request)
    if wish := submission.form:
        await note_acknowledged(letter, person, wish.how, by=actor)
    return see_other(f"/letters/{letter}")


@post("/letters/{letter:uuid}/ending", guards=[WRITES])
async def create_ending(
    request: Request[Any, Any, Any], letter: FromPath[UUID], actor: Acting
) -> Answer:
    """Over: nobody is reminded any more."""
    submission: Submission[forms.EndingForm] = await read(forms.EndingForm, request)
    if wish := submission.form:
        await end_letter(letter, wish.because, by=actor)
        return see_other("/letters")
    return answers.page(
        request, "letters/show.html", status=422, submission=submission, w=wording, place=name_of,
        letter=await letter_page(letter, only_waiting=False, by=actor),
    )  # fmt: skip


HANDLERS = [
    list_letters, new_letter, create_letter, show_letter, print_letter, create_note, create_ending,
]  # fmt: skip
