"""Field encryption and blind indexes. Keys live outside the database and its backups.

A sealed value is `version · algorithm · key id · nonce · ciphertext`; the algorithm byte leaves room
for SM4-GCM, the key id for rotation. The place of a value (table, column, row) is authenticated with
it, so that a value copied into another row does not open.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from carenet.core.settings import load

VERSION: Final = 1
AES_256_GCM: Final = 1
HEADER: Final = 6
NONCE: Final = 12


class SealBroken(Exception):  # noqa: N818  it reads as what happened
    """A sealed value does not open: wrong key, wrong place, or changed bytes."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Encryption keys by id, the newest first, and the key of the blind indexes."""

    keys: dict[int, bytes]
    index: bytes

    @property
    def newest(self) -> int:
        """The id of the key that seals from now on."""
        return max(self.keys)


def new_keyring() -> str:
    """The text of a fresh keyring: one key and one index key, a line each."""
    key, index = secrets.token_bytes(32), secrets.token_bytes(32)
    return f"key 1 {base64.b64encode(key).decode()}\nindex {base64.b64encode(index).decode()}\n"


def parse_keyring(text: str) -> Keyring:
    """Read a keyring.

    Raises:
        ValueError: a line is not `key NUMBER BASE64` or `index BASE64`, or one kind is missing.

    """
    keys: dict[int, bytes] = {}
    index = b""
    for line in text.replace(";", "\n").splitlines():
        match line.split():
            case ["key", number, value]:
                keys[int(number)] = base64.b64decode(value, validate=True)
            case ["index", value]:
                index = base64.b64decode(value, validate=True)
            case []:
                continue
            case _:
                raise ValueError("a line is neither `key NUMBER BASE64` nor `index BASE64`")
    if not keys or len(index) != 32 or any(len(k) != 32 for k in keys.values()):
        raise ValueError("a keyring needs keys and an index key of 32 bytes each")
    return Keyring(keys, index)


@lru_cache
def keyring() -> Keyring:
    """This process's keys: from the setting, else from the data directory, made there once."""
    settings = load(os.environ)
    if settings.field_keys:
        return parse_keyring(settings.field_keys)
    return parse_keyring(_kept(settings.data_dir / "field.keys"))


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}")
        half.touch(mode=0o600)
        half.write_text(new_keyring())
        try:
            os.link(half, path)  # whoever is first wins; never overwrites
        except FileExistsError:
            pass
        finally:
            half.unlink()
    return path.read_text()


def _place(table: str, column: str, row: UUID, key: int) -> bytes:
    return f"{table}:{column}:{row}:{key}".encode()


def seal(text: str, table: str, column: str, row: UUID) -> bytes:
    """Encrypt a field's text for its place."""
    return seal_bytes(text.encode(), table, column, row)


def seal_bytes(plain: bytes, table: str, column: str, row: UUID) -> bytes:
    """Encrypt bytes for their place."""
    ring = keyring()
    number, nonce = ring.newest, os.urandom(NONCE)
    head = bytes([VERSION, AES_256_GCM]) + number.to_bytes(4, "big")
    body = AESGCM(ring.keys[number]).encrypt(nonce, plain, _place(table, column, row, number))
    return head + nonce + body


def unseal(value: bytes, table: str, column: str, row: UUID) -> str:
    """Open a field's text in its place.

    Raises:
        SealBroken: the key is gone, the place is another, or the bytes were changed.

    """
    return unseal_bytes(value, table, column, row).decode()


def unseal_bytes(value: bytes, table: str, column: str, row: UUID) -> bytes:
    """Open bytes in their place.

    Raises:
        SealBroken: the key is gone, the place is another, or the bytes were changed.

    """
    number = int.from_bytes(value[2:HEADER], "big")
    key = keyring().keys.get(number)
    if value[:2] != bytes([VERSION, AES_256_GCM]) or key is None:
        raise SealBroken
    nonce, body = value[HEADER : HEADER + NONCE], value[HEADER + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, body, _place(table, column, row, number))
    except InvalidTag:
        raise SealBroken from None


def blind(kind: str, text: str) -> bytes:
    """A keyed hash to find equal values by, without the value; normalise first."""
    return hmac.new(keyring().index, f"{kind}:{text}".encode(), hashlib.sha256).digest()
