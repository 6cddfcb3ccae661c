"""/illness: a child is ill, who is with it tonight, what was done, until it is well."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath, FromQuery

from carenet.children import choices
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.doors import Door, Handed, Sent, hand_in
from carenet.core.forms import Submission
from carenet.core.refusals import MayNot
from carenet.people.rules import written_phone
from carenet.visits import forms, services, wording
from carenet.visits.queries.mine import duty_phone, my_children
from carenet.visits.queries.timeline import illness, open_illnesses
from carenet.visits.rules import Night
from carenet.visits.services.illness import ADULT_TONIGHT, MAY_OPEN, Line


def _key(form: FormMultiDict) -> str | None:
    return str(form.get("key") or "") or None


@get("/illness")
async def list_illnesses(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Who is ill now, and when somebody asks again."""
    if not actor.has(*MAY_OPEN):
        raise MayNot
    found = await open_illnesses(by=actor)
    return page(request, "visits/illnesses.html", found=found, w=wording)


async def _new_values(actor: Actor) -> dict[str, Any]:
    found = await my_children(1, clock.today(), by=actor)
    return {"children": found.rows, "w": wording, "phone": await duty_phone(by=actor)}


@get("/illness/new")
async def new_illness(
    request: Request[Any, Any, Any], actor: Acting, child: FromQuery[UUID | None] = None
) -> Answer:
    """The form; its first question is which adult is with the child tonight."""
    if not actor.has(*MAY_OPEN):
        raise MayNot
    values = await _new_values(actor)
    only = values["children"][0].id if len(values["children"]) == 1 else None
    blank: Submission[Any] = Submission.blank(child=str(child or only) if child or only else None)
    return page(request, "visits/illness_new.html", submission=blank, **values)


@post("/illness/new")
async def create_illness(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Write it down, without scripts."""
    if not actor.has(*MAY_OPEN):
        raise MayNot
    form = await request.form()
    handed = await hand_in_illness(form, Sent(_key(form)), actor)
    if handed.done:
        return see_other(handed.location)
    values = await _new_values(actor)
    return refused(request, "visits/illness_new.html", handed.submission, **values)


async def hand_in_illness(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """A child is ill."""

    async def verb(wish: forms.IllnessForm) -> str:
        id_ = await services.open_illness(
            wish.child, Night(wish.adult_tonight), tuple(wish.signs),
            written_at=sent.written_at, by=by,
        )  # fmt: skip
        return "/log/now" if wish.adult_tonight == "alone" else f"/illness/{id_}"

    return await hand_in(forms.IllnessForm, form, sent, "/illness/new", verb, by)


async def _show(
    request: Request[Any, Any, Any], episode: UUID, submission: Submission[Any] | None, by: Actor
) -> Answer:
    found = await illness(episode, by=by)
    values: dict[str, Any] = {
        "shown": found, "found": found.of, "w": wording, "phone": await duty_phone(by=by),
        "word": choices.word, "written_phone": written_phone,
    }  # fmt: skip
    if submission is None:
        return page(request, "visits/illness.html", submission=None, **values)
    return refused(request, "visits/illness.html", submission, **values)


@get("/illness/{episode:uuid}")
async def show_illness(
    request: Request[Any, Any, Any], actor: Acting, episode: FromPath[UUID]
) -> Answer:
    """One illness: what was done, and what to write next."""
    return await _show(request, episode, None, actor)


@post("/illness/{episode:uuid}")
async def add_line(
    request: Request[Any, Any, Any], actor: Acting, episode: FromPath[UUID]
) -> Answer:
    """One more line, without scripts."""
    form = await request.form()
    handed = await hand_in_line(form, Sent(_key(form), (episode,)), actor)
    if handed.done:
        return see_other(handed.location)
    return await _show(request, episode, handed.submission, actor)


async def hand_in_line(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """One line of an illness."""
    (episode,) = sent.ids

    async def verb(wish: forms.IllnessLineForm) -> str:
        value = wish.adult if wish.kind == ADULT_TONIGHT else wish.value
        line = Line(wish.kind, value, wish.dose, wish.agreed_by)
        await services.add_illness_entry(episode, line, written_at=sent.written_at, by=by)
        return f"/illness/{episode}"

    return await hand_in(forms.IllnessLineForm, form, sent, f"/illness/{episode}", verb, by)


@post("/illness/{episode:uuid}/end")
async def end_illness(actor: Acting, episode: FromPath[UUID]) -> Answer:
    """The child is well again."""
    await services.close_illness(episode, by=actor)
    return see_other(f"/illness/{episode}")


DOORS: Final[dict[str, Door]] = {"/illness/new": hand_in_illness, "/illness/{id}": hand_in_line}
HANDLERS: Final = (
    list_illnesses, new_illness, create_illness, show_illness, add_line, end_illness,
)  # fmt: skip
