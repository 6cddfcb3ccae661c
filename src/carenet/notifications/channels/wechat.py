"""Template messages of a WeChat service account (fuwuhao), to people who bound their account.

Sources: the provider's pages on template messages, stable access tokens, web authorisation with
snsapi_base, server events, and global return codes (https://developers.weixin.qq.com/doc/service/).
Our key goes along as client_msg_id: for ten minutes WeChat folds a repeat into the first.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from urllib.parse import urlencode
from uuid import UUID
from xml.etree import ElementTree as ET

import httpx

from carenet.core import clock
from carenet.notifications.channels.lines import own_lines
from carenet.notifications.channels.protocol import (
    Address,
    Busy,
    Capabilities,
    NotNow,
    Receipt,
    Refused,
    Rendered,
    Unclear,
)
from carenet.notifications.channels.templates import Template, template_for

AUTHORISE: Final = "https://open.weixin.qq.com/connect/oauth2/authorize"
SECONDS_MAX: Final = 10
FOLDS: Final = timedelta(minutes=9)
"""So long a repeat under the same key is folded into the first, with a minute to spare."""
SKEW_SECONDS_MAX: Final = 300
PUSH_BYTES_MAX: Final = 8192
FIELD_LETTERS_MAX: Final = {
    "*": 20, "thing": 20, "short_thing": 5, "const": 20, "character_string": 32, "time": 32,
    "date": 32, "phrase": 5, "name": 10, "number": 32, "letter": 32, "symbol": 5, "amount": 13,
    "phone_number": 17, "car_number": 8,
}  # fmt: skip
"""What a field of a template holds, by its kind: the letters before its number."""
FIELD_TAKES: Final[Mapping[str, frozenset[str]]] = {
    "time": frozenset({"time", "date"}), "date": frozenset({"date"}),
    "number": frozenset({"count"}), "character_string": frozenset({"time", "count", "code"}),
    **dict.fromkeys(
        ("phrase", "name", "letter", "symbol", "amount", "phone_number", "car_number"), frozenset()
    ),
}  # fmt: skip
"""Kinds of fields that refuse anything else (error 47003); none of our variables is a phrase or a name."""
TOKEN_GONE: Final = frozenset({40001, 40014, 42001})
REFUSED: Final[Mapping[int, str]] = {
    40003: "the openid is not known", 43004: "does not follow the account",
    43019: "is on the block list", 43101: "has refused messages", 43116: "the template is barred",
    40037: "the template is not known", 41028: "a field is wrong", 47003: "a field is wrong",
}  # fmt: skip
BUSY: Final = frozenset({45009, 45011})
"""A day's or a minute's limit."""
LATER: Final[Mapping[int, timedelta]] = {
    -1: timedelta(seconds=30), 45009: timedelta(hours=1), 45011: timedelta(minutes=1),
    48001: timedelta(minutes=30), 40164: timedelta(minutes=30), 61004: timedelta(minutes=30),
    **dict.fromkeys(TOKEN_GONE, timedelta(minutes=1)),
}  # fmt: skip


class Tokens(Protocol):
    """Where the account's token is kept, for all processes together."""

    async def get(self, bad: str | None = None) -> tuple[str | None, bool]:
        """The token, and whether the asker is to fetch the next; `bad`: one that was refused."""

    async def keep(self, token: str, seconds: int) -> None:
        """Keep the next."""


class NoSuchCode(Exception):  # noqa: N818  it reads as what happened
    """The code that came back from WeChat is used up or not its own."""


@dataclass(frozen=True, slots=True)
class Event:
    """What WeChat pushed: the kind of event, whose it is, and of a message its number and end."""

    kind: str
    openid: str
    number: str
    status: str


class Wechat:
    """One service account."""

    name = "wechat"
    capabilities = Capabilities(
        body_letters_max=200, at_once_max=8, asks=True, receipts=True, free_text=False
    )

    def __init__(
        self, url: str, app: tuple[str, str], templates: Mapping[str, Template], tokens: Tokens,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:  # fmt: skip
        self._app, self._templates, self._tokens = app, templates, tokens
        self._client = own_lines(SECONDS_MAX, transport, url)

    def reaches(self, to: Address) -> bool:
        """Whoever bound their WeChat."""
        return bool(to.openid)

    async def send(self, message: Rendered) -> Receipt:
        """Hand it over; a token that has just been withdrawn is replaced once.

        Raises:
            Refused: the person or the template will never do.
            NotNow: a limit, the token, or nobody there.
            Unclear: no answer came back.

        """
        template = template_for(self._templates, message.kind)
        if template is None:
            raise Refused("no template says this kind")
        filled = template.filled(message.values, FIELD_LETTERS_MAX, message.exact)
        content = {
            "touser": message.to.openid,
            "template_id": template.id,
            "url": message.link,
            "client_msg_id": message.key.hex,
            "data": {name: {"value": value} for name, value in filled.items()},
        }
        token = await self._token()
        answer = await self._post(token, content)
        if answer.get("errcode") in TOKEN_GONE:
            answer = await self._post(await self._token(bad=token), content)
        code = int(answer.get("errcode", 0))
        if code == 0:
            return Receipt(str(answer.get("msgid"))[:120])
        raise _meaning(code)

    async def _post(self, token: str, content: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(content, ensure_ascii=False).encode()
        try:
            answer = await self._client.post(
                "/cgi-bin/message/template/send", params={"access_token": token}, content=body,
                headers={"content-type": "application/json"},
            )  # fmt: skip
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                raise Busy("HTTP 429", LATER[45011])
            return _object(answer)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as wrong:
            raise NotNow(type(wrong).__name__) from None
        except (httpx.HTTPError, ValueError) as wrong:
            raise Unclear(type(wrong).__name__) from None

    async def _token(self, bad: str | None = None) -> str:
        """The account's token, fetched by one process for all.

        Raises:
            NotNow: there is none now.

        """
        token, mine = await self._tokens.get(bad)
        if not mine:
            if token is None or token == bad:
                raise NotNow("the token is being fetched", timedelta(seconds=5))
            return token
        content = {
            "grant_type": "client_credential", "appid": self._app[0], "secret": self._app[1],
            "force_refresh": bad is not None,
        }  # fmt: skip
        try:
            answer = _object(await self._client.post("/cgi-bin/stable_token", json=content))
            fresh, seconds = str(answer["access_token"]), int(answer["expires_in"])
        except (httpx.HTTPError, ValueError, TypeError):
            raise NotNow("no token was given") from None
        except KeyError:
            raise NotNow(f"no token was given: {answer.get('errcode')}") from None
        await self._tokens.keep(fresh, seconds)
        return fresh

    async def openid_of(self, code: str) -> str:
        """The openid behind the code that a person's WeChat brought back.

        Raises:
            NoSuchCode: WeChat does not know it (any more).
            NotNow: WeChat does not answer.

        """
        query = {
            "appid": self._app[0], "secret": self._app[1], "code": code,
            "grant_type": "authorization_code",
        }  # fmt: skip
        try:
            answer = _object(await self._client.get("/sns/oauth2/access_token", params=query))
        except (httpx.HTTPError, ValueError) as wrong:
            raise NotNow(type(wrong).__name__) from None
        openid = answer.get("openid")
        if not isinstance(openid, str) or not 0 < len(openid) <= 64:
            raise NoSuchCode(str(answer.get("errcode")))
        return openid

    async def ask(self, key: UUID, to: Address, since: datetime) -> Receipt | None:
        """While WeChat folds repeats, sending again under the same key is the question.

        Raises:
            Unclear: it is too late for that.

        """
        del to
        if clock.now() - since < FOLDS:
            return None
        raise Unclear(str(key))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


def _object(answer: httpx.Response) -> dict[str, Any]:
    """The answer's JSON.

    Raises:
        ValueError: it is none, or a fault of the server's.

    """
    found = json.loads(answer.content) if answer.is_success else None
    if not isinstance(found, dict):
        raise ValueError(f"HTTP {answer.status_code}")  # noqa: TRY004  a fault of the answer
    return found


def _meaning(code: int) -> Refused | NotNow:
    """What a return code means for this message."""
    if code in REFUSED:
        return Refused(f"{code}: {REFUSED[code]}")
    return (Busy if code in BUSY else NotNow)(f"WeChat {code}", LATER.get(code))


def authorise_url(app_id: str, back: str, state: str) -> str:
    """Where a person's WeChat says who it is, without asking anything: snsapi_base."""
    query = urlencode(
        {"appid": app_id, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base",
         "state": state}
    )  # fmt: skip
    return f"{AUTHORISE}?{query}#wechat_redirect"


def is_signed(token: str, stamp: str, nonce: str, given: str) -> bool:
    """Did WeChat sign this push, just now?"""
    if not stamp.isdigit() or abs(int(stamp) - clock.now().timestamp()) > SKEW_SECONDS_MAX:
        return False
    text = "".join(sorted((token, stamp, nonce)))
    mark = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324  the provider's own scheme
    return hmac.compare_digest(mark.encode(), given.encode())


def event_in(body: bytes) -> Event | None:
    """The event that a push holds; None: something else, or no XML that we read.

    A document type is where entities come from, and WeChat sends none: it is not read.
    """
    if len(body) > PUSH_BYTES_MAX or b"<!" in body.replace(b"<![CDATA[", b""):
        return None
    try:
        root = ET.fromstring(body)  # noqa: S314  without declarations nothing expands
    except (ET.ParseError, ValueError, LookupError):
        return None
    found = {child.tag: (child.text or "").strip()[:120] for child in root}
    if found.get("MsgType") != "event":
        return None
    return Event(
        found.get("Event", ""), found.get("FromUserName", ""), found.get("MsgID", ""),
        found.get("Status", ""),
    )  # fmt: skip
