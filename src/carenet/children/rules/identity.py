"""Resident ID numbers of mainland China (GB 11643) and pupils' numbers: form, checksum, meaning."""

import re
import unicodedata
from datetime import date
from typing import Final

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from carenet.core.said import N_, Said

PERMIT_AREAS: Final = ("81", "82", "83")
"""Residence permits for people of Hong Kong, Macao and Taiwan carry these in place of a county."""
_PROVINCES: Final = frozenset(
    str(province)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71))
    for province in range(first, last + 1)
) | frozenset(PERMIT_AREAS)
_FIRST_YEAR: Final = 1900
_PUPIL: Final = re.compile(r"[A-Z]\d{17}[\dX]", re.ASCII)


def checked_resident_id(text: str) -> str | Said:
    """The 18-character number, or what is wrong with it.

    Takes a small x, full-width digits already folded, and the 15-digit numbers given until 1999.
    The county is not looked up: numbers outlive the counties that gave them.
    """
    number = "".join(text.replace("-", "").split()).upper()
    if len(number) == 15 and number.isascii() and number.isdigit():
        number = with_check_digit(f"{number[:6]}19{number[6:]}")
    if len(number) != 18:
        return Said(
            N_("An ID number has 18 characters; this one has %(count)s."), {"count": len(number)}
        )
    if not (number[:17].isascii() and number[:17].isdigit()) or number[17] not in "0123456789X":
        return Said(N_("An ID number has 17 digits and a last digit or X."))
    if number[:2] not in _PROVINCES:
        return Said(N_("No ID number begins with %(begins)s."), {"begins": number[:2]})
    if not _has_birth_date(number):
        return Said(N_("The date inside the ID number does not exist."))
    if number[17] != ric.calc_check_digit(number):
        return Said(N_("The last character does not fit the ID number; a digit may be mistyped."))
    return number


def _has_birth_date(number: str) -> bool:
    try:
        return bool(ric.get_birth_date(number).year >= _FIRST_YEAR)
    except ValidationError:
        return False


def with_check_digit(first_17: str) -> str:
    """A number completed by its check digit."""
    return f"{first_17}{ric.calc_check_digit(first_17 + '0')}"


def born_and_sex(resident_id: str) -> tuple[date, str]:
    """Date of birth and ``male`` or ``female`` of a checked number."""
    return ric.get_birth_date(resident_id), "male" if int(resident_id[16]) % 2 else "female"


def checked_pupil_number(text: str) -> str | Said:
    """A letter and eighteen characters, as the national school records write it."""
    number = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    if _PUPIL.fullmatch(number) is None:
        return Said(N_("A student number is a letter and 18 characters, 19 in all."))
    return number
