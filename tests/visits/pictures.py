"""Pictures as phones take them: with the place they were taken in, upright by a mark, in several kinds."""

import io

from PIL import Image

PLACE = b"25.7802N 109.6012E"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (900, 600), *, turned: bool = False
) -> bytes:
    """A picture with a red left half; a JPEG carries a place, a maker, and the mark of a turned camera."""
    sheet = Image.new("RGB", size, "blue")
    sheet.paste("red", (0, 0, size[0] // 2, size[1]))
    made = io.BytesIO()
    marks = Image.Exif()
    marks[0x010F] = "Maker of phones"
    marks[0x0112] = 6 if turned else 1
    marks.get_ifd(0x8825).update({1: "N", 2: (25.0, 46.0, 48.7), 29: PLACE.decode()})
    sheet.save(made, kind, **({"exif": marks} if kind == "JPEG" else {}))
    return made.getvalue()
