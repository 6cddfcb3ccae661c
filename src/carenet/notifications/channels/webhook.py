"""A signed webhook: whoever runs a gateway of their own takes messages over HTTP.

POST hands a message over, with our key as Idempotency-Key; GET with the key asks whether it was
taken. Both are signed with HMAC-SHA256 over the time and the bytes; receipts come back signed alike.
"""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

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

SECONDS_MAX: Final = 10
SKEW_SECONDS_MAX: Final = 300
TIME_HEADER: Final = "x-carenet-time"
SIGNATURE_HEADER: Final = "x-carenet-signature"
WAIT_SECONDS_MAX: Final = 3600


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The signature of a body sent at a time (whole seconds since 1970, in digits)."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(secret: str, stamp: str, body: bytes, given: str) -> bool:
    """Is this signature right, and not old?"""
    if not stamp.isdigit() or abs(int(stamp) - clock.now().timestamp()) > SKEW_SECONDS_MAX:
        return False
    return hmac.compare_digest(signature(secret, stamp, body), given)


class Webhook:
    """The gateway behind one address."""

    name = "webhook"
    capabilities = Capabilities(
        body_letters_max=500, at_once_max=32, asks=True, receipts=True, per_second=100
    )

    def __init__(
        self, url: str, secret: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url, self._secret = url, secret
        self._client = own_lines(SECONDS_MAX, transport)

    def reaches(self, to: Address) -> bool:
        """The gateway knows whom it reaches."""
        del to
        return True

    def _headers(self, body: bytes) -> dict[str, str]:
        stamp = f"{clock.now().timestamp():.0f}"
        return {
            "content-type": "application/json",
            TIME_HEADER: stamp,
            SIGNATURE_HEADER: signature(self._secret, stamp, body),
        }

    async def send(self, message: Rendered) -> Receipt:
        """Post it.

        Raises:
            Refused: the gateway answered with a fault of ours.
            Busy: it asks for a slower pace.
            NotNow: it is not there, or asks to wait.
            Unclear: no answer, or a fault of its own after taking the request.

        """
        content: dict[str, Any] = {
            "key": str(message.key), "to": str(message.to.person), "kind": message.kind,
            "language": message.language, "title": message.title, "body": message.body,
            "link": message.link, "urgent": message.urgent,
        }  # fmt: skip
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = {**self._headers(body), "idempotency-key": str(message.key)}
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as wrong:
            raise NotNow(type(wrong).__name__) from None
        except httpx.HTTPError as wrong:
            raise Unclear(type(wrong).__name__) from None
        if answer.is_success:
            return Receipt(_id_in(answer))
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise Busy(f"HTTP {answer.status_code}", _asked_wait(answer))
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise NotNow(f"HTTP {answer.status_code}", _asked_wait(answer))
        if answer.is_server_error:
            raise Unclear(f"HTTP {answer.status_code}")
        raise Refused(f"HTTP {answer.status_code}")

    async def ask(self, key: UUID, to: Address, since: datetime) -> Receipt | None:
        """Ask the gateway about a key: 200 says it has it, 404 that it has not.

        Raises:
            Unclear: anything else.

        """
        del to, since
        try:
            answer = await self._client.get(
                self._url, params={"key": str(key)}, headers=self._headers(str(key).encode())
            )
        except httpx.HTTPError as wrong:
            raise Unclear(type(wrong).__name__) from None
        if answer.is_success:
            return Receipt(_id_in(answer))
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        raise Unclear(f"HTTP {answer.status_code}")

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


def _id_in(answer: httpx.Response) -> str | None:
    try:
        found = answer.json().get("id")
    except (ValueError, AttributeError):
        return None
    return str(found)[:120] if found is not None else None


def _asked_wait(answer: httpx.Response) -> timedelta | None:
    text = answer.headers.get("retry-after", "")
    return timedelta(seconds=min(int(text), WAIT_SECONDS_MAX)) if text.isdigit() else None
