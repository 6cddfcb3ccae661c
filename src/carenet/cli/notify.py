"""`carenet notify test CHANNEL ADDRESS`: does this way out of the house work?"""

import asyncio
import os
from collections.abc import Coroutine
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from carenet.cli.says import N_, AnswerIsNo, Trouble, language, say, show_json, told, why
from carenet.cli.servers import reachable
from carenet.core.settings import Settings, load

if TYPE_CHECKING:
    from carenet.notifications.services.trying import Outcome

WECHAT = "wechat"
"""Its token lies in the database; every other channel needs its settings alone."""

STATES = {
    "refused": N_("Refused: %(because)s"),
    "later": N_("Not taken now: %(because)s"),
    "uncertain": N_("Nobody knows whether it was taken: %(because)s"),
}


@click.group(name="notify", help=N_("Send messages by hand."))
def notify() -> None:
    """One verb so far."""


@notify.command(name="test", help=N_("Send a test message by CHANNEL to ADDRESS, and say what came of it."))  # fmt: skip
@click.argument("channel")
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help=N_("Print what came of it as JSON."))
def test(channel: str, address: str, *, as_json: bool) -> None:
    from carenet.core.refusals import Refusal
    from carenet.notifications.services.trying import address_for, try_channel

    with _servers(channel) as settings:
        try:
            sending = try_channel(
                channel, address_for(channel, address), language(), settings, demo=False
            )
            outcome = asyncio.run(_connected(sending) if channel == WECHAT else sending)
        except Refusal as refusal:
            raise Trouble(why(refusal)) from None
    if as_json:
        show_json(
            {"channel": channel, "state": outcome.state, "because": outcome.because,
             "provider_id": outcome.provider_id, "seconds": outcome.seconds}
        )  # fmt: skip
    elif outcome.accepted:
        say(N_("Accepted after %(seconds)s s."), seconds=outcome.seconds)
    if not outcome.accepted:
        raise AnswerIsNo(told(STATES[outcome.state], because=outcome.because))


def _servers(channel: str) -> AbstractContextManager[Settings]:
    return reachable() if channel == WECHAT else nullcontext(load(os.environ))


async def _connected(sending: "Coroutine[Any, Any, Outcome]") -> "Outcome":
    from carenet.core import database

    await database.connect("cli")
    try:
        return await sending
    finally:
        await database.disconnect()
