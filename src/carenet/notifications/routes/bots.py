"""The page on which an office adds, tests and removes the bot of its group."""

import os
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.limits import by_account, limit
from carenet.core.refusals import N_, Refusal
from carenet.core.settings import load
from carenet.core.words import gettext
from carenet.notifications import forms
from carenet.notifications.queries.bots import bots, offices
from carenet.notifications.routes.channels import OUTCOME_WORDS
from carenet.notifications.routes.desk import STATE_TONES, STATE_WORDS, because_words
from carenet.notifications.services.bots import add_bot, address_of, end_bot
from carenet.notifications.services.trying import Outcome, try_channel

OFFICERS: Final = [needs("county", "township", "director")]
TESTS_AN_HOUR_MAX: Final = 10
PROVIDER_WORDS: Final = {
    "wecom": N_("WeCom"), "dingtalk": N_("DingTalk"), "feishu": N_("Feishu"),
}  # fmt: skip


async def _values(actor: Actor, outcome: Outcome | None = None) -> dict[str, Any]:
    return {
        "bots": await bots(by=actor), "offices": await offices(by=actor), "outcome": outcome,
        "provider_words": {k: gettext(v) for k, v in PROVIDER_WORDS.items()},
        "outcome_words": {k: gettext(v) for k, v in OUTCOME_WORDS.items()},
        "state_words": {k: gettext(v) for k, v in STATE_WORDS.items()}, "tones": STATE_TONES,
        "because_words": because_words,
    }  # fmt: skip


@get("/group-bots", guards=OFFICERS)
async def show_bots(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The bots of my area, and a form for another."""
    values = await _values(actor)
    return page(request, "notifications/bots.html", submission=Submission.blank(), **values)


@post("/group-bots", guards=OFFICERS)
async def create_bot(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Keep a bot."""
    submission: Submission[forms.BotForm] = await read(forms.BotForm, request)
    try:
        if wish := submission.form:
            await add_bot(wish.office, wish.name, wish.url, wish.secret, by=actor)
            return see_other("/group-bots")
    except Refusal as refusal:
        submission = submission.because(refusal)
    return refused(request, "notifications/bots.html", submission, **await _values(actor))


@post(
    "/group-bots/{bot:uuid}/tests",
    guards=[*OFFICERS, limit("bot-test", TESTS_AN_HOUR_MAX, 3600, by_account)],
    status_code=200,
)
async def create_bot_test(
    request: Request[Any, Any, Any], bot: FromPath[UUID], actor: Acting
) -> Answer:
    """Have the bot say something in its group, now."""
    to = await address_of(bot, by=actor)
    demo = request.app.state.demo()
    outcome = await try_channel("group", to, actor.language, load(os.environ), demo=demo)
    values = await _values(actor, outcome)
    return page(request, "notifications/bots.html", submission=Submission.blank(), **values)


@post("/group-bots/{bot:uuid}/ending", guards=OFFICERS)
async def end_a_bot(bot: FromPath[UUID], actor: Acting) -> Answer:
    """Remove it."""
    await end_bot(bot, by=actor)
    return see_other("/group-bots")


HANDLERS = [show_bots, create_bot, create_bot_test, end_a_bot]
