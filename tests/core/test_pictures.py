"""A picture is drawn anew in a bounded process; what is not picture is gone, and a bomb is refused in words."""

import io
import struct
import zlib

import pytest
from PIL import Image

from carenet.core.pictures import LIMITS, NoPicture, PictureLimits, drawn, drawn_anew, sniff
from tests.visits.pictures import PLACE, picture


def opened(made):
    return Image.open(io.BytesIO(made))


def bomb(width, height):
    """A few hundred kilobytes that say they are a picture of this size."""

    def part(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 200_000, 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_the_place_and_the_camera_are_gone_and_it_stands_upright():
    given = picture(size=(2600, 1300), turned=True)
    assert PLACE in given
    made = drawn_anew(given)
    assert PLACE not in made
    assert b"Maker" not in made
    shown = opened(made)
    assert (shown.format, shown.size) == ("JPEG", (640, 1280))
    assert not shown.getexif()
    assert shown.getpixel((320, 100))[0] > 200  # the red half, once on the left, is above


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_usual_kinds_are_taken_and_all_become_jpeg(kind):
    made = drawn_anew(picture(kind))
    assert sniff(made) == "jpeg"
    assert opened(made).size == (900, 600)


def test_what_is_see_through_lies_on_white():
    made = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(made, "PNG")
    assert min(opened(drawn_anew(made.getvalue())).getpixel((20, 20))) > 240


@pytest.mark.parametrize(
    "given",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"0" * 40, b"\xff\xd8\xff\xe0broken",
        picture()[:4000], b"\0\0\0\x18ftypheic" + b"0" * 40,
        b"%!PS-Adobe-3.0 EPSF-3.0\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_words(given):
    with pytest.raises(NoPicture):
        drawn_anew(given)


@pytest.mark.parametrize("size", [(60_000, 60_000), (30_000, 30_000), (2**31 - 1, 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size):
    with pytest.raises(NoPicture):
        drawn_anew(bomb(*size))


def test_one_that_needs_more_memory_than_allowed_ends_with_its_process():
    tight = PictureLimits(memory_max=96 * 1024 * 1024)
    with pytest.raises(NoPicture):
        drawn_anew(picture("PNG", (6000, 5000)), tight)


def test_one_of_too_many_bytes_is_not_even_read():
    with pytest.raises(NoPicture):
        drawn_anew(picture() + b"\0" * LIMITS.bytes_max)


async def test_several_are_drawn_in_order_or_none():
    made = await drawn([picture(size=(100, 50)), picture(size=(50, 100))])
    assert [opened(one).size for one in made] == [(100, 50), (50, 100)]
    with pytest.raises(NoPicture):
        await drawn([picture(), b"nothing"])
