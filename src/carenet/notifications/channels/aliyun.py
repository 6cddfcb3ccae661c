"""Signed requests to Aliyun, after its "V3 request body and signature mechanism" (ACS3-HMAC-SHA256).

Source: https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx

from carenet.core import clock
from carenet.notifications.channels.lines import own_lines

ALGORITHM: Final = "ACS3-HMAC-SHA256"
SECONDS_MAX: Final = 10
EMPTY: Final = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Key:
    """An AccessKey."""

    id: str
    secret: str


def canonical_query(query: Mapping[str, str]) -> str:
    """The query as it is signed and sent: sorted, everything but unreserved letters escaped."""
    return "&".join(f"{_escaped(k)}={_escaped(v)}" for k, v in sorted(query.items()))


def _escaped(text: str) -> str:
    return quote(text, safe="-_.~")


def authorization(
    key: Key, method: str, query: str, headers: Mapping[str, str], body_hash: str = EMPTY
) -> str:
    """The Authorization header of a request to `/`; every header given is signed."""
    names = sorted(headers)
    signed = ";".join(names)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    canonical = f"{method}\n/\n{query}\n{lines}\n{signed}\n{body_hash}"
    text = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    mark = hmac.new(key.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key.id},SignedHeaders={signed},Signature={mark}"


class Aliyun:
    """One product of Aliyun behind one address."""

    def __init__(
        self, url: str, version: str, key: Key, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url, self._version, self._key = url, version, key
        self._host = urlsplit(url).netloc
        self._client = own_lines(SECONDS_MAX, transport)

    async def call(self, action: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Do one action; the answer's JSON, of an error too.

        Raises:
            httpx.HTTPError: no answer came.
            ValueError: the answer is not JSON.

        """
        text = canonical_query(query)
        headers = {
            "host": self._host,
            "x-acs-action": action,
            "x-acs-content-sha256": EMPTY,
            "x-acs-date": clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": self._version,
        }
        headers["authorization"] = authorization(self._key, "POST", text, headers)
        answer = await self._client.post(f"{self._url}/?{text}", headers=headers)
        found = json.loads(answer.content)
        if not isinstance(found, dict):
            raise ValueError("not an object")  # noqa: TRY004  what came is no use either way
        return found

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()
