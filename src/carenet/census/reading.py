"""Reading a census workbook: which sheets hold children, which rows can be taken, what is wrong.

Runs in a child process (see ``child.py``), because a spreadsheet may swell a thousandfold.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from carenet.census.columns import layout
from carenet.census.lines import read_line
from carenet.census.rows import CensusRow, Fault, ParsedWorkbook, UnreadableWorkbook
from carenet.census.rules import RowFault
from carenet.census.rules.cells import Cell, as_text
from carenet.core.said import N_, Said

HEAD_ROWS_MAX: Final = 10
VALUE_CHARS_MAX: Final = 60
PROGRESS_ROWS: Final = 200
TABLE_ROWS_MAX, TABLE_COLUMNS_MAX, TABLE_CHARS_MAX = 400, 40, 200
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook and its reading may take at most."""

    file_bytes_max: int = 20 * 2**20
    unpacked_bytes_max: int = 200 * 2**20
    members_max: int = 1_000
    sheets_max: int = 50
    columns_max: int = 200
    rows_max: int = 50_000
    faults_max: int = 5_000
    memory_bytes_max: int = 1_536 * 2**20
    seconds_max: int = 300


ROWS_MAX: Final = Limits().rows_max


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows passed so far of all rows in the sheets with children."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Heads:
    """Where a sheet's head line stands (from 0), its texts, and the column of each key."""

    line: int
    texts: tuple[str, ...]
    columns: Mapping[str, int]
    faults: tuple[Fault, ...] = ()


def read_workbook(path: Path, *, today: date, limits: Limits | None = None) -> ParsedWorkbook:
    """Everything at once, in this process. Raises UnreadableWorkbook."""
    rows: list[CensusRow] = []
    faults: list[Fault] = []
    bounds = limits or Limits()
    read = 0
    for found in stream_workbook(path, today=today, limits=bounds):
        match found:
            case CensusRow():
                rows.append(found)
            case Fault():
                faults.append(found)
            case Progress():
                read = found.done
    more = len(faults) > bounds.faults_max
    return ParsedWorkbook(tuple(rows), tuple(faults[: bounds.faults_max]), read, more)


def stream_workbook(
    path: Path, *, today: date, limits: Limits
) -> Iterator[CensusRow | Fault | Progress]:
    """Rows, faults and progress in the order of the file; stops one past the most faults.

    Raises UnreadableWorkbook where nothing of the file can be taken.
    """
    workbook = open_workbook(path, limits)
    sheets = [(name, heads) for name, heads in _sheets_with_heads(workbook, limits) if heads]
    if not sheets:
        raise UnreadableWorkbook(
            Said(
                N_("No sheet has the heads of the census template; expected a sheet “%(sheet)s”."),
                {"sheet": layout().sheet["zh"]},
            )
        )
    total = sum(workbook.get_sheet_by_name(name).total_height for name, _ in sheets)
    progress, faults = 0, 0
    seen = _Seen()
    for name, heads in sheets:
        for fault in heads.faults:
            faults += 1
            yield fault
        if heads.faults:
            continue
        for line, cells in _lines(workbook, name, heads):
            progress += 1
            if progress > limits.rows_max:
                raise _refused(N_("The workbook has more than %(most)s rows."), limits.rows_max)
            for found in _judged(name, line, cells, heads=heads, today=today, seen=seen):
                faults += isinstance(found, Fault)
                yield found
            if faults > limits.faults_max:
                return
            if progress % PROGRESS_ROWS == 0:
                yield Progress(progress, max(total, progress))
    yield Progress(progress, progress)


def open_workbook(path: Path, limits: Limits) -> CalamineWorkbook:
    """Open an .xlsx whose declared size is bearable. Raises UnreadableWorkbook."""
    if path.stat().st_size > limits.file_bytes_max:
        raise _refused(N_("The file is larger than %(most)s MB."), limits.file_bytes_max // 2**20)
    with path.open("rb") as file:
        if file.read(4) != _ZIP:
            raise UnreadableWorkbook(
                Said(N_("This is no .xlsx workbook; save it as .xlsx and send it again."))
            )
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
        if len(members) > limits.members_max:
            raise _refused(N_("The workbook has more than %(most)s parts."), limits.members_max)
        if sum(member.file_size for member in members) > limits.unpacked_bytes_max:
            most = limits.unpacked_bytes_max // 2**20
            raise _refused(N_("Unpacked, the workbook is larger than %(most)s MB."), most)
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise UnreadableWorkbook(
            Said(N_("The workbook is locked with a password; remove it and send it again."))
        ) from None
    except (zipfile.BadZipFile, CalamineError, ValueError, KeyError, NotImplementedError, OSError):
        raise damaged() from None


def read_table(path: Path, limits: Limits) -> list[list[str]]:
    """The first sheet as texts, line by line; days as they are written in ISO. Raises UnreadableWorkbook."""
    workbook = open_workbook(path, limits)
    rows = workbook.get_sheet_by_index(0).to_python(nrows=TABLE_ROWS_MAX, skip_empty_area=False)
    return [
        [as_text(cell).strip()[:TABLE_CHARS_MAX] for cell in row[:TABLE_COLUMNS_MAX]]
        for row in rows
    ]


def damaged() -> UnreadableWorkbook:
    """For a file that breaks its reader in whatever way."""
    return UnreadableWorkbook(
        Said(N_("The file is damaged or far too large; open it, save it as .xlsx and try again."))
    )


def find_heads(name: str, rows: Sequence[Sequence[Cell]], limits: Limits) -> Heads | None:
    """The first line that looks like the template's heads; None where no line does."""
    needed = [column for column in layout().columns if column.required]
    for line, row in enumerate(rows):
        texts = tuple(as_text(cell).strip() for cell in row[: limits.columns_max])
        known = [(index, layout().by_head(text)) for index, text in enumerate(texts) if text]
        keys = [column.key for _, column in known if column]
        if sum(column.key in keys for column in needed) * 2 <= len(needed):
            continue
        faults = [
            Fault(name, line + 1, len(texts), column.zh, "", Said(N_("This column is missing.")))
            for column in needed
            if column.key not in keys
        ]
        faults += [
            Fault(
                name,
                line + 1,
                index,
                texts[index],
                texts[index],
                Said(N_("This column is there twice.")),
            )
            for place, (index, column) in enumerate(known)
            if column and column.key in keys[: _before(known[:place])]
        ]
        columns = {column.key: index for index, column in known if column}
        return Heads(line, texts, columns, tuple(faults))
    return None


def _before(known: Sequence[tuple[int, Any]]) -> int:
    return sum(column is not None for _, column in known)


def _sheets_with_heads(
    workbook: CalamineWorkbook, limits: Limits
) -> Iterator[tuple[str, Heads | None]]:
    if len(workbook.sheet_names) > limits.sheets_max:
        raise _refused(N_("The workbook has more than %(most)s sheets."), limits.sheets_max)
    for name in workbook.sheet_names:
        yield name, find_heads(name, first_rows(workbook, name), limits)


def first_rows(workbook: CalamineWorkbook, name: str) -> list[list[Any]]:
    """The lines among which the heads are looked for."""
    try:
        sheet = workbook.get_sheet_by_name(name)
        return sheet.to_python(skip_empty_area=False, nrows=HEAD_ROWS_MAX)
    except (CalamineError, ValueError):
        raise damaged() from None


def _lines(
    workbook: CalamineWorkbook, name: str, heads: Heads
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Line number (from 1) and cells of every row below the heads that holds anything."""
    try:
        for index, cells in enumerate(workbook.get_sheet_by_name(name).iter_rows()):
            if index > heads.line and any(as_text(cell).strip() for cell in cells):
                yield index + 1, cells
    except CalamineError:
        raise damaged() from None


class _Seen:
    """ID numbers met so far, so that a child typed twice is noticed in the file already."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}

    def earlier(self, row: CensusRow) -> int | None:
        key = row.resident_id or f"{row.name}|{row.birth_date}|{row.care_place}|{row.father.name}"
        first = self.lines.setdefault(key, row.line)
        return None if first == row.line else first


def _judged(
    name: str, line: int, cells: Sequence[Cell], *, heads: Heads, today: date, seen: _Seen
) -> Iterator[CensusRow | Fault]:
    by_key = {
        key: cells[index] if index < len(cells) else None for key, index in heads.columns.items()
    }
    found = read_line(name, line, by_key, today)
    if isinstance(found, CensusRow):
        earlier = seen.earlier(found)
        if earlier is None:
            yield found
            return
        why = Said(N_("The same child stands in row %(row)s already."), {"row": earlier})
        found = [RowFault("name", why)]
    for each in found:
        column = heads.columns.get(each.key, len(heads.texts))
        head = heads.texts[column] if column < len(heads.texts) else _head_of(each.key)
        value = as_text(by_key.get(each.key))[:VALUE_CHARS_MAX]
        yield Fault(name, line, column, head, value, each.why)


def _head_of(key: str) -> str:
    return next(column.zh for column in layout().columns if column.key == key)


def _refused(words: str, most: int) -> UnreadableWorkbook:
    return UnreadableWorkbook(Said(words, {"most": most}))
