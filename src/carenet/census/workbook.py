"""Writing census workbooks: the empty template, filled registers, and what could not be taken.

Typed writes only: XlsxWriter's ``write`` would turn text into formulas and digits into numbers.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from carenet.census.columns import Column, layout
from carenet.census.lines import row_cells
from carenet.census.reading import Heads, Limits, find_heads, first_rows, open_workbook
from carenet.census.rows import CensusRow, Fault
from carenet.census.rules import safe_text
from carenet.census.stops import refusal
from carenet.core.said import Said

if TYPE_CHECKING:
    import xlsxwriter

HEAD_LINE: Final = 1
LINES_MAX: Final = 2**20
CELL_CHARS_MAX: Final = 32_767
FAULTS_WIDTH: Final = 60
_TEXT_KINDS: Final = frozenset({"resident_id", "student_number", "phone", "text", "name", "place"})
_FORMATS: Final[Mapping[str, dict[str, Any]]] = {
    "text": {"num_format": 49},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "time": {"num_format": "hh:mm:ss"},
    "plain": {},
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3F2EA", "border": 1},
    "note": {"text_wrap": False, "font_color": "#55625C"},
    "why": {"text_wrap": True, "font_color": "#B3202B"},
}
_MARKED: Final = {"bg_color": "#FBE6E6", "font_color": "#B3202B"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to be written beside a line, and the column (from 0) to be tinted."""

    sheet: str
    line: int
    column: int
    words: str


def write_template(path: Path, *, language: str = "zh") -> None:
    """The empty census workbook with its drop-downs."""
    write_census(path, (), language=language)


def write_census(path: Path, rows: Iterable[CensusRow], *, language: str = "zh") -> None:
    """A workbook that reads back as the same rows, line numbers apart."""
    with _writing(path) as (workbook, formats):
        sheet = workbook.add_worksheet(layout().sheet[language])
        columns = layout().columns
        options = layout().options_sheet[language]
        _dress(sheet, columns, formats, options_sheet=options, language=language)
        sheet.write_string(0, 0, layout().note[language], formats["note"])
        for index, column in enumerate(columns):
            sheet.write_string(HEAD_LINE, index, column.head(language), formats["head"])
        for line, row in enumerate(rows, start=HEAD_LINE + 1):
            cells = row_cells(row, language)
            for index, column in enumerate(columns):
                if column.key in cells:
                    _write(sheet, line, index, cells[column.key], formats=formats)
        _write_options(workbook, language)


def marks(faults: Iterable[Fault], say: Callable[[Said], str]) -> Iterator[Mark]:
    """Faults in the reader's language, each naming its column."""
    for fault in faults:
        yield Mark(fault.sheet, fault.line, fault.column, f"{fault.head}: {say(fault.why)}")


def write_faults(
    path_in: Path, path_out: Path, found: Iterable[Mark], *, limits: Limits | None = None
) -> None:
    """The same sheets, columns and values in the same order, and what is wrong beside each line.

    A column of faults from an earlier round is replaced. Raises UnreadableWorkbook.
    """
    bounds = limits or Limits()
    source = open_workbook(path_in, bounds)
    wanted: dict[str, dict[int, list[Mark]]] = {}
    for mark in found:
        wanted.setdefault(mark.sheet, {}).setdefault(mark.line, []).append(mark)
    with _writing(path_out) as (workbook, formats):
        for meta in source.sheets_metadata:
            sheet = workbook.add_worksheet(meta.name)
            if meta.visible is not SheetVisibleEnum.Visible:
                sheet.hide()
            heads = find_heads(meta.name, first_rows(source, meta.name), bounds)
            noted = wanted.get(meta.name, {})
            _copy(source, meta.name, sheet, heads, wanted=noted, formats=formats)


def _copy(
    source: CalamineWorkbook,
    name: str,
    sheet: Any,
    heads: Heads | None,
    *,
    wanted: Mapping[int, Sequence[Mark]],
    formats: Mapping[str, Any],
) -> None:
    dropped = _old_faults(heads)
    width = len(heads.texts) - len(dropped) if heads else 0
    moved = _shifted(len(heads.texts) if heads else 0, dropped)
    if heads:
        columns = [layout().by_head(text) for text in heads.texts]
        kept = [column for index, column in enumerate(columns) if index not in dropped]
        options = _options_sheet(source)
        language = "en" if options == layout().options_sheet["en"] else "zh"
        _dress(sheet, kept, formats, options_sheet=options, language=language, head_line=heads.line)
        sheet.set_column(width, width, FAULTS_WIDTH, formats["why"])
    for index, cells in enumerate(source.get_sheet_by_name(name).iter_rows()):
        noted = wanted.get(index + 1, ())
        tinted = {mark.column for mark in noted}
        for column, cell in enumerate(cells):
            if column not in dropped:
                marked = "marked " if column in tinted else ""
                _write(
                    sheet, index, moved.get(column, column), cell, formats=formats, marked=marked
                )
        if heads and index == heads.line:
            sheet.write_string(index, width, _faults_head(heads), formats["head"])
        if noted:
            words = "\n".join(dict.fromkeys(mark.words for mark in noted))
            place = width if heads else len(cells)
            sheet.write_string(index, place, safe_text(words)[:CELL_CHARS_MAX], formats["why"])


def _old_faults(heads: Heads | None) -> frozenset[int]:
    if heads is None:
        return frozenset()
    return frozenset(i for i, text in enumerate(heads.texts) if layout().is_faults_head(text))


def _shifted(width: int, dropped: frozenset[int]) -> dict[int, int]:
    """Where each column of the source goes once old columns of faults are gone."""
    kept = [index for index in range(width) if index not in dropped]
    return {old: new for new, old in enumerate(kept)}


def _faults_head(heads: Heads) -> str:
    english = any(column.head("en") in heads.texts for column in layout().columns)
    return layout().faults_head["en" if english else "zh"]


def _options_sheet(source: CalamineWorkbook) -> str | None:
    return next(
        (name for name in layout().options_sheet.values() if name in source.sheet_names), None
    )


@contextmanager
def _writing(path: Path) -> Iterator[tuple["xlsxwriter.Workbook", dict[str, Any]]]:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    formats = {name: workbook.add_format(given) for name, given in _FORMATS.items()}
    for name in ("text", "date", "moment", "time", "plain"):
        formats[f"marked {name}"] = workbook.add_format({**_FORMATS[name], **_MARKED})
    try:
        yield workbook, formats
    finally:
        workbook.close()


def _dress(
    sheet: Any,
    columns: Sequence[Column | None],
    formats: Mapping[str, Any],
    *,
    options_sheet: str | None,
    language: str,
    head_line: int = HEAD_LINE,
) -> None:
    """Widths, formats and stops by whole column: a format that ends at a row loses ID numbers."""
    from xlsxwriter.utility import xl_col_to_name

    sheet.freeze_panes(head_line + 1, 1)
    sheet.repeat_rows(head_line)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for index, column in enumerate(columns):
        if column is None:
            continue
        kind = (
            "date" if column.kind == "date" else "text" if column.kind in _TEXT_KINDS else "plain"
        )
        sheet.set_column(index, index, column.width, formats[kind])
        first = f"{xl_col_to_name(index)}{head_line + 2}"
        stop = refusal(column, first, options_sheet)
        if stop is not None:
            title, words = layout().stops[column.kind][language]
            stop |= {"error_title": title, "error_message": words}
            sheet.data_validation(head_line + 1, index, LINES_MAX - 1, index, stop)


def _write(
    sheet: Any, line: int, column: int, value: Any, *, formats: Mapping[str, Any], marked: str = ""
) -> None:
    """One cell by its type; empty cells are left out unless they are to be tinted."""
    form = formats["marked plain"] if marked else None
    match value:
        case bool():
            sheet.write_boolean(line, column, value, form)
        case int() | float() if math.isfinite(value):
            sheet.write_number(line, column, value, form)
        case datetime() if value.time() != time():
            sheet.write_datetime(line, column, value, formats[f"{marked}moment"])
        case date():
            sheet.write_datetime(line, column, value, formats[f"{marked}date"])
        case time() | timedelta():
            sheet.write_datetime(line, column, value, formats[f"{marked}time"])
        case None | "":
            if marked:
                sheet.write_blank(line, column, None, form)
        case _:
            text = safe_text(str(value))[:CELL_CHARS_MAX]
            sheet.write_string(line, column, text, formats["marked text"] if marked else None)


def _write_options(workbook: "xlsxwriter.Workbook", language: str) -> None:
    sheet = workbook.add_worksheet(layout().options_sheet[language])
    sheet.hide()
    lists = [[choice.word(language) for choice in each] for each in layout().options.values()]
    for line in range(max(map(len, lists))):
        for column, words in enumerate(lists):
            if line < len(words):
                sheet.write_string(line, column, words[line])
