"""Mobile numbers as people write them, and as they are kept."""

import re
import unicodedata
from typing import Final

_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_PREFIX: Final = re.compile(r"^(\+|00)86")


def mobile(text: str) -> str | None:
    """Eleven digits of a mobile number of the mainland; None if it is none."""
    plain = re.sub(r"[\s\-()\u00b7.]", "", unicodedata.normalize("NFKC", text))
    digits = _PREFIX.sub("", plain)
    return digits if _MOBILE.fullmatch(digits) else None
