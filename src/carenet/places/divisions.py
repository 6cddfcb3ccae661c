"""The list of divisions that ships, and the reading of any other such list. No database here."""

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from carenet.core.said import N_, Said
from carenet.places.codes import Level, NotACode, padded, parent_of

DIVISIONS_MAX: Final = 100_000
DIVISION_FAULTS_MAX: Final = 1_000
DIVISION_NAME_CHARS_MAX: Final = 60


class Kind(StrEnum):
    """What sort of county, township or village; a township's kind names its office."""

    DISTRICT = "district"
    COUNTY = "county"
    AUTONOMOUS_COUNTY = "autonomous_county"
    COUNTY_CITY = "county_city"
    SUBDISTRICT = "subdistrict"
    TOWN = "town"
    TOWNSHIP = "township"
    ETHNIC_TOWNSHIP = "ethnic_township"
    COMMUNITY = "community"
    VILLAGE = "village"


KIND_WORDS: Final[Mapping[Kind, str]] = {
    Kind.DISTRICT: N_("district"),
    Kind.COUNTY: N_("county"),
    Kind.AUTONOMOUS_COUNTY: N_("autonomous county"),
    Kind.COUNTY_CITY: N_("county-level city"),
    Kind.SUBDISTRICT: N_("subdistrict"),
    Kind.TOWN: N_("town"),
    Kind.TOWNSHIP: N_("township"),
    Kind.ETHNIC_TOWNSHIP: N_("ethnic township"),
    Kind.COMMUNITY: N_("community"),
    Kind.VILLAGE: N_("village"),
}


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One division: 12-digit code, short name, level, code of the parent (None for a county)."""

    code: str
    name: str
    level: Level
    parent: str | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class DivisionFault:
    """One line of a list that cannot be taken, counted from 1 with the head line as line 1."""

    line: int
    why: Said


@dataclass(frozen=True, slots=True)
class ParsedDivisions:
    """Rows in the order of their codes, so that a parent comes before its children."""

    rows: tuple[DivisionRow, ...]
    faults: tuple[DivisionFault, ...]


class UnreadableList(ValueError):  # noqa: N818  # a refusal is named by what it says
    """The file as a whole is no list of divisions; ``why`` says what was expected."""

    def __init__(self, why: Said) -> None:
        super().__init__(why.in_english())
        self.why = why


def shipped_divisions() -> Iterator[DivisionRow]:
    """Liuzhou's counties, townships and villages, parents first. The file names its source."""
    for code, name, level, parent, kind in _shipped("liuzhou.json")["rows"]:
        yield DivisionRow(code, name, Level(level), parent, Kind(kind))


def kind_of(name: str, level: Level) -> Kind:
    """What sort of division its name says it is; the plain kind of the level where it says none."""
    endings: list[list[str]] = _shipped("kinds.json").get(level.value, [])
    return Kind(next((kind for end, kind in endings if name.endswith(end)), level.value))


def short_name(name: str, level: Level) -> str:
    """The name without the word for its kind, where two characters or more remain."""
    for ending, _ in _shipped("kinds.json").get(level.value, []):
        bare = name.removesuffix(ending)
        if bare != name and len(bare) >= 2:
            return bare
    return name


def parse_divisions(
    content: bytes, *, suffix: str, known: Collection[str] = frozenset()
) -> ParsedDivisions:
    """Read a CSV or JSON list with ``code, name, level, parent`` (parent may be left out).

    ``suffix`` is ``.csv`` or ``.json``; ``known`` are codes already stored, which may be parents.
    Every bad line becomes a fault, at most DIVISION_FAULTS_MAX of them. Raises UnreadableList.
    """
    lines = _json_lines(content) if suffix.lower() == ".json" else _csv_lines(content)
    rows: dict[str, DivisionRow] = {}
    faults: list[DivisionFault] = []
    where: dict[str, int] = {}
    for number, line in enumerate(lines, start=2):
        if number > DIVISIONS_MAX + 1:
            raise UnreadableList(
                Said(N_("A list holds at most %(most)s divisions."), {"most": DIVISIONS_MAX})
            )
        found = _row(line)
        if isinstance(found, Said):
            faults.append(DivisionFault(number, found))
        elif found.code in rows:
            why = Said(N_("The code %(code)s stands in the list twice."), {"code": found.code})
            faults.append(DivisionFault(number, why))
        else:
            rows[found.code], where[found.code] = found, number
    for code in sorted(rows):
        parent = rows[code].parent
        if parent is not None and parent not in rows and parent not in known:
            why = Said(N_("The division above it, %(code)s, is missing."), {"code": parent})
            faults.append(DivisionFault(where[code], why))
            del rows[code]
    faults.sort(key=lambda fault: fault.line)
    return ParsedDivisions(
        tuple(rows[code] for code in sorted(rows)), tuple(faults[:DIVISION_FAULTS_MAX])
    )


def _row(line: Mapping[str, Any]) -> DivisionRow | Said:
    given = {key: str(line.get(key) or "").strip() for key in ("code", "name", "level", "parent")}
    try:
        level = Level(given["level"].lower())
    except ValueError:
        return Said(
            N_("The level is “%(level)s”; it must be county, township or village."),
            {"level": given["level"]},
        )
    name = given["name"]
    if level is Level.CITY:
        return Said(N_("A city is not stored: the list begins with its counties."))
    if not name or len(name) > DIVISION_NAME_CHARS_MAX or not name.isprintable():
        return Said(N_("The name is missing or too long."))
    try:
        code = padded(given["code"], level)
    except NotACode:
        return Said(
            N_("“%(code)s” is no 12-digit code of this level."), {"code": given["code"][:30]}
        )
    parent = None if level is Level.COUNTY else parent_of(code)
    if given["parent"] and parent and given["parent"].ljust(12, "0") != parent:
        return Said(
            N_("The code %(code)s cannot lie under %(parent)s."),
            {"code": code, "parent": given["parent"][:30]},
        )
    return DivisionRow(code, name, level, parent, kind_of(name, level))


def _csv_lines(content: bytes) -> Iterator[Mapping[str, Any]]:
    reader = csv.DictReader(io.StringIO(_text(content), newline=""))
    try:
        heads = {head.strip().lower() for head in reader.fieldnames or []}
        reader.fieldnames = [head.strip().lower() for head in reader.fieldnames or []]
        if not {"code", "name", "level"} <= heads:
            raise _unreadable()
        yield from reader
    except csv.Error:
        raise _unreadable() from None


def _json_lines(content: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        found = json.loads(_text(content))
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(found, list):
        raise _unreadable()
    for line in found:
        yield line if isinstance(line, dict) else {}


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # what spreadsheets of county offices save as CSV
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _unreadable() -> UnreadableList:
    return UnreadableList(
        Said(N_("A CSV or JSON list with the columns code, name, level and parent is expected."))
    )


@cache
def _shipped(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        files("carenet.places").joinpath("data", name).read_text("utf-8")
    )
    return loaded
