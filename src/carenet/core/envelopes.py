"""Opens what a phone sealed while it had no network. The envelope is described in outbox.js.

Only the server can open one: a phone that is lost gives nothing away, and an expired sign-in loses
nothing. The private half of the key lies in the database, encrypted under the field keys.
"""

import asyncio
import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from carenet.core.ciphers import seal, unseal
from carenet.core.columns import uuid7
from carenet.core.database import definer
from carenet.core.doors import Attached

BITS: Final = 3072
VERSION: Final = 1
FIELDS_MAX: Final = 500
FILES_MAX: Final = 4
"""Three pictures and a recording."""
LATEST: Final = 4_102_444_800_000
"""The year 2100 in milliseconds: no phone's clock is right beyond it."""
OAEP: Final = padding.OAEP(padding.MGF1(SHA256()), SHA256(), None)
LIVE: Final = """select id, kid, public_jwk, private_key from offline_keys
where retired_at is null order by created_at desc limit 1"""
ONE: Final = "select id, kid, public_jwk, private_key from offline_keys where kid = $1"

_opened: dict[str, rsa.RSAPrivateKey] = {}


class EnvelopeBroken(Exception):  # noqa: N818  it reads as what happened
    """An envelope does not open, or does not say inside what it says outside."""


class KeyGone(Exception):  # noqa: N818  it reads as what happened
    """Nobody here has the key that an envelope was sealed to."""


@dataclass(frozen=True, slots=True)
class PhoneKey:
    """What a phone needs to seal: the key's name and its public half."""

    kid: str
    jwk: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody handed in: the form's address, when by the phone's clock, and the fields."""

    url: str
    user: str
    at: int
    fields: list[tuple[str, str]]
    files: list[Attached] = field(default_factory=list)


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def public_jwk(key: rsa.RSAPrivateKey) -> dict[str, Any]:
    """The public half as browsers import it."""
    numbers = key.public_key().public_numbers()
    return {
        "kty": "RSA", "alg": "RSA-OAEP-256", "ext": True, "key_ops": ["encrypt"],
        "n": _base64url(numbers.n), "e": _base64url(numbers.e),
    }  # fmt: skip


def _remember(row: Any) -> PhoneKey:
    if row["kid"] not in _opened:
        text = unseal(bytes(row["private_key"]), "offline_keys", "private_key", row["id"])
        key = load_pem_private_key(text.encode(), None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise KeyGone
        _opened[row["kid"]] = key
    jwk = row["public_jwk"]
    return PhoneKey(row["kid"], json.loads(jwk) if isinstance(jwk, str) else jwk)


async def new_key() -> tuple[UUID, str, str, bytes]:
    """A fresh key as app.keep_offline_key takes it: id, name, public half, private half sealed."""
    key = await asyncio.to_thread(rsa.generate_private_key, 65537, BITS)
    id_: UUID = uuid7()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    sealed = seal(text, "offline_keys", "private_key", id_)
    return id_, id_.hex[-12:], json.dumps(public_jwk(key)), sealed


async def keep_phone_key() -> None:
    """At start: see that there is a key to seal to; of several processes one makes it."""
    if not await definer(LIVE):
        await definer("select kid from app.keep_offline_key($1, $2, $3, $4)", *await new_key())


async def phone_key() -> PhoneKey:
    """The key to seal to.

    Raises:
        KeyGone: none was made.

    """
    rows = await definer(LIVE)
    if not rows:
        raise KeyGone
    return _remember(rows[0])


async def _private(kid: str) -> rsa.RSAPrivateKey:
    if kid not in _opened:
        rows = await definer(ONE, kid)
        if not rows or rows[0]["private_key"] is None:
            raise KeyGone
        _remember(rows[0])
    return _opened[kid]


def _bytes(posted: dict[str, Any], name: str) -> bytes:
    text = posted.get(name)
    if not isinstance(text, str):
        raise EnvelopeBroken(name)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except binascii.Error:
        raise EnvelopeBroken(name) from None


def _files(told: list[dict[str, Any]], rest: bytes) -> list[Attached]:
    """The files behind the head, one after another; together they are all that follows it."""
    files, at = [], 0
    for one in told:
        size = int(one["size"])
        files.append(Attached(str(one["field"]), rest[at : at + size]))
        at += size
    if len(files) > FILES_MAX or at != len(rest) or any(int(one["size"]) < 1 for one in told):
        raise EnvelopeBroken("files")
    return files


def _head(plain: bytes) -> Opened:
    size = int.from_bytes(plain[:4], "big")
    try:
        head = json.loads(plain[4 : 4 + size])
        fields = [(str(name), str(value)) for name, value in head["fields"]]
        files = _files(list(head["files"]), plain[4 + size :])
        if not 0 <= int(head["at"]) <= LATEST:
            raise EnvelopeBroken("time")
        if head["v"] != VERSION or len(fields) > FIELDS_MAX:
            raise EnvelopeBroken("version or size")
        return Opened(str(head["url"]), str(head["user"]), int(head["at"]), fields, files)
    except (ValueError, KeyError, TypeError):
        raise EnvelopeBroken("head") from None


async def open_envelope(posted: dict[str, Any], key: str) -> Opened:
    """Open an entry that was sealed under this idempotency key.

    Raises:
        KeyGone: it was sealed to a key that is not here.
        EnvelopeBroken: changed bytes, another idempotency key, or inside and outside differ.

    """
    private = await _private(str(posted.get("kid", ""))[:20])
    wrapped, iv, body = (_bytes(posted, name) for name in ("wrapped", "iv", "body"))
    try:
        secret = await asyncio.to_thread(private.decrypt, wrapped, OAEP)
        plain = AESGCM(secret).decrypt(iv, body, key.encode("ascii", "replace"))
    except (ValueError, InvalidTag):
        raise EnvelopeBroken("it does not open") from None
    opened = _head(plain)
    outside = (posted.get("url"), posted.get("user"), posted.get("at"))
    if posted.get("key") != key or outside != (opened.url, opened.user, opened.at):
        raise EnvelopeBroken("inside and outside differ")
    return opened
