"""/log: whom is it about, what was it, and the forms."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath, FromQuery

from carenet.core import answers, clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.doors import Door, Handed, Sent, hand_in
from carenet.core.forms import Submission
from carenet.core.refusals import N_, MayNot, NotFound
from carenet.core.words import pgettext
from carenet.placements.rules.trying import AIMS
from carenet.placements.services import Try, note_own_try
from carenet.visits import forms, services, wording
from carenet.visits.queries.companions import house_of, waiting_for
from carenet.visits.queries.joint import agreed_companions
from carenet.visits.queries.mine import duty_phone, my_children, with_brothers
from carenet.visits.queries.timeline import timeline
from carenet.visits.routes.doors import Came, hand_in_with_files
from carenet.visits.routes.sent import UPLOAD, read_post
from carenet.visits.rules import DAYS_BACK_MAX, when_written
from carenet.visits.services.calls import MAY_ARRANGE, Talked
from carenet.visits.services.changing import MAY_ASK
from carenet.visits.services.contacts import Spoken
from carenet.visits.services.days import Day
from carenet.visits.services.illness import MAY_OPEN
from carenet.visits.services.reporting import MAY_VISIT, Found
from carenet.visits.services.talks import MAY_TALK, Talk

MAY_TRY: Final = ("host", "proxy_parent", "teacher", *MAY_VISIT)
KINDS: Final = {
    "day": (("host",), N_("The day with us"), "home-heart"),
    "contact": (("proxy_parent", "teacher", *MAY_VISIT), N_("A call or meeting"), "phone"),
    "visit": (MAY_VISIT, N_("A visit at home"), "home"),
    "call": (MAY_ARRANGE, N_("A family call"), "family"),
    "talk": (MAY_TALK, N_("A talk in confidence"), "message"),
    "tried": (MAY_TRY, N_("Tried, not possible"), "refresh"),
    "illness": (MAY_OPEN, N_("The child is ill"), "stethoscope"),
}  # fmt: skip
FIRST: Final = (("host", "day"), ("proxy_parent", "contact"))
"""What a role logs most; everybody else visits."""
ILL: Final = ("ill", "hurt")


def kinds_for(actor: Actor) -> list[str]:
    """What this person may write down, the most usual first."""
    open_ = [kind for kind, (roles, _, _) in KINDS.items() if actor.has(*roles)]
    first = next((kind for role, kind in FIRST if actor.has(role)), "visit")
    return sorted(open_, key=lambda kind: kind != first)


@get("/log")
async def show_log(
    request: Request[Any, Any, Any],
    actor: Acting,
    kind: FromQuery[str | None] = None,
    page: FromQuery[int | None] = None,
    done: FromQuery[str | None] = None,
) -> Answer:
    """The children as big tiles; a tap leads to the form."""
    open_ = kinds_for(actor)
    if not open_:
        raise MayNot
    chosen = kind if kind in open_ else open_[0]
    found = await my_children(page, clock.today(), hosted=chosen == "day", by=actor)
    asked, together, planned = await waiting_for(by=actor)
    ways = [(one, pgettext("phone", KINDS[one][1]), KINDS[one][2]) for one in open_]
    return answers.page(
        request, "visits/log.html", found=found, kind=chosen, ways=ways, done=done, asked=asked, together=together, planned=planned,
        phone=await duty_phone(by=actor),
    )  # fmt: skip


@get("/log/now")
async def show_call_now(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """A child is alone: whom to call at once. The record is kept already."""
    return answers.page(request, "visits/call_now.html", phone=await duty_phone(by=actor))


async def _form_values(kind: str, chosen: list[UUID], actor: Actor) -> dict[str, Any]:
    today = clock.today()
    children = (
        await with_brothers(chosen, today, hosted=kind == "day", by=actor)
        if chosen
        else (await my_children(1, today, hosted=kind == "day", by=actor)).rows
    )
    if chosen and not {one.id for one in children} & set(chosen):
        raise NotFound
    return {
        "kind": kind, "children": children, "w": wording,
        "phone": await duty_phone(by=actor),
        "house": await house_of(chosen[0], by=actor) if chosen and kind == "visit" else None,
        "first_day": clock.today().fromordinal(today.toordinal() - DAYS_BACK_MAX),
    }  # fmt: skip


@get("/log/{kind:str}")
async def new_record(
    request: Request[Any, Any, Any],
    actor: Acting,
    kind: FromPath[str],
    child: FromQuery[list[UUID] | None] = None,
    aim: FromQuery[str | None] = None,
) -> Answer:
    """The form for one kind of record; `aim` is what was owed where a try is written down."""
    if kind not in PAGES:
        raise NotFound
    if kind not in kinds_for(actor):
        raise MayNot
    chosen = list(child or [])
    values = await _form_values(kind, chosen, actor)
    only = [values["children"][0].id] if len(values["children"]) == 1 else []
    blank: Submission[Any] = Submission.blank(
        child=[str(one) for one in chosen or only],
        on_day=clock.today().isoformat(),
        aim=aim if aim in AIMS else "",
        companions=await agreed_companions(chosen, by=actor) if kind == "visit" else None,
    )
    return answers.page(request, PAGES[kind], submission=blank, **values)


@post("/log/{kind:str}", request_max_body_size=UPLOAD.total + 1)
async def create_record(
    request: Request[Any, Any, Any], actor: Acting, kind: FromPath[str]
) -> Answer:
    """The same form without scripts, or by a page that could not keep it."""
    door = DOORS.get(f"/log/{kind}")
    if door is None:
        raise NotFound
    if kind not in kinds_for(actor):
        raise MayNot
    form, files = await read_post(request)
    handed = await door(form, Sent(str(form.get("key") or "") or None, files=files), actor)
    if handed.done:
        return see_other(handed.location)
    chosen = [UUID(one) for one in form.getall("child", []) if len(str(one)) == 36]
    values = await _form_values(kind, chosen, actor)
    return refused(request, PAGES[kind], handed.submission, **values)


async def hand_in_day(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """A host family's day."""

    async def verb(wish: forms.DayForm, came: Came) -> str:
        other = None if wish.other_adult_tonight is None else wish.other_adult_tonight == "yes"
        day = Day(
            wish.on_day, wish.arrived, wish.ate, wish.homework, wish.slept, wish.health,
            wish.kind_line, wish.worry, other,
        )  # fmt: skip
        await services.log_day(
            wish.child,
            day,
            written_at=sent.written_at,
            pictures=came.pictures,
            voice=came.voice(for_family=wish.family_hears is not None),
            by=by,
        )
        if wish.health in ILL:
            return f"/illness/new?{urlencode({'child': str(wish.child[0])})}"
        return "/log?done=day"

    return await hand_in_with_files(forms.DayForm, form, sent, "/log/day", verb, by)


async def hand_in_visit(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """A visit."""

    async def verb(wish: forms.VisitForm, came: Came) -> str:
        found = Found(
            wish.state, tuple(wish.who_was_there), wish.night_adult, tuple(wish.seen),
            wish.child_words, wish.note, wish.follow_up, wish.on_day, wish.at_time, tuple(wish.companions),
        )  # fmt: skip
        told = await services.report_visit(
            wish.child,
            found,
            written_at=sent.written_at,
            pictures=came.pictures,
            voice=came.voice(),
            by=by,
        )
        return "/log/now" if told.asks == "at_once" else "/log?done=visit"

    return await hand_in_with_files(forms.VisitForm, form, sent, "/log/visit", verb, by)


async def hand_in_contact(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """A call, a message, a meeting."""

    async def verb(wish: forms.ContactForm, came: Came) -> str:
        spoken = Spoken(
            wish.kind, wish.place, wish.minutes, wish.state, wish.note, wish.on_day, wish.at_time
        )
        await services.log_contact(
            wish.child,
            spoken,
            written_at=sent.written_at,
            pictures=came.pictures,
            voice=came.voice(),
            by=by,
        )
        return "/log?done=contact"

    return await hand_in_with_files(forms.ContactForm, form, sent, "/log/contact", verb, by)


async def hand_in_call(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """A family call."""

    async def verb(wish: forms.FamilyCallForm) -> str:
        talked = Talked(wish.kind, wish.relation, wish.minutes, wish.on_day, wish.at_time)
        await services.log_family_call(wish.child, talked, written_at=sent.written_at, by=by)
        return "/log?done=call"

    return await hand_in(forms.FamilyCallForm, form, sent, "/log/call", verb, by)


async def hand_in_talk(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """A talk in confidence."""

    async def verb(wish: forms.TalkForm) -> str:
        talk = Talk(
            wish.kind, wish.place, wish.minutes, wish.unheard is not None, wish.state, wish.words,
            wish.on_day, wish.at_time,
        )  # fmt: skip
        await services.log_talk(wish.child, talk, written_at=sent.written_at, by=by)
        return "/log?done=talk"

    return await hand_in(forms.TalkForm, form, sent, "/log/talk", verb, by)


async def hand_in_tried(form: FormMultiDict, sent: Sent, by: Actor) -> Handed:
    """Tried, and could not; it stays owed."""

    async def verb(wish: forms.OwnTryForm) -> str:
        by.needs(*MAY_TRY)
        day = wish.on_day or clock.day_of(when_written(sent.written_at, clock.now()))
        tried = Try(day, wish.how, wish.note, wish.whom)
        await note_own_try(wish.child, wish.aim, tried, by=by)
        return "/log?done=tried"

    return await hand_in(forms.OwnTryForm, form, sent, "/log/tried", verb, by)


@get("/children/{child:uuid}/timeline")
async def show_timeline(
    request: Request[Any, Any, Any],
    actor: Acting,
    child: FromPath[UUID],
    page: FromQuery[int | None] = None,
) -> Answer:
    """A child's records: a fragment for the child's page, or a page of their own."""
    found = await timeline(child, page, by=actor)
    whole = "timeline" if request.headers.get("hx-request") == "true" else "timeline_page"
    return answers.page(request, f"visits/{whole}.html", found=found, child=child, w=wording,
        asks=actor.has(*MAY_ASK),
    )  # fmt: skip


DOORS: Final[dict[str, Door]] = {
    "/log/day": hand_in_day, "/log/visit": hand_in_visit, "/log/contact": hand_in_contact,
    "/log/call": hand_in_call, "/log/talk": hand_in_talk,
    "/log/tried": hand_in_tried,
}  # fmt: skip
PAGES: Final = {
    kind: f"visits/{kind}.html" for kind in ("day", "visit", "contact", "call", "talk", "tried")
}
HANDLERS: Final = (show_log, show_call_now, new_record, create_record, show_timeline)
