"""Synthetic points for the sketch map of the demo county.

No open source of village coordinates is known. These points are rough (a township's seat to some
kilometres) or invented (a village's, scattered around its seat), and every map that uses them
says so; an operator imports the true ones.
"""

import hashlib
import json
import math
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from carenet.places.codes import Level, NotACode, level_of

TOWNSHIP_SPREAD_DEGREES: Final = 0.22
VILLAGE_SPREAD_DEGREES: Final = 0.045


class SketchPoint(NamedTuple):
    """Degrees north and east (WGS 84), rounded to about ten metres; never a surveyed place."""

    lat: float
    lon: float


def sketch_point(code: str) -> SketchPoint | None:
    """A made-up point for a division of the shipped list, always the same; None elsewhere."""
    try:
        level = level_of(code)
    except NotACode:
        return None
    if level is Level.CITY:
        return None
    county = _rough().get(code[:6])
    if county is None or level is Level.COUNTY:
        return county
    seat = _rough().get(code[:9]) or _near(county, code[:9], TOWNSHIP_SPREAD_DEGREES)
    return seat if level is Level.TOWNSHIP else _near(seat, code, VILLAGE_SPREAD_DEGREES)


def _near(centre: SketchPoint, code: str, spread: float) -> SketchPoint:
    """Even over a disc, so that dots do not pile up at the seat."""
    digest = hashlib.sha256(code.encode()).digest()
    angle = 2 * math.pi * int.from_bytes(digest[:4]) / 2**32
    radius = spread * math.sqrt(0.05 + 0.95 * int.from_bytes(digest[4:8]) / 2**32)
    return SketchPoint(
        round(centre.lat + radius * math.sin(angle), 4),
        round(centre.lon + radius * math.cos(angle) / math.cos(math.radians(centre.lat)), 4),
    )


@cache
def _rough() -> dict[str, SketchPoint]:
    text = files("carenet.places").joinpath("data", "liuzhou.json").read_text("utf-8")
    return {code: SketchPoint(lat, lon) for code, (lat, lon) in json.loads(text)["sketch"].items()}
