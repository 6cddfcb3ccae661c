"""Placeholders like {{date}} in a form's text, found and filled; a row with a child's, an adult's or a session's repeats. Pure.

Word cuts a sentence into runs as it likes: what is filled is read over the runs of a paragraph.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from carenet.core.refusals import N_
from carenet.scheduling.rules.office_files import NoForm, Office, packed

PLACE: Final = re.compile(r"\{\{\s*([^{}<>]{1,40}?)\s*\}\}")
GROUPS: Final = ("child", "adult", "session")
ROWS_MAX: Final = 300
CHARS_MAX: Final = 8 * 1024 * 1024
"""What the rows that repeat may come to: a row of a megabyte for each of 300 children is no form."""
TEXT: Final = re.compile(r"(<w:t(?: [^>]*)?>)([^<]*)(?=</w:t>)|(</w:p>)")
WORD_ROW: Final = re.compile(r"<w:tr[ >](?:(?!<w:tr[ >]).)*?</w:tr>", re.DOTALL)
STRING: Final = re.compile(r"<si(?: [^>]*)?>(.*?)</si>|<si/>", re.DOTALL)
PIECE: Final = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
ROW: Final = re.compile(r"<row ([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
CELL: Final = re.compile(r"<c ([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
ROW_NUMBER: Final = re.compile(r'\br="(\d{1,7})"')
MERGED: Final = re.compile(r'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/>')
UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Values = Mapping[str, str]
Rows = Mapping[str, Sequence[Values]]


def group_of(field: str) -> str | None:
    """Of whom a field speaks that repeats its row."""
    head = field.partition("_")[0]
    return head if "_" in field and head in GROUPS else None


def _said(text: str) -> str:
    return escape(UNSEEN.sub("", text))


def _bodies(office: Office) -> list[str]:
    pattern = r"word/(document|header\d*|footer\d*)\.xml" if office.format == "docx" else r"xl/worksheets/sheet\d+\.xml"  # fmt: skip
    return [name for name in office.parts if re.fullmatch(pattern, name)]


def _paragraphs(text: str) -> Iterable[list[re.Match[str]]]:
    runs: list[re.Match[str]] = []
    for found in TEXT.finditer(text):
        if found[3] is None:
            runs.append(found)
        elif runs:
            yield runs
            runs = []
    if runs:
        yield runs


def _word_text(text: str) -> str:
    return "\n".join("".join(run[2] for run in runs) for runs in _paragraphs(text))


def _strings(office: Office) -> list[str]:
    if "xl/sharedStrings.xml" not in office.parts:
        return []
    whole = office.text("xl/sharedStrings.xml")
    return ["".join(PIECE.findall(found[1] or "")) for found in STRING.finditer(whole)]


def asked(office: Office, code_of: Callable[[str], str | None]) -> frozenset[str]:
    """The fields a form asks for.

    Raises:
        NoForm: it asks for none, or for some nobody knows: these are named.

    """
    if office.format == "docx":
        text = "\n".join(_word_text(office.text(name)) for name in _bodies(office))
    else:
        inline = [t for name in _bodies(office) for t in PIECE.findall(office.text(name))]
        text = "\n".join([*_strings(office), *inline])
    names = list(dict.fromkeys(PLACE.findall(text)))
    unknown = [name for name in names if code_of(name) is None]
    if unknown:
        raise NoForm(
            N_("Nobody knows these placeholders: %(names)s. Please write them as in the list."),
            names=", ".join(unknown[:20]),
        )
    if not names:
        raise NoForm(N_("There is no placeholder in it: nothing would be filled in."))
    return frozenset(code for name in names if (code := code_of(name)) is not None)


def filled(
    office: Office, values: Values, rows: Rows, code_of: Callable[[str], str | None]
) -> bytes:
    """The form with everything filled in; a field without a value is empty."""
    fill = _Fill(values, rows, code_of)
    work = fill.word if office.format == "docx" else fill.sheet_with(_strings(office))
    return packed(office, {name: work(office.text(name)) for name in _bodies(office)})


class _Fill:
    def __init__(self, values: Values, rows: Rows, code_of: Callable[[str], str | None]) -> None:
        self.values, self.rows, self.code_of = values, rows, code_of
        self.chars = 0

    def _fields(self, text: str) -> list[str]:
        return [code for name in PLACE.findall(text) if (code := self.code_of(name)) is not None]

    def _line(self, text: str, size: int) -> list[Values]:
        """For what a row is written: once with what holds for all, or once for each of a group."""
        group = next((g for f in self._fields(text) if (g := group_of(f))), None)
        if group is None:
            return [self.values]
        lines: list[Values] = [
            {**self.values, **row} for row in self.rows.get(group, ())[:ROWS_MAX]
        ]
        self.chars += len(lines) * size
        if self.chars > CHARS_MAX:
            raise NoForm(N_("This file is too large inside: please use a simpler one."))
        return lines or [self.values]

    def _value(self, values: Values) -> Callable[[re.Match[str]], str]:
        return lambda found: _said(values.get(self.code_of(found[1]) or "", ""))

    def word(self, text: str) -> str:
        """A part of a Word file: first the rows that repeat, then all the rest."""

        def again(row: re.Match[str]) -> str:
            lines = self._line(_word_text(row[0]), len(row[0]))
            return "".join(self._runs(row[0], line) for line in lines)

        return self._runs(WORD_ROW.sub(again, text), self.values)

    def _runs(self, text: str, values: Values) -> str:
        out, done = [], 0
        for runs in _paragraphs(text):
            fresh = _spread([run[2] for run in runs], self._value(values))
            for run, words in zip(runs, fresh, strict=True):
                out += [text[done : run.start(2)], words]
                done = run.end(2)
        return "".join([*out, text[done:]])

    def sheet_with(self, strings: Sequence[str]) -> Callable[[str], str]:
        """A sheet of an Excel file: cells with placeholders become text, rows that repeat push the rest down."""

        def work(text: str) -> str:
            copies: dict[int, int] = {}
            pushed = 0

            def again(found: re.Match[str]) -> str:
                nonlocal pushed
                if (said := ROW_NUMBER.search(found[1])) is None:
                    return found[0]
                number = int(said[1])
                text = " ".join(_cell_text(c, strings) for c in CELL.finditer(found[2] or ""))
                lines = self._line(text, len(found[0]) + len(text))
                copies[number] = len(lines)
                made = [
                    self._row(found, number + pushed + step, line, strings)
                    for step, line in enumerate(lines)
                ]
                pushed += len(lines) - 1
                return "".join(made)

            return _merges(re.sub(r"<dimension [^>]*/>", "", ROW.sub(again, text)), copies)

        return work

    def _row(self, row: re.Match[str], number: int, values: Values, strings: Sequence[str]) -> str:
        def cell(found: re.Match[str]) -> str:
            there = re.sub(r'\br="([A-Z]+)\d+"', rf'r="\g<1>{number}"', found[1])
            text = _cell_text(found, strings)
            if "{{" not in text:
                return f"<c {there}>{found[2]}</c>" if found[2] else f"<c {there}/>"
            there = re.sub(r'\s*\bt="[^"]*"', "", there)
            words = PLACE.sub(self._value(values), text)
            return f'<c {there} t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'

        head = re.sub(r'\br="\d+"', f'r="{number}"', row[1])
        return f"<row {head}>{CELL.sub(cell, row[2] or '')}</row>"


def _cell_text(cell: re.Match[str], strings: Sequence[str]) -> str:
    inner = cell[2] or ""
    if 't="s"' in cell[1] and (index := re.search(r"<v>(\d{1,9})</v>", inner)):
        return strings[int(index[1])] if int(index[1]) < len(strings) else ""
    return "".join(PIECE.findall(inner)) if 't="inlineStr"' in cell[1] else ""


def _merges(text: str, copies: Mapping[int, int]) -> str:
    """Cells that are one keep being so below rows that were pushed down, and in each copy of a row."""

    def moved(row: int) -> int:
        return row + sum(times - 1 for at, times in copies.items() if at < row)

    def again(found: re.Match[str]) -> str:
        first, last = int(found[2]), int(found[4])
        times = copies.get(first, 1) if first == last else 1
        return "".join(
            f'<mergeCell ref="{found[1]}{moved(first) + k}:{found[3]}{moved(last) + k}"/>'
            for k in range(times)
        )

    return re.sub(r'(<mergeCells) count="\d+"', r"\1", MERGED.sub(again, text))


def _spread(runs: Sequence[str], value: Callable[[re.Match[str]], str]) -> list[str]:
    """The text of a paragraph's runs with its placeholders filled, each value in the run where it began."""
    joined = "".join(runs)
    owner = [index for index, run in enumerate(runs) for _ in run]
    fresh, at = [""] * len(runs), 0
    for found in PLACE.finditer(joined):
        for place in range(at, found.start()):
            fresh[owner[place]] += joined[place]
        fresh[owner[found.start()]] += value(found)
        at = found.end()
    for place in range(at, len(joined)):
        fresh[owner[place]] += joined[place]
    return fresh
