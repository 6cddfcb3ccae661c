"""/obligations: what is owed to the children and by the homes, and past its day; tried, set aside with a reason."""

from collections.abc import Awaitable
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers, clock
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.placements import services
from carenet.placements.rules import EXEMPT_DAYS_MAX
from carenet.placements.rules.trying import TRIED_DAYS_MAX
from carenet.places.cache import name_of
from carenet.visits import forms, wording
from carenet.visits.queries.owed import SPANS, Wish, board
from carenet.visits.queries.owed_areas import areas_set_aside, would_set_aside

OFFICERS: Final = needs("city", "county", "township", "director", "bureau")
DECIDE: Final = needs("county", "township", "director")


def _wish(query: Any) -> Wish:
    """What of the board was asked for; what makes no sense is left out."""
    span, village, who = (query.get(name) for name in ("show", "village", "who"))
    try:
        owing = UUID(who) if who else None
    except ValueError:
        owing = None
    return Wish(span if span in SPANS else "late", village or None, owing)


async def _values(page: int | None, wish: Wish, actor: Any, failed: str = "") -> dict[str, Any]:
    today = clock.today()
    shown = await board(page, today, wish, by=actor)
    query = {
        key: str(value)
        for key, value in (("show", wish.span), ("village", wish.village), ("who", wish.who))
        if value and value != "late"
    }
    places = dict.fromkeys([actor.lo, *(one.key for one in shown.villages)])
    return {
        "board": shown, "found": shown.found, "wish": wish, "w": wording, "name_of": name_of,
        "query": query, "way": f"?{urlencode(query)}" if query else "",
        "places": [(code, name_of(code)) for code in places],
        "failed": failed, "area": None, "said": "", "would": None,
        "areas": await areas_set_aside(today, by=actor),
        "last_day": today.fromordinal(today.toordinal() + EXEMPT_DAYS_MAX),
        "first_day": today.fromordinal(today.toordinal() - TRIED_DAYS_MAX),
    }  # fmt: skip


@get("/obligations", guards=[OFFICERS])
async def list_obligations(
    request: Request[Any, Any, Any], actor: Acting, page: FromQuery[int | None] = None
) -> Answer:
    """Overdue first, sorted by the children's need; narrowed to a village or to who owes it."""
    query = request.query_params
    values = await _values(page, _wish(query), actor)
    if area := query.get("area"):
        values["area"] = next(
            (one for one in values["areas"] if str(one.id) == area and one.mine), None
        )
    values["said"] = query.get("done", "")
    return answers.page(request, "visits/obligations.html", submission=None, **values)


async def _done(
    request: Request[Any, Any, Any],
    actor: Any,
    submission: Submission[Any],
    verb: Awaitable[None] | None,
    failed: str,
    done: str,
) -> Answer:
    wish = _wish(request.query_params)
    if verb is not None:
        try:
            await verb
            query = request.query_params
            kept = {name: query[name] for name in ("show", "village", "who") if name in query}
            return see_other(f"/obligations?{urlencode(kept | {'done': done})}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    values = await _values(None, wish, actor, failed)
    return refused(request, "visits/obligations.html", submission, **values)


@post("/obligations/{obligation:uuid}/exemption", guards=[DECIDE])
async def exempt_one(
    request: Request[Any, Any, Any], actor: Acting, obligation: FromPath[UUID]
) -> Answer:
    """Set one thing owed to a child aside."""
    submission: Submission[forms.ExemptForm] = await read(forms.ExemptForm, request)
    wish = submission.form
    verb = services.exempt_obligation(obligation, wish.because, by=actor) if wish else None
    return await _done(request, actor, submission, verb, f"because-{obligation}", "aside")


@post("/home-duties/{home_duty:uuid}/exemption", guards=[DECIDE])
async def exempt_home(
    request: Request[Any, Any, Any], actor: Acting, home_duty: FromPath[UUID]
) -> Answer:
    """Set one thing aside that a home owes."""
    submission: Submission[forms.ExemptForm] = await read(forms.ExemptForm, request)
    wish = submission.form
    verb = services.exempt_home_duty(home_duty, wish.because, by=actor) if wish else None
    return await _done(request, actor, submission, verb, f"because-{home_duty}", "home_aside")


async def _tried(request: Request[Any, Any, Any]) -> tuple[Submission[Any], services.Try | None]:
    submission: Submission[forms.TriedForm] = await read(forms.TriedForm, request)
    said = submission.form
    return submission, services.Try(said.on_day, said.how, said.note) if said else None


@post("/obligations/{obligation:uuid}/tries", guards=[DECIDE])
async def try_one(
    request: Request[Any, Any, Any], actor: Acting, obligation: FromPath[UUID]
) -> Answer:
    """Somebody tried, and could not; it stays owed."""
    submission, tried = await _tried(request)
    verb = services.note_try(obligation, tried, by=actor) if tried else None
    return await _done(request, actor, submission, verb, f"tried-{obligation}", "tried")


@post("/home-duties/{home_duty:uuid}/tries", guards=[DECIDE])
async def try_home(
    request: Request[Any, Any, Any], actor: Acting, home_duty: FromPath[UUID]
) -> Answer:
    """Somebody tried to reach the home; it stays owed."""
    submission, tried = await _tried(request)
    verb = services.note_try_at_home(home_duty, tried, by=actor) if tried else None
    return await _done(request, actor, submission, verb, f"tried-{home_duty}", "tried")


@post("/obligations/exemptions", guards=[DECIDE])
async def exempt_many(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Set aside what is owed in the whole area until a day."""
    submission: Submission[forms.ExemptAreaForm] = await read(forms.ExemptAreaForm, request)
    wish = submission.form
    if wish and wish.look:
        values = await _values(None, Wish(), actor)
        values["would"] = await would_set_aside(wish.division, wish.kind, wish.ends_on, by=actor)
        return answers.page(request, "visits/obligations.html", submission=submission, **values)
    if wish:
        try:
            decided = await services.exempt_area(
                wish.division, wish.because, wish.ends_on, kind=wish.kind, by=actor
            )
            return see_other(f"/obligations?area={decided}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    values = await _values(None, Wish(), actor)
    return refused(request, "visits/obligations.html", submission, **values)


@post("/obligations/exemptions/{exemption:uuid}/taking-back", guards=[DECIDE])
async def take_back(actor: Acting, exemption: FromPath[UUID]) -> Answer:
    """The road is open again: all of it is owed from today on."""
    await services.take_back_area(exemption, by=actor)
    return see_other("/obligations?done=taken_back")


HANDLERS: Final = (
    list_obligations, exempt_one, exempt_home, try_one, try_home, exempt_many, take_back,
)  # fmt: skip
