"""A round's villages on a sketch: how many children have somebody and how many do not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.places.cache import name_of
from carenet.places.sketch import sketch_point

VILLAGES_MAX: Final = 120
WIDTH, HEIGHT, MARGIN = 560, 320, 24
COUNTS: Final = """
select g.village, d.latitude, d.longitude,
  count(*) filter (where g.state = 'matched') as placed,
  count(*) filter (where g.state <> 'matched') as missing
from round_groups g join needs n on n.id = g.need left join divisions d on d.code = g.village
where g.round = $1 group by g.village, d.latitude, d.longitude
order by missing desc, placed desc, g.village limit $2"""


@dataclass(slots=True)
class Sketch:
    """Points ready to be drawn, villages without a point, and whether any point is invented."""

    points: list[dict[str, Any]] = field(default_factory=list)
    unplaced: list[tuple[str, int, int]] = field(default_factory=list)
    synthetic: bool = False
    width: int = WIDTH
    height: int = HEIGHT


async def sketch_of(round_: UUID, path: str, *, by: Actor) -> Sketch:
    """The villages of a round, those with children without anybody first."""
    async with reading(by) as db:
        rows = await db.fetch(COUNTS, round_, VILLAGES_MAX)
    return drawn([dict(r) for r in rows], path)


def drawn(rows: Sequence[dict[str, Any]], path: str) -> Sketch:
    """Villages projected on a flat sketch (equirectangular); a village without a point is listed."""
    sketch = Sketch()
    placed = []
    for row in rows:
        lat, lon = row["latitude"], row["longitude"]
        if lat is None or lon is None:
            if (point := sketch_point(row["village"])) is None:
                sketch.unplaced.append((row["village"], row["placed"], row["missing"]))
                continue
            lat, lon = point
            sketch.synthetic = True
        placed.append((row, lat, lon))
    if not placed:
        return sketch
    middle = math.cos(math.radians(sum(lat for _, lat, _ in placed) / len(placed)))
    xs, ys = [lon * middle for _, _, lon in placed], [-lat for _, lat, _ in placed]
    scale = min(
        (WIDTH - 2 * MARGIN - 60) / max(max(xs) - min(xs), 1e-3),
        (HEIGHT - 2 * MARGIN) / max(max(ys) - min(ys), 1e-3),
    )
    for (row, _, _), x, y in zip(placed, xs, ys, strict=True):
        people = row["placed"] + row["missing"]
        sketch.points.append(
            {
                "x": MARGIN + (x - min(xs)) * scale, "y": MARGIN + (y - min(ys)) * scale,
                "r": round(min(14, 5 + math.sqrt(people)), 1), "label": name_of(row["village"]),
                "value": row["missing"], "tone": "bad" if row["missing"] else "ok",
                "href": f"{path}?{urlencode({'village': row['village']})}",
            }
        )  # fmt: skip
    return sketch
