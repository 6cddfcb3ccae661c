"""/taking-on: homes and proxy parents on the way, each with its steps and who acts next."""

from collections.abc import Awaitable
from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import asked
from carenet.core.refusals import Refusal
from carenet.core.words import gettext
from carenet.people.queries.host_families import villages_of
from carenet.people.services.invitations import make_invitation
from carenet.places.cache import name_of
from carenet.safeguarding import forms
from carenet.safeguarding.queries import taking_on as queries
from carenet.safeguarding.queries.home_duties import due
from carenet.safeguarding.routes.clearances import words_of_papers
from carenet.safeguarding.rules import taking_on as rules
from carenet.safeguarding.services import nominating
from carenet.safeguarding.services import taking_on as services
from carenet.safeguarding.wording import choices_of_ways, words_of_ways

OFFICERS: Final = ("city", "county", "township", "director")
INVITED_DAYS: Final = 14


@get("/taking-on")
async def list_ways(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Who is on the way, and whose turn it is."""
    number, size = asked(request.query_params)
    asked_for = request.query_params.get("state")
    state = asked_for if asked_for in queries.STATES else "running"
    found = await queries.ways(state, number, size, by=actor)
    owed = await due(by=actor) if state == "running" else []
    return page(
        request,
        "safeguarding/ways.html",
        found=found,
        owed=owed,
        state=state,
        name_of=name_of,
        **words_of_ways(),
    )


async def _new(actor: Acting, kind: str) -> dict[str, Any]:
    return {"villages": await villages_of(by=actor), "kind": kind, **choices_of_ways()}


@get("/taking-on/homes/new")
async def new_host_family(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The committee fills in; the family says yes itself."""
    return page(request, "safeguarding/nominate.html", submission=None, **await _new(actor, "host"))


@get("/taking-on/adults/new")
async def new_proxy(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The committee names a proxy parent; the person says yes itself."""
    return page(
        request, "safeguarding/nominate.html", submission=None, **await _new(actor, "proxy_parent")
    )


@post("/taking-on/homes")
async def create_host_family(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Write the home down; on to its way."""
    submission: Submission[forms.NominateHomeForm] = await read(forms.NominateHomeForm, request)
    if wish := submission.form:
        try:
            made = await nominating.nominate_home(
                wish.name, wish.village, beds=wish.beds, girls="girls" in wish.takes,
                boys="boys" in wish.takes, full_care=wish.care == "full",
                school_minutes=wish.school_minutes, by=actor,
            )  # fmt: skip
            return see_other(f"/taking-on/{made}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    return refused(request, "safeguarding/nominate.html", submission, **await _new(actor, "host"))


@post("/taking-on/adults")
async def create_proxy(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Write the adult down; on to the way."""
    submission: Submission[forms.NominateProxyForm] = await read(forms.NominateProxyForm, request)
    if wish := submission.form:
        try:
            made = await nominating.nominate_proxy(
                wish.name, wish.village, wish.sex, mobile=wish.mobile,
                households=wish.households_max, by=actor,
            )  # fmt: skip
            return see_other(f"/taking-on/{made}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    return refused(
        request, "safeguarding/nominate.html", submission, **await _new(actor, "proxy_parent")
    )


async def _page(candidacy: UUID, by: Acting) -> dict[str, Any]:
    one = await queries.way(candidacy, by=by)
    words = words_of_ways()
    return {
        "one": one,
        "adult_choices": [(adult.id, adult.name) for adult in one.adults],
        "second_choices": [
            (officer.person, f"{officer.name} · {words['roles'][officer.role]}")
            for officer in one.officers
            if officer.person != by.person
        ],
        "left_to_introduce": [item for item in rules.INTRODUCTIONS if item not in one.introduced],
        "name_of": name_of,
        **words,
        **words_of_papers(),
    }


@get("/taking-on/{candidacy:uuid}")
async def show_way(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """One way: what is done, what is missing, who acts, and the forms for whoever reads it."""
    return page(request, "safeguarding/way.html", submission=None, **await _page(candidacy, actor))


async def _done(
    request: Request[Any, Any, Any],
    candidacy: UUID,
    verb: Awaitable[Any] | None,
    submission: Submission[Any],
    by: Acting,
) -> Answer:
    """The page again with the refusal and what was typed, or on to the fresh page."""
    if verb is not None:
        try:
            await verb
            return see_other(f"/taking-on/{candidacy}")
        except Refusal as refusal:
            submission = submission.because(refusal)
    return refused(request, "safeguarding/way.html", submission, **await _page(candidacy, by))


@post("/taking-on/{candidacy:uuid}/yes")
async def create_yes(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """An officer who did not nominate heard their yes, face to face."""
    submission: Submission[forms.YesForm] = await read(forms.YesForm, request)
    wish = submission.form
    verb = services.confirm(candidacy, wish.adult, wish.on_day, by=actor) if wish else None
    return await _done(request, candidacy, verb, submission, actor)


@post("/taking-on/{candidacy:uuid}/invitations")
async def create_own_invitation(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """An address with which this adult opens its own account and answers itself."""
    submission: Submission[forms.AdultForm] = await read(forms.AdultForm, request)
    one = await queries.way(candidacy, by=actor)
    wish = submission.form
    if wish and not any(a.id == wish.adult and not a.has_account for a in one.adults):
        submission = submission.because(rules.CannotTakeOn(rules.NOT_NOW))
        wish = None
    if wish is None:
        return await _done(request, candidacy, None, submission, actor)
    made = await make_invitation(
        "host" if one.kind == "host" else "proxy_parent", one.village,
        place=name_of(one.village), uses=1, days=INVITED_DAYS, adult=wish.adult, by=actor,
    )  # fmt: skip
    return see_other(f"/invitations/{made}")


@post("/taking-on/{candidacy:uuid}/visits")
async def create_check(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """The first of the two writes down what both saw."""
    one = await queries.way(candidacy, by=actor)
    model = forms.HomeCheckForm if one.kind == "host" else forms.CheckForm
    submission: Submission[Any] = await read(model, request)
    form = await request.form()
    answers = {item: str(form.get(f"item-{item}", "")) for item in rules.ITEMS[one.kind]}
    submission.typed.update({f"item-{item}": given for item, given in answers.items()})
    for item, given in answers.items():
        if given not in rules.ANSWERS:
            submission.errors[f"item-{item}"] = gettext("Please choose one of the answers.")
    wish = submission.form if not submission.errors else None
    verb = None
    if wish:
        seen = services.Seen(answers, **wish.model_dump(exclude={"visited_on", "second"}))
        verb = services.write_check(candidacy, wish.visited_on, wish.second, seen, by=actor)
    return await _done(request, candidacy, verb, submission, actor)


@post("/taking-on/{candidacy:uuid}/visits/{check:uuid}/answer")
async def answer_check(
    request: Request[Any, Any, Any],
    actor: Acting,
    candidacy: FromPath[UUID],
    check: FromPath[UUID],
) -> Answer:
    """The second of the two: the same, or what was different."""
    submission: Submission[forms.SecondSeenForm] = await read(forms.SecondSeenForm, request)
    wish = submission.form
    verb = (
        services.answer_check(
            check, agreed=wish.answer == "same", differs=wish.differs, by=actor
        )
        if wish
        else None
    )  # fmt: skip
    return await _done(request, candidacy, verb, submission, actor)


@post("/taking-on/{candidacy:uuid}/decision")
async def create_decision(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """Yes for a year, or back with a reason."""
    submission: Submission[forms.DecisionForm] = await read(forms.DecisionForm, request)
    wish = submission.form
    verb = (
        services.decide(candidacy, agreed=wish.answer == "yes", because=wish.because, by=actor)
        if wish
        else None
    )
    return await _done(request, candidacy, verb, submission, actor)


@post("/taking-on/{candidacy:uuid}/introduction")
async def create_introduction(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """These things were gone through together."""
    submission: Submission[forms.IntroductionForm] = await read(forms.IntroductionForm, request)
    wish = submission.form
    verb = services.introduce(candidacy, wish.items, wish.on_day, by=actor) if wish else None
    return await _done(request, candidacy, verb, submission, actor)


@post("/taking-on/{candidacy:uuid}/ending")
async def create_stop(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """It leads nowhere: stopped, with a reason."""
    submission: Submission[forms.BecauseForm] = await read(forms.BecauseForm, request)
    wish = submission.form
    verb = services.stop(candidacy, wish.because, by=actor) if wish else None
    return await _done(request, candidacy, verb, submission, actor)


@post("/taking-on/{candidacy:uuid}/beginning")
async def begin_again(
    request: Request[Any, Any, Any], actor: Acting, candidacy: FromPath[UUID]
) -> Answer:
    """What was stopped, or is a year old, begins anew."""
    try:
        made = await nominating.begin_again(candidacy, by=actor)
    except Refusal as refusal:
        submission: Submission[Any] = Submission.blank().because(refusal)
        return await _done(request, candidacy, None, submission, actor)
    return see_other(f"/taking-on/{made}")


HANDLERS: Final = [
    Router(
        "/",
        route_handlers=[
            list_ways, new_host_family, new_proxy, create_host_family, create_proxy, show_way,
            create_yes, create_own_invitation, create_check, answer_check, create_decision,
            create_introduction, create_stop, begin_again,
        ],
        guards=[needs(*OFFICERS)],
    )
]  # fmt: skip
