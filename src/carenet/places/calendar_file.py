"""Reading the operator's own list of days off and make-up workdays (CSV: day, kind, name)."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Final

from carenet.core.said import N_, Said
from carenet.places.calendar_seed import YEAR_MAX, YEAR_MIN, DayKind

DAYS_IN_FILE_MAX: Final = 4_000
DAY_NAME_CHARS_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One day as the notice of an office has it; confirmed by being imported."""

    day: date
    kind: DayKind
    name: str | None


@dataclass(frozen=True, slots=True)
class DayFault:
    """A line that cannot be taken, counted from 1 with the head line as line 1."""

    line: int
    why: Said


def parse_named_days(content: bytes) -> tuple[tuple[NamedDay, ...], tuple[DayFault, ...]]:
    """Days in order and the bad lines; a file that is no such list is one fault on line 1."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        lines = list(reader)
    except (UnicodeDecodeError, csv.Error):
        lines, reader = [], csv.DictReader([])
    heads = set(reader.fieldnames or [])
    if not {"day", "kind"} <= heads or len(lines) > DAYS_IN_FILE_MAX:
        why = Said(
            N_("A CSV list with day, kind and name, at most %(most)s lines, is expected."),
            {"most": DAYS_IN_FILE_MAX},
        )
        return (), (DayFault(1, why),)
    days: dict[date, NamedDay] = {}
    faults: list[DayFault] = []
    for number, line in enumerate(lines, start=2):
        found = _named_day(line)
        if isinstance(found, Said):
            faults.append(DayFault(number, found))
        else:
            days[found.day] = found
    return tuple(days[day] for day in sorted(days)), tuple(faults)


def _named_day(line: dict[str, str | None]) -> NamedDay | Said:
    day_text, kind_text = (line.get("day") or "").strip(), (line.get("kind") or "").strip()
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        return Said(N_("“%(text)s” is no day like 2027-02-06."), {"text": day_text[:30]})
    if not YEAR_MIN <= day.year <= YEAR_MAX:
        return Said(N_("“%(text)s” is no day like 2027-02-06."), {"text": day_text[:30]})
    if kind_text not in set(DayKind) - {DayKind.UNKNOWN}:
        return Said(
            N_("The kind is “%(kind)s”; it must be holiday, makeup, workday or weekend."),
            {"kind": kind_text[:30]},
        )
    name = (line.get("name") or "").strip()[:DAY_NAME_CHARS_MAX]
    return NamedDay(day, DayKind(kind_text), name or None)
