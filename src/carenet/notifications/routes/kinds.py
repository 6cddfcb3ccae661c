"""/message-kinds: everything that can be said, from the registry; each with how it looks by every way."""

import os
from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, get
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page
from carenet.core.refusals import N_, NotFound
from carenet.core.settings import load
from carenet.core.words import gettext, speaking
from carenet.escalation import wording
from carenet.escalation.rules import POLICIES, Policy
from carenet.notifications.kinds import ALL, ANSWERS, KINDS, Kind
from carenet.notifications.kinds.occasions import GROUPS, OCCASIONS, Occasion, group_of
from carenet.notifications.queries.kinds import DAYS, Tally, tallies
from carenet.notifications.routes.channels import CHANNEL_TITLES
from carenet.notifications.rules.lengths import SMS_EACH, SMS_ONE
from carenet.notifications.samples import (
    GROUP_KIND,
    SIGNATURE,
    approved_text,
    samples,
    setting_line,
    usual,
)
from carenet.notifications.services.rounds import ROUNDS, Round

WHO: Final = needs("county", "township", "sysadmin")
LANGUAGES: Final = (("zh_Hans", N_("in Chinese")), ("en", N_("in English")))
WEEKDAYS: Final = {1: N_("on Mondays"), 5: N_("on Fridays"), 7: N_("on Sundays")}
BUNDLES: Final = {
    "alarm.children": "alarm.child", "sessions.uncovered": "session.uncovered",
    "friday.not_home_many": "friday.not_home",
}  # fmt: skip
"""A kind that says several matters at one place, and the kind of each."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind as the page shows it."""

    kind: Kind
    occasion: Occasion
    group: str
    tally: Tally
    hours: str
    policy: Policy | None


def _hours(one: Round | None) -> str:
    """When a round asks, in words; empty where it is no round that says it."""
    if one is None:
        return ""
    day = gettext(WEEKDAYS[one.weekday]) if one.weekday else gettext(N_("every day"))
    between = {"from": f"{one.from_:%H:%M}", "until": f"{one.until:%H:%M}"}
    return f"{day} {gettext(N_('%(from)s–%(until)s')) % between}"


def _line(kind: Kind, tally: Tally | None) -> Line:
    round_ = next((r for r in ROUNDS if r.kind == kind.code), None)
    code = BUNDLES.get(kind.code, kind.code)
    policy = next((p for p in POLICIES.values() if p.kind == code), None)
    return Line(
        kind, OCCASIONS[kind.code], group_of(kind.code), tally or Tally(), _hours(round_), policy
    )


def _asked_for(line: Line, group: str, q: str) -> bool:
    text = f"{gettext(line.kind.label)} {line.kind.code} {gettext(line.kind.title)}".lower()
    return group in ("", line.group) and q.strip().lower() in text


@get("/message-kinds", guards=[WHO])
async def list_kinds(
    request: Request[Any, Any, Any], actor: Acting,
    group: FromQuery[str] = "", q: FromQuery[str] = "",
) -> Answer:  # fmt: skip
    """Every kind: what brings it about, when, to whom, until when, and how often it was said."""
    counts = await tallies(clock.now(), by=actor)
    lines = [_line(kind, counts.get(kind.code)) for kind in ALL]
    shown = [line for line in lines if _asked_for(line, group, q)]
    sections = [
        (code, gettext(words), [line for line in shown if line.group == code])
        for code, words in GROUPS.items()
    ]
    return page(
        request, "notifications/kinds.html", sections=[s for s in sections if s[2]], days=DAYS,
        total=len(lines), shown=len(shown), group=group, q=q, group_kind=GROUP_KIND,
        groups=[(code, gettext(words)) for code, words in GROUPS.items()],
    )  # fmt: skip


@get("/message-kinds/{message_kind:str}", guards=[WHO])
async def show_kind(
    request: Request[Any, Any, Any], actor: Acting, message_kind: FromPath[str]
) -> Answer:
    """One kind by each way in both languages, with the length used of the length there is."""
    kind = KINDS.get(message_kind)
    if kind is None:
        raise NotFound
    counts = await tallies(clock.now(), by=actor)
    signature = load(os.environ).sms_signature or SIGNATURE
    spoken = []
    for language, words in LANGUAGES:
        with speaking(language):
            values = usual(kind)
            found = samples(kind, language, values, signature)
            answers_ = [gettext(ANSWERS[a]) for a in kind.answers]
        spoken.append((gettext(words), language, found, answers_, approved_text(kind, language)))
    return page(
        request, "notifications/kind.html", line=_line(kind, counts.get(kind.code)), spoken=spoken,
        answers=[ANSWERS[a] for a in kind.answers], days=DAYS, signature=signature, w=wording, sms_one=SMS_ONE, sms_each=SMS_EACH,
        settings=[("SMS", setting_line(kind, "sms")), ("WECHAT", setting_line(kind, "wechat"))],
        titles={k: gettext(v) for k, v in CHANNEL_TITLES.items()}, group_kind=GROUP_KIND,
    )  # fmt: skip


HANDLERS = [list_kinds, show_kind]
