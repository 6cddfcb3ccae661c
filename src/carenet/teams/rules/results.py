"""A list of results read line by line: whose paper, how it came out, on which day; what is wrong with a line.

The heads and the words of results are handed in, in every language the list may come back in. The
column of identity card numbers is for the authority alone: it goes out empty and is never read.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from carenet.core.refusals import N_, Refusal

LINES_MAX: Final = 200
DAY: Final = re.compile(r"^\s*(\d{4})\D(\d{1,2})\D(\d{1,2})\D?\s*$")
HEADS: Final[Mapping[str, str]] = {
    "number": N_("Number in carenet (please leave as it is)"), "name": N_("Name"), "sex": N_("Sex"),
    "card": N_("Identity card number (for the authority; not read back)"),
    "identity": N_("Identity card seen on"), "self_declaration": N_("Own declaration signed on"),
    "result": N_("Record check: result"), "record_check": N_("Record check: day"),
    "issuer": N_("Record check: by which authority"),
}  # fmt: skip
RESULTS: Final[Mapping[str, str]] = {
    "passed": N_("in order"), "pending": N_("asked for"), "failed": N_("not in order"),
}  # fmt: skip
UNKNOWN: Final = N_("This number is nobody’s on the team.")
OTHER_NAME: Final = N_("The name does not belong to this number.")
NO_DAY: Final = N_("A day could not be read: please write it like 2026-11-28.")
FUTURE: Final = N_("A day lies in the future.")
NO_RESULT: Final = N_("The result of the record check could not be read.")
HALF: Final = N_("The record check needs both a result and a day.")
TWICE: Final = N_("This number stands twice in the list.")
WHY: Final = (UNKNOWN, OTHER_NAME, NO_DAY, FUTURE, NO_RESULT, HALF, TWICE)


class CannotRead(Refusal):
    """This is not the list."""

    msgid = N_("This is not the list of this visit: its heads were not found. Please send the list that was taken from here.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """One paper that a line speaks of."""

    kind: str
    result: str
    on_day: date
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: whose, what is given, or why it cannot be taken."""

    number: int
    person: UUID | None
    given: tuple[Given, ...] = ()
    why: str | None = None


class Unreadable(ValueError):  # noqa: N818  it never leaves this module
    """Why a line cannot be taken."""


def find_columns(
    table: Sequence[Sequence[str]], heads: Mapping[str, Sequence[str]]
) -> tuple[int, dict[str, int]]:
    """The line of the heads and the column of each.

    Raises:
        CannotRead: they are nowhere.

    """
    for at, row in enumerate(table[:10]):
        found = {key: row.index(w) for key, words in heads.items() for w in words if w in row}
        if {"number", "name", "result", "record_check"} <= found.keys():
            return at, found
    raise CannotRead


def read_lines(
    table: Sequence[Sequence[str]],
    roster: Mapping[UUID, str],
    heads: Mapping[str, Sequence[str]],
    results: Mapping[str, str],
    today: date,
) -> list[Line]:
    """Every line below the heads that says something; `results` maps words to codes.

    Raises:
        CannotRead: it is not the list.

    """
    at, columns = find_columns(table, heads)
    lines: list[Line] = []
    seen: set[UUID] = set()
    for number, row in enumerate(table[at + 1 :], start=at + 2):
        cells = {key: row[c] if c < len(row) else "" for key, c in columns.items()}
        if not any(cells.values()) or len(lines) >= LINES_MAX:
            continue
        person = _person(cells["number"], roster)
        why = _whose(person, cells["name"], roster, seen)
        if person is None or why is not None:
            lines.append(Line(number, person, why=why))
            continue
        seen.add(person)
        try:
            lines.append(Line(number, person, _papers(cells, results, today)))
        except Unreadable as wrong:
            lines.append(Line(number, person, why=str(wrong)))
    return lines


def _whose(
    person: UUID | None, name: str, roster: Mapping[UUID, str], seen: Collection[UUID]
) -> str | None:
    """Why a line is nobody's of the team; None: it is somebody's."""
    if person is None:
        return UNKNOWN
    if person in seen:
        return TWICE
    return None if name.replace(" ", "") == roster[person].replace(" ", "") else OTHER_NAME


def _person(text: str, roster: Mapping[UUID, str]) -> UUID | None:
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if found in roster else None


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    found = DAY.match(text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise Unreadable(NO_DAY)
    if day > today:
        raise Unreadable(FUTURE)
    return day


def _papers(cells: Mapping[str, str], results: Mapping[str, str], today: date) -> tuple[Given, ...]:
    found = [
        Given(kind, "passed", seen)
        for kind in ("identity", "self_declaration")
        if (seen := _day(cells.get(kind, ""), today))
    ]
    day, word = _day(cells["record_check"], today), cells["result"]
    if bool(word) != (day is not None):
        raise Unreadable(HALF)
    if day is not None:
        if word not in results:
            raise Unreadable(NO_RESULT)
        found.append(Given("record_check", results[word], day, cells.get("issuer") or None))
    return tuple(found)


def compared(given: Given, result: str | None, on_day: date | None) -> str:
    """Beside the paper on file: new, changed or the same."""
    if result is None or on_day is None:
        return "new"
    return "same" if (given.result, given.on_day) == (result, on_day) else "changed"
