"""The ways out of the house: how each does, and the page that silences one."""

import os
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page
from carenet.core.limits import by_account, limit
from carenet.core.refusals import N_, NotFound
from carenet.core.settings import load
from carenet.core.words import gettext
from carenet.notifications.channels.opening import channel_names
from carenet.notifications.queries.channels import channel_states, my_address
from carenet.notifications.routes.desk import because_words
from carenet.notifications.routes.preferences import WORDS
from carenet.notifications.services import stopping
from carenet.notifications.services.trying import Outcome, try_channel

TESTS_AN_HOUR_MAX: Final = 20
STOPS_A_MINUTE_MAX: Final = 60
OUTCOME_WORDS: Final = {
    "accepted": N_("Accepted"), "refused": N_("Refused"), "later": N_("Not taken now"),
    "uncertain": N_("Nobody knows whether it was taken"),
}  # fmt: skip
CHANNEL_TITLES: Final = {**WORDS, "group": N_("Staff group chats")}


async def _states(
    request: Request[Any, Any, Any], tried: str = "", outcome: Outcome | None = None
) -> Answer:
    states = await channel_states(load(os.environ), clock.now(), demo=request.app.state.demo())
    return page(
        request, "notifications/channels.html", states=states, tried=tried, outcome=outcome,
        titles={k: gettext(v) for k, v in CHANNEL_TITLES.items()}, because_words=because_words,
        outcome_words={k: gettext(v) for k, v in OUTCOME_WORDS.items()}, at=clock.now(),
    )  # fmt: skip


@get("/system/channels", guards=[needs("sysadmin")])
async def show_channels(request: Request[Any, Any, Any]) -> Answer:
    """Is each channel set up, when did it last say yes and no, what waits."""
    return await _states(request)


@post(
    "/system/channels/{channel:str}/tests",
    guards=[needs("sysadmin"), limit("channel-test", TESTS_AN_HOUR_MAX, 3600, by_account)],
    status_code=200,
)
async def create_test(
    request: Request[Any, Any, Any], channel: FromPath[str], actor: Acting
) -> Answer:
    """Send myself a test, now; what came of it stands on the page."""
    settings, demo = load(os.environ), request.app.state.demo()
    if channel not in channel_names(settings, demo=demo) - {"group"}:
        raise NotFound
    mine = await my_address(by=actor)
    needed = {"email": mine.email, "sms": mine.phone, "wechat": mine.openid}
    if channel in needed and not needed[channel]:
        outcome = Outcome("refused", gettext(N_("You have no address for it here.")), None, 0)
    else:
        outcome = await try_channel(channel, mine, actor.language, settings, demo=demo)
    return await _states(request, channel, outcome)


STOP: Final = "/stop/{channel:str}/{person:uuid}/{mark:str}"
STOPPING: Final = [limit("stop", STOPS_A_MINUTE_MAX, 60)]


@get(STOP, opt={"public": True}, guards=STOPPING)
async def show_stop(
    request: Request[Any, Any, Any], channel: FromPath[str], person: FromPath[UUID],
    mark: FromPath[str],
) -> Answer:  # fmt: skip
    """A button that silences a channel: a mailbox that fetches links ahead presses none."""
    stopping.check_mark(channel, person, mark)
    return page(
        request, "notifications/stop.html", title=gettext(WORDS[channel]), done=False,
        headers={"referrer-policy": "no-referrer"},
    )  # fmt: skip


@post(STOP, opt={"public": True, "signed": True}, guards=STOPPING, status_code=200)
async def create_stop(
    request: Request[Any, Any, Any], channel: FromPath[str], person: FromPath[UUID],
    mark: FromPath[str],
) -> Answer:  # fmt: skip
    """It is silent from now on. The mark is the proof: mail services post here without a page."""
    await stopping.stop_by_link(channel, person, mark)
    return page(request, "notifications/stop.html", title=gettext(WORDS[channel]), done=True)


HANDLERS = [show_channels, create_test, show_stop, create_stop]
