"""A paper's grid as it comes from the browser: some cells for each child of the register."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from carenet.core.clock import SHANGHAI
from carenet.core.forms import Typed
from carenet.core.refusals import N_
from carenet.core.words import gettext
from carenet.scheduling.rules.paper import PaperLine

CELLS: Final = ("state", "because", "said_by", "came", "left", "left_how", "left_with")
CELL_MAX: Final = 60
NO_TIME: Final = N_("Please write the time as 16:30.")


def cell(name: str, child: UUID) -> str:
    """What a cell is called in the form."""
    return f"{name}-{child}"


def typed_of(form: Mapping[str, Any], children: Iterable[UUID]) -> Typed:
    """What stood in the cells, so that nothing typed is lost."""
    return Typed(
        {
            cell(name, child): str(form.get(cell(name, child)) or "").strip()[:CELL_MAX]
            for child in children
            for name in CELLS
        }
    )


def _at(typed: str, day: date) -> datetime | None:
    return datetime.combine(day, time.fromisoformat(typed), SHANGHAI) if typed else None


def lines_of(
    typed: Typed, children: Iterable[UUID], day: date
) -> tuple[list[PaperLine], dict[str, str]]:
    """The lines, and a sentence for each cell that cannot be read."""
    lines, wrong = [], {}
    for child in children:
        given = {name: typed[cell(name, child)] or None for name in CELLS}
        times = {}
        for name in ("came", "left"):
            try:
                times[name] = _at(given[name] or "", day)
            except ValueError:
                wrong[cell(name, child)] = gettext(NO_TIME)
        lines.append(_line(child, given, times))
    return lines, wrong


def _line(child: UUID, given: Mapping[str, Any], times: Mapping[str, datetime | None]) -> PaperLine:
    if given["state"] == "here":
        return PaperLine(
            child, "here", None, None, times.get("came"), times.get("left"), given["left_how"],
            given["left_with"],
        )  # fmt: skip
    if given["state"] == "excused":
        return PaperLine(child, "excused", given["because"], given["said_by"])
    return PaperLine(child)
