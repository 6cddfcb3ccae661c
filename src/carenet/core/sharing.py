"""An address to hand out, and its picture for a phone's camera."""

from collections.abc import Collection
from typing import Any, Final
from urllib.parse import urlsplit

import segno
from litestar import Request

QR_SCALE: Final = 6


def picture_of(address: str) -> str:
    """A QR code of an address, as a data address for an image."""
    made: str = segno.make(address, error="m").svg_data_uri(scale=QR_SCALE, border=2)
    return made


def public_address(request: Request[Any, Any, Any], path: str) -> str:
    """The address to hand out: under the origin that the one who asks uses, if it is one of ours."""
    asked = f"{request.url.scheme}://{request.url.netloc}"
    origins: Collection[str] = request.app.state.origins
    return f"{asked if asked in origins else min(origins, key=_far)}{path}"


def _far(origin: str) -> tuple[bool, str]:
    return urlsplit(origin).hostname in ("localhost", "127.0.0.1"), origin
