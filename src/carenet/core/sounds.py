"""Words that people speak into the page: one plain kind of sound, its header written anew."""

import struct
from dataclasses import dataclass
from typing import Final

from carenet.core.refusals import N_, Refusal

RATE: Final = 8000
"""Samples a second; one byte each, as on a telephone line (G.711 µ-law)."""
SECONDS_MAX: Final = 90
SECONDS_MIN: Final = 1
BYTES_MAX: Final = RATE * SECONDS_MAX + 1024
MULAW: Final = 7
_CHUNKS_MAX: Final = 8
_FORMAT: Final = struct.Struct("<HHIIHH")


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound fit to be kept: the whole file, and how many seconds it lasts."""

    data: bytes
    seconds: int


class NoSound(Refusal):
    """What was sent cannot be taken in as spoken words."""


_UNREADABLE: Final = N_("This recording cannot be read. Please speak again, or save without it.")
_TOO_LONG: Final = N_(
    "This recording is longer than %(n)s seconds. Please speak again, or save without it."
)
_TOO_SHORT: Final = N_("Nothing was recorded. Please speak again, or save without it.")


def _chunks(given: bytes) -> dict[bytes, bytes]:
    if len(given) < 12 or given[:4] != b"RIFF" or given[8:12] != b"WAVE":
        raise NoSound(_UNREADABLE)
    found: dict[bytes, bytes] = {}
    at = 12
    for _ in range(_CHUNKS_MAX):
        if at + 8 > len(given):
            return found
        name, size = given[at : at + 4], int.from_bytes(given[at + 4 : at + 8], "little")
        body = given[at + 8 : at + 8 + size]
        if len(body) != size or name in found:
            raise NoSound(_UNREADABLE)
        found[name] = body
        at += 8 + size + size % 2
    raise NoSound(_UNREADABLE)


def written_anew(given: bytes) -> Sound:
    """The same sound under a header of our own; whatever else the file carried is gone.

    Args:
        given: a WAVE file as the page records it, one channel of 8-bit µ-law at 8 kHz (RIFF/WAVE, ITU-T G.711).

    Raises:
        NoSound: another kind, damaged, empty or too long.

    """
    if len(given) > BYTES_MAX:
        raise NoSound(_TOO_LONG, n=SECONDS_MAX)
    found = _chunks(given)
    shape, samples = found.get(b"fmt ", b""), found.get(b"data", b"")
    if len(shape) < _FORMAT.size or _FORMAT.unpack_from(shape) != (MULAW, 1, RATE, RATE, 1, 8):
        raise NoSound(_UNREADABLE)
    if len(samples) < RATE * SECONDS_MIN:
        raise NoSound(_TOO_SHORT)
    if len(samples) > RATE * SECONDS_MAX:
        raise NoSound(_TOO_LONG, n=SECONDS_MAX)
    return Sound(as_wave(samples), -(-len(samples) // RATE))


def as_wave(samples: bytes) -> bytes:
    """A WAVE file of µ-law samples, one byte each, 8,000 a second."""
    even = samples + b"\xff" * (len(samples) % 2)  # silence; a chunk ends on an even byte
    body = (
        b"WAVEfmt " + struct.pack("<I", 18) + _FORMAT.pack(MULAW, 1, RATE, RATE, 1, 8)
        + struct.pack("<H", 0) + b"fact" + struct.pack("<II", 4, len(even))
        + b"data" + struct.pack("<I", len(even)) + even
    )  # fmt: skip
    return b"RIFF" + struct.pack("<I", len(body)) + body
