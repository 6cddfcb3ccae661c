"""Seals an entry as a phone does: the comment in outbox.js, in Python."""

import base64
import json
import os
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from carenet.core import clock

OAEP = padding.OAEP(padding.MGF1(SHA256()), SHA256(), None)


def number_of(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sealed(
    key_of_server: dict[str, Any],
    user: UUID,
    url: str,
    fields: list[tuple[str, str]],
    *,
    key: str,
    at: int | None = None,
    files: list[dict[str, Any]] | None = None,
    pictures: list[bytes] | None = None,
    voice: bytes | None = None,
) -> dict[str, Any]:
    """The JSON that a phone posts to /offline/entries."""
    jwk = key_of_server["jwk"]
    lock = rsa.RSAPublicNumbers(number_of(jwk["e"]), number_of(jwk["n"])).public_key()
    files = files or [
        {"field": "photo", "name": "photo.jpg", "type": "image/jpeg", "size": len(one)}
        for one in pictures or []
    ]
    if voice is not None:
        files.append(
            {"field": "voice", "name": "voice.wav", "type": "audio/wav", "size": len(voice)}
        )
    at = at or int(clock.now().timestamp() * 1000)
    head = json.dumps(
        {
            "v": 1,
            "url": url,
            "at": at,
            "seq": 1,
            "user": str(user),
            "fields": fields,
            "files": files,
        }
    ).encode()
    given = [*(pictures or []), *([] if voice is None else [voice])]
    behind = b"".join(given) if given else b"".join(b"x" * one["size"] for one in files)
    plain = len(head).to_bytes(4, "big") + head + behind
    secret, iv = AESGCM.generate_key(256), os.urandom(12)
    return {
        "kid": key_of_server["kid"], "wrapped": text_of(lock.encrypt(secret, OAEP)),
        "iv": text_of(iv), "body": text_of(AESGCM(secret).encrypt(iv, plain, key.encode())),
        "key": key, "url": url, "user": str(user), "at": at,
    }  # fmt: skip


async def send(client: Any, posted: dict[str, Any], **headers: str) -> Any:
    """Post it as the outbox does."""
    return await client.post(
        "/offline/entries", json=posted,
        headers={
            "Accept": "application/json", "Idempotency-Key": posted["key"],
            "X-Outbox-User": posted["user"], **headers,
        },
    )  # fmt: skip
