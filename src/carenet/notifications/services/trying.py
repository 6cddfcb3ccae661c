"""A test message by one channel: what the command line and the administrator's page send."""

import asyncio
import time
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from carenet.core import clock, dates
from carenet.core.columns import uuid7
from carenet.core.refusals import N_, Refusal
from carenet.core.settings import Settings
from carenet.core.words import gettext, speaking
from carenet.notifications.channels.group import Group, NoBot, bot_at
from carenet.notifications.channels.opening import channel_names, open_channel
from carenet.notifications.channels.protocol import (
    Address,
    Channel,
    NotNow,
    Refused,
    Rendered,
    Unclear,
)
from carenet.people.rules.phones import in_e164

NOBODY: Final = UUID(int=0)
KIND: Final = "channel.test"
SECONDS_MAX: Final = 20
TITLE: Final = N_("A test message from carenet")
BODY: Final = N_("This is a test of %(when)s. You need not do anything.")


class NotSetUp(Refusal):
    """The installation does not have this channel."""

    msgid = N_("This installation has no channel %(channel)s. It has: %(known)s.")


class NoAddress(Refusal):
    """The address is none that the channel can use."""

    msgid = N_("The channel %(channel)s cannot use this address.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: `accepted`, `refused`, `later` or `uncertain`; why; how long it took."""

    state: str
    because: str
    provider_id: str | None
    seconds: float

    @property
    def accepted(self) -> bool:
        """Did the provider say yes?"""
        return self.state == "accepted"


def address_for(channel: str, text: str) -> Address:
    """An address as this channel needs it.

    Raises:
        NoAddress: the text is none.

    """
    text = text.strip()
    match channel:
        case "email" if "@" in text.strip("@") and not any(c.isspace() for c in text):
            return Address(NOBODY, email=text)
        case "sms" if number := in_e164(text):
            return Address(NOBODY, phone=number)
        case "wechat" if 10 <= len(text) <= 64 and text.isascii():
            return Address(NOBODY, openid=text)
        case "group":
            try:
                return Address(NOBODY, bot=bot_at(text).text)
            except NoBot:
                raise NoAddress(channel=channel) from None
        case "webhook":
            try:
                return Address(UUID(text))
            except ValueError:
                raise NoAddress(channel=channel) from None
        case "console":
            return Address(NOBODY)
    raise NoAddress(channel=channel)


def _message(to: Address, language: str, link: str) -> Rendered:
    with speaking(language):
        when = dates.moment(clock.now())
        title, body = gettext(TITLE), gettext(BODY) % {"when": when}
    return Rendered(
        key=uuid7(), to=to, kind=KIND, language=language, title=title, body=body, link=link,
        urgent=False, values={"heading": title, "when": when},
    )  # fmt: skip


async def try_channel(
    name: str, to: Address, language: str, settings: Settings, *, demo: bool
) -> Outcome:
    """Send a test message now, once.

    Raises:
        NotSetUp: the channel's settings are not given.
        SettingRefused: its templates name what does not exist.

    """
    known = channel_names(settings, demo=demo)
    if name not in known:
        raise NotSetUp(channel=name, known=", ".join(sorted(known)))
    channel = Group() if name == Group.name else open_channel(name, settings)
    try:
        return await post(channel, _message(to, language, settings.public_url))
    finally:
        await channel.close()


async def post(channel: Channel, message: Rendered) -> Outcome:
    """Hand a message over and say in a word what became of it."""
    began = time.monotonic()
    state, because, number = "accepted", "", None
    try:
        async with asyncio.timeout(SECONDS_MAX):
            number = (await channel.send(message)).provider_id
    except Refused as wrong:
        state, because = "refused", str(wrong)
    except NotNow as wrong:
        state, because = "later", str(wrong)
    except Unclear as wrong:
        state, because = "uncertain", str(wrong)
    except TimeoutError:
        state, because = "uncertain", "no answer in time"
    return Outcome(state, because, number, round(time.monotonic() - began, 3))
