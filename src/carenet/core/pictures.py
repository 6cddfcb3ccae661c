"""Pictures that people send: checked, and drawn anew in a bounded process before anything else sees them."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from carenet.core.files import in_thread
from carenet.core.picture_child import TOO_MANY_PIXELS
from carenet.core.refusals import N_, Refusal

CHILD: Final = Path(__file__).with_name("picture_child.py")
AT_ONCE_MAX: Final = 2
"""How many a process of ours draws at the same time; the rest wait."""
_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL")
HEIC: Final = (b"heic", b"heix", b"hevc", b"mif1", b"heif")


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What one picture may take: bytes in, pixels, longest edge out, memory, seconds."""

    bytes_max: int = 8 * 1024 * 1024
    pixels_max: int = 50_000_000
    edge: int = 1280
    quality: int = 76
    memory_max: int = 768 * 1024 * 1024
    seconds_max: int = 10


LIMITS: Final = PictureLimits()


class NoPicture(Refusal):
    """What was sent cannot be taken in as a picture."""


_UNREADABLE: Final = N_("This picture cannot be read. Please take it again, or save without it.")
_HEIC: Final = N_(
    "Pictures in the HEIC format cannot be read. Please take it as JPEG, or save without it."
)
_TOO_LARGE: Final = N_("This picture is too large. Please take a smaller one, or save without it.")


def sniff(head: bytes) -> str:
    """What kind of picture begins like this: jpeg, png, webp, heic, or nothing known."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "heic" if head[4:8] == b"ftyp" and head[8:12] in HEIC else ""


def drawn_anew(given: bytes, limits: PictureLimits = LIMITS) -> bytes:
    """The picture as a fresh JPEG; blocks, so call it from a thread.

    Raises:
        NoPicture: another kind, too large, damaged, or more than the child was allowed.

    """
    kind = sniff(given[:16])
    if kind in ("", "heic"):
        raise NoPicture(_HEIC if kind else _UNREADABLE)
    if len(given) > limits.bytes_max:
        raise NoPicture(_TOO_LARGE)
    bounds = (
        limits.edge, limits.pixels_max, limits.quality, limits.memory_max, limits.seconds_max,
    )  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD), *map(str, bounds)],
            input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
            env={key: os.environ[key] for key in _PASSED_ON if key in os.environ},
            timeout=limits.seconds_max * 2,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NoPicture(_TOO_LARGE) from None
    if done.returncode == TOO_MANY_PIXELS:
        raise NoPicture(_TOO_LARGE)
    if done.returncode or sniff(done.stdout[:16]) != "jpeg":
        raise NoPicture(_UNREADABLE)
    return done.stdout


@lru_cache
def _turn() -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE_MAX)


async def drawn(given: Sequence[bytes]) -> list[bytes]:
    """Several pictures, one after another.

    Raises:
        NoPicture: one of them cannot be taken in.

    """
    made: list[bytes] = []
    for one in given:
        async with _turn():
            made.append(await in_thread(drawn_anew, one))
    return made
