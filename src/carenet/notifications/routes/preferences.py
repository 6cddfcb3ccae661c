"""How I am told: one page."""

import os
from datetime import timedelta
from typing import Any, Final

from litestar import Request, get, post

from carenet.core import clock, dates
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_, Refusal
from carenet.core.settings import load
from carenet.core.words import gettext, translate
from carenet.notifications import forms
from carenet.notifications.channels.opening import channel_names
from carenet.notifications.queries.channels import my_channels
from carenet.notifications.queries.preferences import Preferences, my_preferences
from carenet.notifications.rules.quiet import Quiet
from carenet.notifications.rules.ways import IN_APP, OUTSIDE
from carenet.notifications.services.preferences import prefer

WORDS = {
    "wechat": N_("WeChat"),
    "sms": N_("Text message"),
    "webhook": N_("Text message by our own gateway"),
    "email": N_("E-mail"),
    "console": N_("The log of the demonstration"),
    IN_APP: N_("Only here in carenet"),
}

WORKDAYS: Final = N_("%(hours)s before a workday")
OTHER_DAYS: Final = N_("%(hours)s before a free day")
VILLAGE_DAY: Final = ("director", "lead")
"""For whom a village's day in one text is made."""


async def _ways(request: Request[Any, Any, Any], actor: Actor) -> list[tuple[str, str]]:
    open_ = channel_names(load(os.environ), demo=request.app.state.demo())
    mine = await my_channels(open_, by=actor)
    silent = {way.name for way in mine if way.stopped_at or not way.address}
    open_ -= silent
    ways = [(way, gettext(WORDS[way])) for way in OUTSIDE if way in open_]
    return [("", gettext("As usual")), *ways, (IN_APP, gettext(WORDS[IN_APP]))] if ways else []


def _usual(mine: Preferences) -> str:
    """The usual quiet hours in words."""
    parted = any(q.workdays for q in mine.usual)
    return gettext(", ").join(
        _on(WORKDAYS if q.workdays else OTHER_DAYS, q) if parted else dates.span(q.starts, q.ends)
        for q in mine.usual
    )


def _on(days: str, quiet: Quiet) -> str:
    return translate(days, hours=dates.span(quiet.starts, quiet.ends))


def _blank(mine: Preferences) -> Submission[Any]:
    last = clock.day_of(mine.paused_until - timedelta(seconds=1)) if mine.paused_until else None
    return Submission.blank(
        first=mine.first,
        quiet=mine.quiet,
        quiet_from=f"{mine.quiet_from:%H:%M}" if mine.quiet_from else None,
        quiet_until=f"{mine.quiet_until:%H:%M}" if mine.quiet_until else None,
        digest=mine.digest,
        paused_until=last.isoformat() if last else None,
    )


@get("/me/notifications")
async def show_preferences(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """My channels, quiet hours, digest and pause."""
    mine = await my_preferences(by=actor)
    return page(
        request, "notifications/preferences.html", usual_words=_usual(mine), submission=_blank(mine),
        ways=await _ways(request, actor), saved=request.query_params.get("saved") == "yes",
        village_day=actor.has(*VILLAGE_DAY) or mine.digest == "today",
    )  # fmt: skip


@post("/me/notifications")
async def replace_preferences(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Keep them."""
    submission: Submission[forms.PreferencesForm] = await read(forms.PreferencesForm, request)
    mine, ways = await my_preferences(by=actor), await _ways(request, actor)
    values: dict[str, Any] = {"usual_words": _usual(mine), "ways": ways, "saved": False}
    values["village_day"] = actor.has(*VILLAGE_DAY) or mine.digest == "today"
    if not (wish := submission.form):
        return refused(request, "notifications/preferences.html", submission, **values)
    known = [way for way, _ in ways if way]
    first = [wish.first] if wish.first in known else []
    rest = [] if wish.first == IN_APP else [w for w in known if w not in (wish.first, IN_APP)]
    try:
        await prefer(
            [*first, *rest] if first else [], wish.quiet_hours, wish.digest, wish.paused_until,
            by=actor,
        )  # fmt: skip
    except Refusal as refusal:
        return refused(
            request, "notifications/preferences.html", submission.because(refusal), **values
        )
    return see_other("/me/notifications?saved=yes")


HANDLERS = [show_preferences, replace_preferences]
