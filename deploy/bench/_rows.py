"""The rows of a measurement: on the screen as they come, in var/bench/NAME.json at the end."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path("var/bench")


@dataclass
class Rows:
    """What was measured so far under a name."""

    name: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        what: str,
        value: float,
        unit: str,
        reference: float | None = None,
        aim: float | str | None = None,
    ) -> None:
        """One figure, beside its reference from the same run and what it should be."""
        ratio = round(value / reference, 4) if reference else None
        self.rows.append(
            {
                "what": what,
                "value": value,
                "unit": unit,
                "reference": reference,
                "ratio": ratio,
                "aim": aim,
            }
        )
        beside = f"beside {reference:,.7g}, ratio {ratio}" if reference else ""
        aimed = "" if aim in (None, "") else f"aim {aim}"
        print(f"{what:<60}{value:>14,.7g} {unit:<10}{beside:<34}{aimed}", flush=True)

    def write(self) -> None:
        """Keep the rows."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"rows": self.rows}, indent=1, ensure_ascii=False)
        (FOLDER / f"{self.name}.json").write_text(text + "\n")
