"""/ladders, /absences, /duty-phone: what climbs how, who is away, whose turn it is."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers, clock
from carenet.core.answers import Acting, Answer, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound
from carenet.core.words import gettext
from carenet.escalation import forms, wording
from carenet.escalation.adjusting import CannotAdjust
from carenet.escalation.queries import chains, standing_in
from carenet.escalation.queries.holders import holes
from carenet.escalation.rules import ANSWERED_BY, POLICIES, STEP_WORDS
from carenet.escalation.services import standing_in as verbs
from carenet.places.cache import codes_within, name_of

DESK = needs("county", "township")
ANY_DUTY = needs("county", "township", "director", "lead")


async def _ladders(
    request: Request[Any, Any, Any], actor: Any, submission: Submission[Any] | None = None,
    ladder: str = "", number: int | None = None, size: int | None = None,
) -> Answer:  # fmt: skip
    now = await chains.steps_now(by=actor)
    found = await holes(clock.now(), by=actor)
    at, size_, offset = place(number, size)
    rows = [(policy, *now[policy.ladder]) for policy in POLICIES.values()]
    return answers.page(
        request, "escalation/ladders.html", status=422 if submission else 200, rows=rows,
        holes=Page(found[offset : offset + size_], at, size_, len(found)),
        nobody=sum(not hole.upward for hole in found), w=wording, submission=submission,
        wrong=ladder, name_of=name_of, own=actor.lo,
        duties=[(code, gettext(STEP_WORDS[code])) for code in STEP_WORDS if code in ANSWERED_BY],
    )  # fmt: skip


@get("/ladders", guards=[DESK])
async def list_ladders(
    request: Request[Any, Any, Any], actor: Acting,
    page: FromQuery[int | None] = None, size: FromQuery[int | None] = None,
) -> Answer:  # fmt: skip
    """Every ladder with its steps, and the places where one breaks."""
    return await _ladders(request, actor, number=page, size=size)


@post("/ladders/{ladder:str}/steps", guards=[DESK])
async def replace_steps(
    request: Request[Any, Any, Any], actor: Acting, ladder: FromPath[str]
) -> Answer:
    """Sooner, or more people, in one's area."""
    submission: Submission[forms.PolicyForm] = await read(forms.PolicyForm, request)
    try:
        if wish := submission.form:
            await verbs.set_steps(ladder, wish.minutes, wish.more, wish.because, by=actor)
            return see_other("/ladders")
    except CannotAdjust as refusal:
        submission = submission.because(refusal)
    if ladder not in POLICIES:
        raise NotFound
    return await _ladders(request, actor, submission, ladder)


@post("/ladders/{ladder:str}/default", guards=[DESK])
async def restore_steps(actor: Acting, ladder: FromPath[str]) -> Answer:
    """Back to the rule."""
    await verbs.reset_steps(ladder, by=actor)
    return see_other("/ladders")


def _towns(actor: Any) -> list[tuple[str, str]]:
    """The townships whose duty phone the actor may look at."""
    if not actor.has("county", "township"):
        return []
    codes = (code[:9] for code in codes_within(actor.lo, actor.hi, "township"))
    return [(code, name_of(code)) for code in codes if not actor.towns or code in actor.towns]


async def _absences(
    request: Request[Any, Any, Any], actor: Any, submission: Submission[Any] | None = None
) -> Answer:
    people = await standing_in.officers(by=actor)
    named = {r["person"]: r["name"] for r in people}
    return answers.page(
        request, "escalation/absences.html", status=422 if submission else 200,
        rows=await standing_in.away(clock.now(), by=actor), submission=submission,
        people=[(str(p), n) for p, n in named.items()], others=actor.has("county", "township"),
        mine=str(actor.me), towns=_towns(actor),
    )  # fmt: skip


@get("/absences", guards=[ANY_DUTY])
async def list_absences(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Who is away, and who stands in."""
    return await _absences(request, actor)


@post("/absences", guards=[ANY_DUTY])
async def create_absence(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """From-until, and a deputy."""
    submission: Submission[forms.OffDutyForm] = await read(forms.OffDutyForm, request)
    try:
        if wish := submission.form:
            await verbs.note_absence(
                wish.person, clock.at(wish.first_day, wish.from_time),
                clock.at(wish.last_day, wish.until_time), wish.deputy, wish.because, by=actor,
            )  # fmt: skip
            return see_other("/absences")
    except verbs.CannotStandIn as refusal:
        submission = submission.because(refusal)
    return await _absences(request, actor, submission)


@post("/absences/{absence:uuid}/ending", guards=[ANY_DUTY])
async def end_absence(actor: Acting, absence: FromPath[UUID]) -> Answer:
    """Back again."""
    await verbs.lift_absence(absence, by=actor)
    return see_other("/absences")


async def _phone(
    request: Request[Any, Any, Any],
    actor: Any,
    town: str,
    submission: Submission[Any] | None = None,
) -> Answer:
    found = await standing_in.turns(town, clock.now(), by=actor)
    people = {r["person"]: r["name"] for r in await standing_in.officers(town, by=actor)}
    return answers.page(
        request, "escalation/duty_phone.html", status=422 if submission else 200, rota=found.rota,
        days=found.days, otherwise=found.otherwise, w=wording, town=town, place=name_of(town), submission=submission,
        people=[(str(p), n) for p, n in people.items()],
    )  # fmt: skip


@get("/duty-phone/{town:str}", guards=[DESK])
async def show_phone(request: Request[Any, Any, Any], actor: Acting, town: FromPath[str]) -> Answer:
    """Whose turn it is for the next fourteen days."""
    return await _phone(request, actor, town)


@post("/duty-phone/{town:str}", guards=[DESK])
async def replace_rota(
    request: Request[Any, Any, Any], actor: Acting, town: FromPath[str]
) -> Answer:
    """The people who take turns."""
    submission: Submission[forms.RotaForm] = await read(forms.RotaForm, request)
    if wish := submission.form:
        await verbs.set_rota(town, wish.starts_on, int(wish.turn_days), wish.people, by=actor)
        return see_other(f"/duty-phone/{town}")
    return await _phone(request, actor, town, submission)


@post("/duty-phone/{town:str}/swaps", guards=[DESK])
async def create_swap(
    request: Request[Any, Any, Any], actor: Acting, town: FromPath[str]
) -> Answer:
    """Somebody else for a day."""
    submission: Submission[forms.SwapForm] = await read(forms.SwapForm, request)
    if wish := submission.form:
        await verbs.swap_day(town, wish.on_day, wish.person, wish.because, by=actor)
        return see_other(f"/duty-phone/{town}")
    return await _phone(request, actor, town, submission)


HANDLERS = [
    list_ladders, replace_steps, restore_steps, list_absences, create_absence, end_absence,
    show_phone, replace_rota, create_swap,
]  # fmt: skip
