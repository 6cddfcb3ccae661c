"""Reading one cell: what a spreadsheet holds becomes a plain value or a sentence saying why not.

A cell comes as text, number, truth value, date or nothing (an empty string), as calamine gives it.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from carenet.census.columns import layout
from carenet.children.rules.identity import checked_pupil_number, checked_resident_id
from carenet.core.said import N_, Said
from carenet.people.rules import in_e164

Cell = str | int | float | bool | date | datetime | time | timedelta | None
CELL_CHARS_MAX: Final = 500
NAME_CHARS_MAX: Final = 40
ROUND_DIGITS_MAX: Final = 15
"""Spreadsheets keep fifteen digits of a number; the rest is lost when it is saved."""
_DATE: Final = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?", re.ASCII)
_DATE_RUN: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\0")
_QUOTED: Final = re.compile(r"'[=+\-@]")
_OWN_NAMES: Final = re.compile(r"[^\W\d_]+(?:[ .'·\u2022-][^\W\d_]+)*\.?")


def read_text(cell: Cell) -> str | Said | None:
    """Text in half width without outer spaces; None where there is none."""
    text = unicodedata.normalize("NFC", as_text(cell))
    text = " ".join(text.replace("\u3000", " ").split())
    if _QUOTED.match(text):
        text = text[1:]
    if len(text) > CELL_CHARS_MAX:
        return Said(N_("At most %(most)s characters fit here."), {"most": CELL_CHARS_MAX})
    if not text.isprintable():
        return Said(N_("The text holds characters that cannot be printed."))
    return text or None


def as_text(cell: Cell) -> str:
    """What a cell shows, as text."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return _digits(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def read_name(cell: Cell) -> str | Said | None:
    """A person's name: letters of any script, joined by spaces, dots or hyphens."""
    text = read_text(cell)
    if not isinstance(text, str):
        return text
    name = unicodedata.normalize("NFKC", text)
    if not any(char.isascii() and char.isalpha() for char in name):
        name = name.replace(" ", "")
    if not 2 <= len(name) <= NAME_CHARS_MAX or _OWN_NAMES.fullmatch(name) is None:
        return Said(N_("“%(text)s” is no name of a person."), {"text": text[:40]})
    return name


def read_date(cell: Cell) -> date | Said | None:
    """A day, from a date cell or from text such as 2026-09-01, 2026/9/1 or 20260901."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = read_text(cell)
    if not isinstance(text, str):
        return text
    folded = unicodedata.normalize("NFKC", text)
    found = _DATE.fullmatch(folded) or _DATE_RUN.fullmatch(folded)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    return Said(
        N_("“%(text)s” is no day like 2026-09-01; year, month and day are needed."),
        {"text": text[:40]},
    )


def read_choice(cell: Cell, options: str) -> str | Said | None:
    """The code of a drop-down's word, in either language."""
    text = read_text(cell)
    if not isinstance(text, str):
        return text
    code = layout().code_of(options, text)
    if code is None:
        return Said(N_("“%(text)s” is not in the list of choices."), {"text": text[:40]})
    return code


def read_phone(cell: Cell) -> str | Said | None:
    """One Chinese phone number in E.164; a mobile number counts by its form, known or not."""
    text = read_text(cell)
    if not isinstance(text, str):
        return text
    number = in_e164(text)
    if number:
        return number
    return Said(
        N_("“%(text)s” is no phone number; write one number only, a landline with its area code."),
        {"text": text[:40]},
    )


def read_resident_id(cell: Cell) -> str | Said | None:
    """An 18-character ID number, an empty string for a stated “none yet”, None for no word."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        digits = _digits(cell)
        if len(digits) > ROUND_DIGITS_MAX:
            return Said(
                N_("Stored as a number, the ID number lost its last digits: type it as text.")
            )
        cell = digits
    text = read_text(cell)
    if not isinstance(text, str):
        return text
    if layout().is_none_yet(text):
        return ""
    return checked_resident_id(unicodedata.normalize("NFKC", text))


def read_student_number(cell: Cell) -> str | Said | None:
    """A letter and eighteen characters, as the national school records write it."""
    text = read_text(cell)
    if not isinstance(text, str):
        return text
    return checked_pupil_number(text)


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula, even after a trip through CSV (ASVS 1.2.10).

    ``read_text`` takes the quote off again.
    """
    clean = "".join(char for char in text if char == "\n" or char.isprintable())
    return f"'{clean}" if clean.lstrip().startswith(_ACTIVE) else clean


def _digits(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(number)
