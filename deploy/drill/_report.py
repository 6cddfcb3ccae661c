"""What every drill prints and writes: a table, and rows under var/drill."""

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


def report(name: str, rows: list[Row]) -> int:
    """Print the table, write the rows, name every broken promise; the exit code."""
    width = max(len(row.what) for row in rows)
    for row in rows:
        mark = "" if row.good else "   <-- broken"
        print(f"{row.what:<{width}}  {row.value:>10g} {row.unit:<3} {row.aim:>8}{mark}")
    folder = Path(os.environ.get("CARENET_REPORT_DIR", ROOT / "var")) / "drill"
    folder.mkdir(parents=True, exist_ok=True)
    kept = [{k: v for k, v in asdict(row).items() if k != "good"} for row in rows]
    (folder / f"{name}.json").write_text(json.dumps({"rows": kept}, indent=1))
    broken = [row.what for row in rows if not row.good]
    if broken:
        print(f"broken: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0
