"""A round before it runs: how many go in, who is left out or goes first and why, who could mend it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.matching.pairing.shapes import GROUPS_MAX, SUPPLY_MAX
from carenet.matching.queries.material import (
    IN_IT,
    PROMISED,
    STANDING,
    SUPPLY,
    Marked,
    in_order,
    mark_on,
    marks_on,
)
from carenet.matching.rules import SHAPES, Service

MARKS_MAX: Final = 100
STANDINGS: Final = f"""
select n.id, n.village, n.tier, {STANDING},
  (select x.organisation from schoolings x where x.child = n.child and x.ends_on is null
   order by x.starts_on desc limit 1) as school
from needs n join children c on c.id = n.child {IN_IT}"""
LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"


@dataclass(frozen=True, slots=True)
class Attention:
    """A child or helper who needs attention before the round runs."""

    name: str | None
    marked: Marked


@dataclass(frozen=True, slots=True)
class Before:
    """Counts of a round that is still open, and the first of those who need attention."""

    needs: int
    going: int
    helpers: int
    room: int
    full: int
    children: list[Attention]
    children_marked: int
    adults: list[Attention]
    adults_marked: int


async def before_it_runs(round_: UUID, *, by: Actor) -> Before:
    """What an open round would be solved from; names only of those who are shown.

    Raises:
        NotFound: no such round within reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(
            "select service, lo, hi, cut_off from matching_rounds where id = $1", round_
        )
        if row is None:
            raise NotFound
        service, day = Service(row["service"]), min(clock.day_of(row["cut_off"]), clock.today())
        shape = SHAPES[service]
        needs = await db.fetch(
            STANDINGS, service.value, row["lo"], row["hi"], day, shape.purpose, GROUPS_MAX
        )
        supply = await db.fetch(SUPPLY, service.value, row["lo"][:6], day, SUPPLY_MAX)
        counted = "children" if shape.load == "places" else "groups"
        held = {p["person"]: p[counted] for p in await db.fetch(PROMISED, service.value)}
        marks = [(n, marks_on(n, service)) for n in needs]
        marked = in_order([Marked(n["id"], n["village"], m) for n, found in marks for m in found])
        loads = [(s, s["load"] + held.get(s["person"], 0)) for s in supply]
        out = [(s, load, mark_on(s, service, load)) for s, load in loads]
        adults = [
            Marked(s["person"], s["division"], m) for s, _, m in out if m and m.code != "full"
        ]
        named = await db.fetch(
            "select n.id, n.child, c.name from needs n join children c on c.id = n.child where n.id = any($1::uuid[])",
            [m.id for m in marked[:MARKS_MAX]],
        )
        people = await db.fetch(
            "select id, name from app.names_of($1)", [m.id for m in adults[:MARKS_MAX]]
        )
        await db.execute(LOG, [r["child"] for r in named], ["name"], "matching")
    name = {r["id"]: r["name"] for r in (*named, *people)}
    may = [s["capacity"] - load for s, load, mark in out if mark is None]
    return Before(
        len(needs), sum(not any(m.out for m in found) for _, found in marks), len(may), sum(may),
        sum(mark is not None and mark.code == "full" for _, _, mark in out),
        [Attention(name.get(m.id), m) for m in marked[:MARKS_MAX]], len(marked),
        [Attention(name.get(m.id), m) for m in adults[:MARKS_MAX]], len(adults),
    )  # fmt: skip
