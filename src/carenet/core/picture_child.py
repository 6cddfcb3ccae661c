"""Draws a picture anew in a process of its own: what is not picture is gone, the place it was taken too.

Started by `core.pictures` as a file, without our settings and keys and with bounds of its own: a
picture of a few kilobytes may unpack to gigabytes. Reads the picture from standard input, writes a
JPEG to standard output; the exit code says why there is none.
"""

import io
import resource
import sys
import warnings

from PIL import Image, ImageOps

KINDS = ("JPEG", "PNG", "WEBP")
UNREADABLE, TOO_MANY_PIXELS = 3, 4


def draw(given: bytes, *, edge: int, pixels: int, quality: int) -> bytes:
    """The picture upright, within `edge`, as a JPEG with nothing beside it.

    Raises:
        OverflowError: more than `pixels`.
        Exception: whatever Pillow says of bytes that are no picture.

    """
    picture: Image.Image
    with Image.open(io.BytesIO(given), formats=KINDS) as opened:
        if opened.width * opened.height > pixels:
            raise OverflowError
        opened.draft("RGB", (edge, edge))
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((edge, edge))
        sheet = Image.new("RGB", picture.size, "white")
        see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        sheet.paste(picture, mask=picture.convert("RGBA").getchannel("A") if see_through else None)
    made = io.BytesIO()
    sheet.save(made, "JPEG", quality=quality, optimize=True)
    return made.getvalue()


def main(edge: int, pixels: int, quality: int, memory: int, seconds: int) -> int:
    """The child's side; its exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # our own bound, asked before anything is unpacked
    try:
        made = draw(sys.stdin.buffer.read(), edge=edge, pixels=pixels, quality=quality)
    except OverflowError:
        return TOO_MANY_PIXELS
    except Exception:  # noqa: BLE001  Pillow's readers raise whatever their format trips over
        return UNREADABLE
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
