"""Phone numbers as people write them, and the one form in which they are kept."""

import re
import unicodedata
from typing import Final

import phonenumbers

_MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)
_PHONE: Final = re.compile(r"\+?[\d \-()]{7,20}", re.ASCII)


def in_e164(text: str) -> str | None:
    """One Chinese number in E.164, None for anything else; a mobile counts by its form alone."""
    folded = unicodedata.normalize("NFKC", text)
    mobile = _MOBILE.fullmatch(re.sub(r"[ -]", "", folded))
    if mobile:
        return f"+86{mobile[1]}"
    try:
        if _PHONE.fullmatch(folded):
            number = phonenumbers.parse(folded, "CN")
            if phonenumbers.is_valid_number(number):
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        pass
    return None


def written_phone(number: str) -> str:
    """An E.164 number as people here write it; ``in_e164`` takes it back."""
    if number.startswith("+861"):
        return number.removeprefix("+86")
    parsed = phonenumbers.parse(number, "CN")
    home = parsed.country_code == phonenumbers.country_code_for_region("CN")
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if home else form.INTERNATIONAL)
