"""Words of the ladders: who is told, why somebody was passed over, what became of a message."""

from collections.abc import Iterable
from typing import Final

from carenet.core.refusals import N_
from carenet.core.words import gettext
from carenet.escalation.rules import POLICIES, STEP_WORDS, Passed

PASSED: Final = {
    "away": N_("%(who)s is away"), "suspended": N_("%(who)s is set aside"),
    "concerned": N_("%(who)s is passed over here"), "nobody": N_("nobody holds: %(who)s"),
}  # fmt: skip
WAYS: Final = {
    "inapp": N_("inbox"), "email": N_("e-mail"), "webhook": N_("text message"),
    "sms": N_("text message"), "wechat": N_("WeChat"), "bot": N_("group bot"),
    "console": N_("log of the demonstration"), "in_person": N_("call or walk"),
    "none": N_("no way leads there"),
}  # fmt: skip
HOURS_FROM: Final = 120
STATES: Final = {
    "queued": N_("waiting"), "held": N_("held back"), "sending": N_("being sent"),
    "sent": N_("sent"), "delivered": N_("arrived"), "read": N_("read"), "failed": N_("failed"),
    "uncertain": N_("uncertain"), "expired": N_("expired"), "cancelled": N_("taken back"),
}  # fmt: skip
ENDED: Final = {
    "taken on": N_("taken on"), "settled": N_("settled"), "well again": N_("well again"),
    "an adult is with the child": N_("an adult is with the child"),
    "enough adults": N_("enough adults"), "here": N_("the child is here"),
    "the register was opened": N_("the register was opened"),
    "the register was closed": N_("the register was closed"),
    "not open today": N_("not open today"),
}  # fmt: skip


def duties(codes: Iterable[str]) -> str:
    """Duties as people say them, one after the other."""
    return gettext(", ").join(gettext(STEP_WORDS.get(code, code)) for code in codes)


def after(minutes: int) -> str:
    """How long after the beginning a step comes, in minutes or in hours and minutes."""
    if not minutes:
        return gettext("at the beginning")
    if minutes < HOURS_FROM:
        return gettext("after %(n)s min") % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if not rest:
        return gettext("after %(n)s h") % {"n": hours}
    return gettext("after %(n)s h %(rest)s min") % {"n": hours, "rest": rest}


def passed_words(one: Passed) -> str:
    """Why somebody was passed over."""
    who = one.name if one.because != "nobody" else gettext(STEP_WORDS.get(one.role, one.role))
    return gettext(PASSED.get(one.because, "%(who)s")) % {"who": who}


def label_of(ladder: str) -> str:
    """What a ladder is called."""
    return gettext(POLICIES[ladder].label) if ladder in POLICIES else ladder


def way_words(channel: str) -> str:
    """By which way."""
    return gettext(WAYS.get(channel, channel))


def ways_words(channels: Iterable[str]) -> str:
    """Ways one after the other."""
    return gettext(", ").join(dict.fromkeys(way_words(way) for way in channels))


def state_words(state: str) -> str:
    """What became of it."""
    return gettext(STATES.get(state, state))


def ended_words(text: str | None) -> str:
    """Why it ended; what a person wrote stands as they wrote it."""
    return gettext(ENDED[text]) if text in ENDED else (text or "")
