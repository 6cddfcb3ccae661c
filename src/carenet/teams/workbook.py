"""The list that goes to the authority: one line a person, what is on file filled in, the rest empty."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from carenet.census.rules import safe_text
from carenet.core.words import LANGUAGES, gettext, speaking
from carenet.teams.rules.results import HEADS, RESULTS

WIDTHS: Final = {"number": 38, "name": 14, "sex": 6, "issuer": 24}
WIDTH: Final = 18
DAYS: Final = ("identity", "self_declaration", "record_check")
CHECKED_MAX: Final = 400


def every_head() -> dict[str, list[str]]:
    """Each head in every language in which the list may come back."""
    return {key: _spoken(word) for key, word in HEADS.items()}


def every_result() -> dict[str, str]:
    """The words of results in every language, with their code."""
    return {word: code for code, text in RESULTS.items() for word in _spoken(text)}


def _spoken(text: str) -> list[str]:
    words = []
    for language in LANGUAGES:
        with speaking(language):
            words.append(gettext(text))
    return words


def write_list(rows: Iterable[Mapping[str, Any]], title: str) -> bytes:
    """The workbook in the language being spoken. Typed writes only; blocks for some milliseconds."""
    into = BytesIO()
    book = xlsxwriter.Workbook(into, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})  # fmt: skip
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, safe_text(title), head)
    for column, (key, words) in enumerate(HEADS.items()):
        sheet.set_column(column, column, WIDTHS.get(key, WIDTH), day if key in DAYS else text)
        sheet.write_string(1, column, gettext(words), head)
    choices = [gettext(word) for word in RESULTS.values()]
    at = list(HEADS).index("result")
    sheet.data_validation(2, at, CHECKED_MAX, at, {"validate": "list", "source": choices})
    for line, row in enumerate(rows, start=2):
        _write(sheet, line, [row.get(key) for key in HEADS], day)
    sheet.freeze_panes(2, 2)
    book.close()
    return into.getvalue()


def _write(sheet: Any, line: int, cells: Sequence[Any], day: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(line, column, cell, day)
        elif cell:
            sheet.write_string(line, column, safe_text(str(cell)))
