"""What every drill and measurement prints and writes: a table, and rows under var."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Row:
    """One figure, with what it should be."""

    what: str
    value: float
    unit: str
    aim: str
    good: bool
    reference: float | None = None
    ratio: float | None = None


def at_least(what: str, value: float, aim: float, unit: str = "") -> Row:
    """A figure that shows that the drill was hard enough."""
    return Row(what, value, unit, f">= {aim:g}", value >= aim)


def none_of(what: str, value: float, unit: str = "") -> Row:
    """A figure that must be nought: a promise."""
    return Row(what, value, unit, "0", value == 0)


def plain(what: str, value: float, unit: str = "") -> Row:
    """A figure that is only told."""
    return Row(what, value, unit, "", True)


def of(
    what: str, value: float, unit: str, reference: float, *, at_least: float = 0, at_most: float = 0
) -> Row:
    """A figure beside its reference; the ratio of the two has an aim on one side."""
    ratio = round(value / reference, 3)
    good = ratio >= at_least if at_least else ratio <= at_most
    aim = f">= {at_least:g}" if at_least else f"<= {at_most:g}"
    return Row(what, round(value, 3), unit, aim, good, reference, ratio)


def report(name: str, rows: list[Row], folder_name: str = "drill") -> int:
    """Print the table, write the rows, name every broken promise; the exit code."""
    width = max(len(row.what) for row in rows)
    for row in rows:
        mark = "" if row.good else "   <-- broken"
        beside = f"  reference {row.reference:g}, ratio {row.ratio:g}" if row.reference else ""
        print(f"{row.what:<{width}}  {row.value:>10g} {row.unit:<3} {row.aim:>8}{beside}{mark}")
    folder = Path(os.environ.get("CARENET_REPORT_DIR", ROOT / "var")) / folder_name
    folder.mkdir(parents=True, exist_ok=True)
    kept = [{k: v for k, v in asdict(row).items() if k != "good"} for row in rows]
    (folder / f"{name}.json").write_text(json.dumps({"rows": kept}, indent=1))
    broken = [row.what for row in rows if not row.good]
    if broken:
        print(f"broken: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0
