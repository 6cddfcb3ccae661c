"""How I am told: one page, with the WeChat that is mine."""

import os
from datetime import timedelta
from typing import Any, Final

from litestar import Request, get, post

from carenet.core import clock, dates
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.settings import load
from carenet.core.words import gettext, translate
from carenet.notifications import forms
from carenet.notifications.channels.opening import channel_names, open_wechat
from carenet.notifications.channels.protocol import NotNow
from carenet.notifications.channels.wechat import NoSuchCode, authorise_url
from carenet.notifications.queries.channels import my_channels
from carenet.notifications.queries.preferences import Preferences, my_preferences
from carenet.notifications.rules.quiet import Quiet
from carenet.notifications.services import binding
from carenet.notifications.services.preferences import Wish, prefer

PAGE: Final = "/me/notifications"
TEMPLATE: Final = "notifications/preferences.html"
WORDS = {
    "wechat": N_("WeChat"),
    "sms": N_("Text message"),
    "webhook": N_("Text message by our own gateway"),
    "email": N_("E-mail"),
    "console": N_("The log of the demonstration"),
}


WORKDAYS: Final = N_("%(hours)s before a workday")
OTHER_DAYS: Final = N_("%(hours)s before a free day")
VILLAGE_DAY: Final = ("director", "lead")
"""For whom a village's day in one text is made."""


def _usual(mine: Preferences) -> str:
    """The usual quiet hours in words."""
    parted = any(q.workdays for q in mine.usual)
    return gettext(", ").join(
        _on(WORKDAYS if q.workdays else OTHER_DAYS, q) if parted else dates.span(q.starts, q.ends)
        for q in mine.usual
    )


def _on(days: str, quiet: Quiet) -> str:
    return translate(days, hours=dates.span(quiet.starts, quiet.ends))


def _blank(mine: Preferences, actor: Actor) -> Submission[Any]:
    last = clock.day_of(mine.paused_until - timedelta(seconds=1)) if mine.paused_until else None
    return Submission.blank(
        quiet=mine.quiet,
        quiet_from=f"{mine.quiet_from:%H:%M}" if mine.quiet_from else None,
        quiet_until=f"{mine.quiet_until:%H:%M}" if mine.quiet_until else None,
        digest=mine.digest,
        paused_until=last.isoformat() if last else None,
        language=actor.language.replace("_", "-"),
    )


def _wechat_url(actor: Actor) -> str | None:
    """Where my WeChat says who it is; None: this installation has no service account."""
    settings = load(os.environ)
    if not settings.wechat_app_id or not settings.wechat_templates:
        return None
    back = f"{settings.public_url}/me/channels/wechat/return"
    return authorise_url(settings.wechat_app_id, back, binding.state_for(actor))


async def _values(
    request: Request[Any, Any, Any], mine: Preferences, actor: Actor
) -> dict[str, Any]:
    names = channel_names(load(os.environ), demo=request.app.state.demo())
    inside = "micromessenger" in request.headers.get("user-agent", "").lower()
    return {
        "usual_words": _usual(mine),
        "channels": await my_channels(names, mine.channels, by=actor),
        "titles": {k: gettext(v) for k, v in WORDS.items()},
        "wechat_url": _wechat_url(actor) if inside else None,
        "village_day": actor.has(*VILLAGE_DAY) or mine.digest == "today",
    }


@get(PAGE)
async def show_preferences(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """My channels in order, language, quiet hours, digest and pause."""
    mine = await my_preferences(by=actor)
    saved = request.query_params.get("saved") == "yes"
    values = await _values(request, mine, actor)
    return page(request, TEMPLATE, submission=_blank(mine, actor), saved=saved, **values)


@post(PAGE)
async def replace_preferences(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Keep them all; an arrow keeps them and moves its channel."""
    submission: Submission[forms.PreferencesForm] = await read(forms.PreferencesForm, request)
    try:
        if wish := submission.form:
            language = wish.language and wish.language.replace("-", "_")
            await prefer(
                Wish(wish.uses, wish.quiet_hours, wish.digest, wish.paused_until, language),
                by=actor,
            )
            return see_other(f"{PAGE}?saved=yes{'#ways' if wish.up or wish.down else ''}")
    except Refusal as refusal:
        submission = submission.because(refusal)
    values = await _values(request, await my_preferences(by=actor), actor)
    return refused(request, TEMPLATE, submission, saved=False, **values)


@get("/me/channels/wechat/return")
async def bind_wechat(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """WeChat sends the person back with a code. A read that writes: the state proves whose it is.

    Raises:
        NotFound: this installation has no service account.

    """
    settings = load(os.environ)
    if not settings.wechat_app_id or not settings.wechat_templates:
        raise NotFound
    code, state = (request.query_params.get(name, "")[:200] for name in ("code", "state"))
    channel = open_wechat(settings)
    try:
        await binding.bind(channel, code, state, by=actor)
    except Refusal as wrong:
        refusal = wrong
    except (NotNow, NoSuchCode):
        refusal = Refusal(N_("WeChat did not answer. Please try again."))
    else:
        return see_other(f"{PAGE}?saved=yes")
    finally:
        await channel.close()
    mine = await my_preferences(by=actor)
    values = await _values(request, mine, actor)
    submission = _blank(mine, actor).because(refusal)
    return refused(request, TEMPLATE, submission, saved=False, **values)


@post("/me/channels/wechat/ending")
async def end_wechat(actor: Acting) -> Answer:
    """My WeChat is no longer mine here."""
    await binding.unbind(by=actor)
    return see_other(f"{PAGE}?saved=yes")


HANDLERS = [show_preferences, replace_preferences, bind_wechat, end_wechat]
