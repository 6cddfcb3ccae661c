"""What officers see of messages: what was sent, and who is to be called today."""

from datetime import time
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers, clock
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_
from carenet.core.words import gettext
from carenet.notifications import forms
from carenet.notifications.kinds import KINDS
from carenet.notifications.queries.calls import Calls, calls
from carenet.notifications.queries.sent import sent
from carenet.notifications.services.calls import OUTCOMES, AlreadyDone, close_call
from carenet.people.rules import written_phone

STATE_WORDS = {
    "queued": N_("waiting"), "held": N_("held back"), "sending": N_("being sent"),
    "sent": N_("sent"), "delivered": N_("arrived"), "failed": N_("failed"),
    "uncertain": N_("uncertain"), "expired": N_("expired"), "cancelled": N_("taken back"),
}  # fmt: skip
STATE_TONES = {
    "failed": "bad",
    "uncertain": "warn",
    "delivered": "ok",
    "sent": "ok",
    "held": "info",
}
CHANNEL_WORDS = {
    "inapp": N_("inbox"), "email": N_("e-mail"), "webhook": N_("text message by our own gateway"),
    "sms": N_("text message"), "wechat": N_("WeChat"), "group": N_("group of staff"),
    "console": N_("log of the demonstration"), "in_person": N_("call or walk"),
}  # fmt: skip
BECAUSE_WORDS = {
    "quiet hours": N_("quiet hours"), "waits for a person": N_("waits for a person"),
    "no longer of use": N_("no longer of use"), "no answer came back": N_("no answer came back"),
    "no answer in time": N_("no answer in time"),
    "the channel has it": N_("the channel has it"),
    "the channel does not have it": N_("the channel does not have it"),
    "the channel cannot be asked": N_("the channel cannot be asked"),
    "its reminder was taken back": N_("the occasion was called off"),
    "no way leads to this person": N_("no way leads to this person"),
    "the channel was stopped": N_("the person does not wish to be told this way"),
}  # fmt: skip


def because_words(text: str | None) -> str:
    """A reason as people read it; what a provider said stands as it came."""
    if not text:
        return ""
    head, _, rest = text.partition(": ")
    if head in OUTCOMES:
        said = gettext(OUTCOMES[head])
        return f"{said}: {rest}" if rest else said
    if text.startswith("after ") and text.endswith(" failed"):
        way = text.removeprefix("after ").removesuffix(" failed")
        return gettext("after %(way)s failed") % {"way": gettext(CHANNEL_WORDS.get(way, way))}
    return gettext(BECAUSE_WORDS.get(text, text))


def kind_words(code: str) -> str:
    """What a kind of message is called on lists."""
    return gettext(KINDS[code].label) if code in KINDS else code


@get("/outgoing", guards=[needs("county", "township")])
async def show_sent(
    request: Request[Any, Any, Any],
    actor: Acting,
    days: FromQuery[int | None] = None,
    status: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    page: FromQuery[int | None] = None,
    size: FromQuery[int | None] = None,
) -> Answer:
    """What was sent in my area, by state."""
    found = await sent(days, status or "", kind or "", page, size, by=actor)
    return answers.page(
        request, "notifications/sent.html", sent=found,
        states=[(s, gettext(w)) for s, w in STATE_WORDS.items()], tones=STATE_TONES,
        channel_words={c: gettext(w) for c, w in CHANNEL_WORDS.items()} | {"none": "–"},
        kind_words=kind_words, because_words=because_words,
    )  # fmt: skip


async def _calls(actor: Any) -> Calls:
    return await calls(clock.at(clock.today(), time(0)), by=actor)


@get("/calls", guards=[needs("county", "township", "director", "lead")])
async def show_calls(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Whom to call today, and what to say."""
    return answers.page(
        request, "notifications/calls.html", calls=await _calls(actor), submission=None,
        because_words=because_words, written_phone=written_phone,
    )  # fmt: skip


@get("/calls/print", guards=[needs("county", "township", "director", "lead")])
async def print_calls(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The same as a sheet: initials and a number, no names."""
    return answers.page(request, "notifications/calls_sheet.html", calls=await _calls(actor))


@post("/calls/{call:uuid}/outcome", guards=[needs("county", "township", "director", "lead")])
async def create_outcome(
    request: Request[Any, Any, Any], call: FromPath[UUID], actor: Acting
) -> Answer:
    """What came of it."""
    submission: Submission[forms.OutcomeForm] = await read(forms.OutcomeForm, request)
    try:
        if wish := submission.form:
            await close_call(call, wish.outcome, wish.remark, by=actor)
            return see_other("/calls")
    except AlreadyDone as refusal:
        submission = submission.because(refusal)
    return refused(
        request, "notifications/calls.html", submission, calls=await _calls(actor),
        because_words=because_words, written_phone=written_phone,
    )  # fmt: skip


HANDLERS = [show_sent, show_calls, print_calls, create_outcome]
