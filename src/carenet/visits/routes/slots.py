"""/family/phone-room: a parent takes a time to call; /phone-room: whoever keeps it opens times and writes calls down."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.places.cache import name_of
from carenet.visits import forms
from carenet.visits.queries.slots import booking_page, kept_slots
from carenet.visits.services import slots as services

GUARDIANS: Final = [needs("guardian")]
KEEPERS: Final = [needs(*services.MAY_OPEN)]


async def _booking(
    request: Request[Any, Any, Any], actor: Acting, submission: Submission[Any] | None = None
) -> Answer:
    mine = await booking_page(clock.now(), by=actor)
    return page(
        request, "visits/phone_room_family.html", status=422 if submission else 200, mine=mine,
        submission=submission,
    )  # fmt: skip


@get("/family/phone-room", guards=GUARDIANS)
async def show_booking(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Free times for my children, and what I took."""
    return await _booking(request, actor)


@post("/family/phone-room", guards=GUARDIANS)
async def book(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Take a time."""
    submission: Submission[forms.SlotForm] = await read(forms.SlotForm, request)
    if not (wish := submission.form):
        return await _booking(request, actor, submission)
    try:
        await services.take_slot(wish.slot, wish.child, by=actor)
    except Refusal as refusal:
        return await _booking(request, actor, submission.because(refusal))
    return see_other("/family/phone-room")


@post("/family/phone-room/{slot:uuid}/return", guards=GUARDIANS)
async def give_back(actor: Acting, slot: FromPath[UUID]) -> Answer:
    """Give it back."""
    await services.give_slot_back(slot, by=actor)
    return see_other("/family/phone-room")


async def _room(
    request: Request[Any, Any, Any], actor: Acting, submission: Submission[Any] | None = None
) -> Answer:
    found = await kept_slots(clock.now(), by=actor)
    places = services.rooms_of(actor)
    return page(
        request, "visits/phone_room.html", status=422 if submission else 200, found=found,
        submission=submission, places=[(one, name_of(one)) for one in places],
    )  # fmt: skip


@get("/phone-room", guards=KEEPERS)
async def show_room(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The times of my phone room."""
    return await _room(request, actor)


@post("/phone-room", guards=KEEPERS)
async def open_times(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Open times."""
    submission: Submission[forms.OpenSlotsForm] = await read(forms.OpenSlotsForm, request)
    if not (wish := submission.form):
        return await _room(request, actor, submission)
    begins = clock.at(wish.on_day, wish.starts_at)
    times = services.Times(wish.place, wish.division, begins, wish.minutes, wish.slots)
    try:
        await services.open_slots(times, by=actor)
    except Refusal as refusal:
        return await _room(request, actor, submission.because(refusal))
    return see_other("/phone-room")


@post("/phone-room/{slot:uuid}/held", guards=KEEPERS)
async def hold(request: Request[Any, Any, Any], actor: Acting, slot: FromPath[UUID]) -> Answer:
    """The call was held."""
    submission: Submission[forms.HeldForm] = await read(forms.HeldForm, request)
    if not submission.form:
        return await _room(request, actor, submission)
    await services.hold_slot(slot, submission.form.minutes, by=actor)
    return see_other("/phone-room")


HANDLERS: Final = (show_booking, book, give_back, show_room, open_times, hold)
