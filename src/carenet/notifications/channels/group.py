"""Bots of staff groups in WeCom, DingTalk and Feishu, by Apprise: counts and a link, nobody's name.

Apprise says yes or no and not why; a no may come after the post, so that it counts as uncertain.
DingTalk takes twenty texts a minute and bars a bot for ten minutes beyond: one at a time, slowly.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from carenet.notifications.channels.protocol import (
    Address,
    Capabilities,
    Receipt,
    Refused,
    Rendered,
    Unclear,
)

KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,120}")
HOSTS: Final = {
    "qyapi.weixin.qq.com": "wecom", "oapi.dingtalk.com": "dingtalk", "open.feishu.cn": "feishu",
}  # fmt: skip
PATHS: Final = {
    "wecom": "/cgi-bin/webhook/send", "dingtalk": "/robot/send",
    "feishu": "/open-apis/bot/v2/hook/",
}  # fmt: skip


class NoBot(Exception):  # noqa: N818  it reads as what happened
    """An address is none of a bot of these three."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot: whose it is, its key, and the secret it signs with (DingTalk alone)."""

    provider: str
    key: str
    secret: str = ""

    @property
    def text(self) -> str:
        """The bot in one line, as it is kept under seal."""
        return f"{self.provider}:{self.key}:{self.secret}"


def bot_at(url: str, secret: str = "") -> Bot:
    """The bot behind the address that its group shows: these three hosts and nothing else.

    Raises:
        NoBot: it is the address of something else.

    """
    try:
        parts = urlsplit(url.strip())
        provider = HOSTS.get(parts.hostname or "", "")
        plain = parts.scheme == "https" and parts.port in (None, 443) and not parts.username
    except ValueError:
        raise NoBot from None
    if not provider or not plain or not parts.path.startswith(PATHS[provider]):
        raise NoBot
    named = parse_qs(parts.query)
    key = {
        "wecom": (named.get("key") or [""])[0],
        "dingtalk": (named.get("access_token") or [""])[0],
        "feishu": parts.path.removeprefix(PATHS["feishu"]).strip("/"),
    }[provider]
    secret = secret.strip()
    if not KEY.fullmatch(key) or (secret and not KEY.fullmatch(secret)):
        raise NoBot
    return Bot(provider, key, secret if provider == "dingtalk" else "")


def bot_of(text: str) -> Bot:
    """A bot from the line it is kept in."""
    provider, key, secret = text.split(":")
    return Bot(provider, key, secret)


def _plugin(bot: Bot) -> Any:
    # Here, since it takes a second to load and most processes never speak to a group.
    from apprise.plugins.dingtalk import NotifyDingTalk
    from apprise.plugins.feishu import NotifyFeishu
    from apprise.plugins.wecombot import NotifyWeComBot

    makers: dict[str, tuple[Any, dict[str, str | None]]] = {
        "wecom": (NotifyWeComBot, {"key": bot.key}),
        "dingtalk": (NotifyDingTalk, {"token": bot.key, "secret": bot.secret or None}),
        "feishu": (NotifyFeishu, {"token": bot.key}),
    }
    made, given = makers[bot.provider]
    return made(**given)


class Group:
    """All bots; each message says in its address which one."""

    name = "group"
    capabilities = Capabilities(body_letters_max=500, at_once_max=1, asks=False, per_second=0.3)

    def __init__(self, plugin: Callable[[Bot], Any] = _plugin) -> None:
        self._plugin = plugin

    def reaches(self, to: Address) -> bool:
        """Groups alone, never a person."""
        return bool(to.bot)

    async def send(self, message: Rendered) -> Receipt:
        """Post it.

        Raises:
            Refused: the bot was removed.
            Unclear: Apprise says no.

        """
        if not message.to.bot:
            raise Refused("the bot was removed")
        text = f"{message.title}\n{message.body}\n{message.link}"
        if not await asyncio.to_thread(self._post, bot_of(message.to.bot), text):
            raise Unclear("the group's service did not say yes")
        return Receipt()

    def _post(self, bot: Bot, text: str) -> bool:
        return bool(self._plugin(bot).send(body=text))

    async def ask(self, key: UUID, to: Address, since: datetime) -> Receipt | None:
        """A group cannot be asked."""
        del to, since
        raise Unclear(str(key))

    async def close(self) -> None:
        """Nothing is held."""
