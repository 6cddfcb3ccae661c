"""Spoken words are taken in one plain kind, and nothing else that the file carried stays."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core.sounds import RATE, SECONDS_MAX, NoSound, as_wave, written_anew


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def wave(samples: bytes, *more: bytes, kind: int = 7, rate: int = RATE, ways: int = 1) -> bytes:
    """A WAVE file as some recorder might write it."""
    shape = struct.pack("<HHIIHH", kind, ways, rate, rate, 1, 8)
    body = b"WAVE" + chunk(b"fmt ", shape) + b"".join(more) + chunk(b"data", samples)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_what_was_spoken_stays_and_what_else_the_file_told_goes():
    place = chunk(b"LIST", b"INFOICMT25.7802N 109.6012E")
    made = written_anew(wave(b"\x7f" * RATE * 3, place))
    assert made.seconds == 3
    assert b"109.6012" not in made.data
    assert made.data.endswith(b"\x7f" * RATE * 3)
    assert written_anew(made.data) == made


@pytest.mark.parametrize(
    "bad",
    [
        b"", b"RIFF", b"\xff\xd8\xff\xe0 a picture", wave(b"\x7f" * RATE, kind=1), wave(b"\x7f" * RATE, rate=44100),
        wave(b"\x7f" * RATE, ways=2), wave(b"\x7f" * RATE)[:-10], wave(b"\x7f" * 100), wave(b""),
        wave(b"\x7f" * RATE * (SECONDS_MAX + 1)), wave(b"\x7f" * RATE, *[chunk(b"JUNK", b"")] * 2),
        wave(b"\x7f" * RATE, *[chunk(b"J%03d" % n, b"") for n in range(20)]),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_words(bad):
    with pytest.raises(NoSound):
        written_anew(bad)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(noise):
    for given_ in (
        noise,
        b"RIFF" + noise,
        b"RIFF\0\0\0\0WAVE" + noise,
        wave(b"\x7f" * RATE) + noise,
    ):
        with suppress(NoSound):
            assert written_anew(given_).seconds >= 1


@given(st.binary(max_size=400))
def test_every_sample_comes_through(said):
    samples = b"\x7f" * RATE + said
    made = written_anew(as_wave(samples))
    assert made.data.rstrip(b"\xff").endswith(samples.rstrip(b"\xff"))
    assert made.seconds == (2 if said else 1)
