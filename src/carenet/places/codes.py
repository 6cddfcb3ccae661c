"""What a 12-digit division code says by itself: its level, its parent and the range below it.

Codes follow the national statistics bureau: two digits each for province,
city and county, then three for the township and three for the village.
"""

import re
from enum import StrEnum
from typing import Final, NamedTuple

CODE_DIGITS: Final = 12
_CODE: Final = re.compile(r"[0-9]{12}", re.ASCII)


class Level(StrEnum):
    """How far down a division lies; a city is a scope of duties, it has no row of its own."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Scope(NamedTuple):
    """A half-open range of codes, compared as bytes: ``lo <= code < hi``."""

    lo: str
    hi: str

    def holds(self, code: str) -> bool:
        return self.lo <= code < self.hi


class NotACode(ValueError):  # noqa: N818  # a refusal is named by what it says
    """The text is not a 12-digit code of the level asked for."""


DIGITS: Final = {Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
_ABOVE: Final = {
    Level.VILLAGE: Level.TOWNSHIP,
    Level.TOWNSHIP: Level.COUNTY,
    Level.COUNTY: Level.CITY,
}


def is_code(text: str) -> bool:
    """Whether the text is twelve ASCII digits."""
    return _CODE.fullmatch(text) is not None


def level_of(code: str) -> Level:
    """The level of a 12-digit code; raises NotACode for anything else, provinces included.

    Whole groups of digits decide, never stripped zeros: 450203100000 is township 100.
    """
    if not is_code(code):
        raise NotACode(code)
    if code[9:] != "000":
        if code[6:9] == "000":
            raise NotACode(code)
        return Level.VILLAGE
    if code[6:9] != "000":
        return Level.TOWNSHIP
    if code[4:6] != "00":
        return Level.COUNTY
    if code[2:4] != "00":
        return Level.CITY
    raise NotACode(code)


def padded(code: str, level: Level) -> str:
    """The 12-digit form of a code written with only its own digits (450226, 450226100).

    Raises NotACode where the digits do not fit the level.
    """
    full = code + "0" * (CODE_DIGITS - len(code)) if len(code) == DIGITS[level] else code
    if level_of(full) is not level:
        raise NotACode(code)
    return full


def parent_of(code: str) -> str | None:
    """The 12-digit code one level up; None above a city. Raises NotACode."""
    above = _ABOVE.get(level_of(code))
    if above is None:
        return None
    return code[: DIGITS[above]].ljust(CODE_DIGITS, "0")


def scope_of(code: str, level: Level) -> Scope:
    """Everything that lies in the division, itself included, as one range for row security.

    The level decides how many digits count (county 6, township 9, village 12), because a code
    alone does not: zeros at its end may belong to it. Raises NotACode.
    """
    if level_of(code) is not level:
        raise NotACode(code)
    lo = code[: DIGITS[level]]
    return Scope(lo, lo + "~")
