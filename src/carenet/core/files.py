"""Files that were taken in or made: a row that says whose, and the bytes under the data directory.

A file's path is its id alone; the name a person gave it is for showing.
"""

import asyncio
import hashlib
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.ciphers import seal_bytes, unseal_bytes
from carenet.core.columns import uuid7
from carenet.core.database import reading, transaction
from carenet.core.refusals import NotFound, Refusal
from carenet.core.settings import load

MIB: Final = 1024 * 1024
HASH_BYTES: Final = MIB
SPOOL_HOURS_MAX: Final = 1
SEALED: Final = ".sealed"
SEALED_PLACE: Final = ("files", "bytes")
"""The place that a sealed file's bytes are bound to, with its id."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one upload may take; sizes in bytes, times in seconds."""

    total: int = 32 * MIB
    file: int = 16 * MIB
    files: int = 4
    fields: int = 50
    field: int = 16 * 1024
    idle: float = 30.0
    seconds: float = 600.0


class UploadRefused(Refusal):
    """An upload cannot be taken; `status` is the answer's."""

    def __init__(self, status: int, msgid: str, **values: Any) -> None:
        super().__init__(msgid, **values)
        self.status = status


@dataclass
class Received:
    """A file that has arrived and is not kept yet: gone when its upload's block ends.

    `name` is for showing and never part of a path; `declared` is what the client claims, `kind`
    what the bytes are.
    """

    field: str
    name: str
    declared: str
    path: Path
    kind: str
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A kept file."""

    id: UUID
    name: str
    kind: str
    size: int
    path: Path


def _root() -> Path:
    return load(os.environ).data_dir


def spool() -> Path:
    """Where uploads land; on the same file system as the store."""
    return _root() / "spool"


def path_of(id_: UUID) -> Path:
    """Where a kept file's bytes lie."""
    return _root() / "files" / id_.hex[-2:] / id_.hex


def _durably(path: Path, target: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def digest(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    hashed, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(HASH_BYTES):
            hashed.update(block)
            size += len(block)
    return size, hashed.hexdigest()


async def in_thread(work: Callable[..., Any], *given: Any) -> Any:
    """Run in a thread and never leave it behind, also when cancelled.

    A native cancel passes straight through asyncio.to_thread, with the thread still writing behind
    the clean-up.
    """
    running = asyncio.ensure_future(asyncio.to_thread(work, *given))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        if not running.cancelled():
            running.exception()  # marks it as retrieved
        raise


async def keep(file: Received, *, by: Actor) -> UUID:
    """Move a received file into the store, durably, and write its row; its id."""
    return await _store(file, by.id, by)


async def keep_made(path: Path, name: str, kind: str, owner: UUID, *, by: Actor) -> UUID:
    """Move a file that was made for an account into the store; its id."""
    size, sha256 = await in_thread(digest, path)
    return await _store(Received("", name, kind, path, kind, size, sha256), owner, by)


async def _store(file: Received, owner: UUID, by: Actor) -> UUID:
    id_ = uuid7()
    await in_thread(_durably, file.path, path_of(id_))
    async with transaction(by) as db:
        await db.execute(
            """insert into stored_files (id, name, kind, size, sha256, owner)
               values ($1, $2, $3, $4, $5, $6)""",
            id_,
            file.name[:200],
            file.kind,
            file.size,
            file.sha256,
            owner,
        )
    return id_


async def stored(id_: UUID, *, by: Actor) -> StoredFile:
    """A kept file of one's own; a worker sees all.

    Raises:
        NotFound: it is somebody else's, was removed, or never was.

    """
    async with reading(by) as db:
        row = await db.fetchrow(
            "select id, name, kind, size from stored_files where id = $1 and removed_at is null",
            id_,
        )
    if row is None:
        raise NotFound
    return StoredFile(row["id"], row["name"], row["kind"], row["size"], path_of(row["id"]))


def sealed_path(id_: UUID) -> Path:
    """Where the bytes of a sealed file lie: beside the kept files, so that a backup carries them."""
    return path_of(id_).with_suffix(SEALED)


def _put_sealed(id_: UUID, plain: bytes) -> None:
    target = sealed_path(id_)
    half = spool() / fresh_name()
    half.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        half.touch(mode=0o600)
        half.write_bytes(seal_bytes(plain, *SEALED_PLACE, id_))
        _durably(half, target)
    finally:
        half.unlink(missing_ok=True)


async def put_sealed(id_: UUID, plain: bytes) -> None:
    """Keep bytes encrypted under an id of the caller's, durably; its row is the caller's."""
    await in_thread(_put_sealed, id_, plain)


async def read_sealed(id_: UUID) -> bytes:
    """The bytes again.

    Raises:
        NotFound: they were destroyed.
        SealBroken: they were changed, or the key is gone.

    """
    try:
        kept: bytes = await in_thread(sealed_path(id_).read_bytes)
    except FileNotFoundError:
        raise NotFound from None
    return unseal_bytes(kept, *SEALED_PLACE, id_)


async def destroy_sealed(id_: UUID) -> None:
    """The bytes are gone; also where they were gone before."""
    await in_thread(lambda: sealed_path(id_).unlink(missing_ok=True))


def sealed_ids(older_than: float, most: int) -> list[UUID]:
    """Ids of sealed files whose bytes lie here since before a moment (seconds since 1970), `most` of them.

    What a transaction wrote and then did not commit is among them.
    """
    found = []
    for path in (_root() / "files").glob(f"*/*{SEALED}"):
        with suppress(FileNotFoundError, ValueError):
            if path.stat().st_mtime < older_than:
                found.append(UUID(path.stem))
        if len(found) >= most:
            break
    return found


def sweep(folder: Path) -> int:
    """At start and hourly: what a killed process left in the spool; how many there were."""
    before = time.time() - SPOOL_HOURS_MAX * 3600
    found = folder.iterdir() if folder.exists() else ()
    old = [x for x in found if x.is_dir() and x.stat().st_mtime < before]
    for each in old:
        shutil.rmtree(each, ignore_errors=True)
    return len(old)


def fresh_name() -> str:
    """A name nobody can guess, for a folder or a file of the spool."""
    return secrets.token_hex(16)


def safe_name(raw: bytes) -> str:
    """A name fit to be shown and offered again: no path, no control or direction mark, ≤ 180 bytes."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")  # old WebViews
    for escape in ("%22", "%0D", "%0A"):
        text = text.replace(escape, "")
    text = re.split(r"[/\\]", unicodedata.normalize("NFC", text))[-1]
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    text = " ".join(text.split()).strip(". ")
    if re.match(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", text):
        text = f"_{text}"
    stem, dot, ending = text.rpartition(".")
    if not dot or len(ending) > 8:
        stem, dot, ending = text, "", ""
    while len((stem + dot + ending).encode()) > 180:
        stem = stem[:-1]
    return (stem + dot + ending) or "file"
