"""A round before it runs: how many go in, who is left out or goes first and why, who could mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias
from uuid import UUID

from carenet.core import clock, paging
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound
from carenet.matching.pairing.shapes import GROUPS_MAX, SUPPLY_MAX
from carenet.matching.queries.gathering import Marked, groups_of, in_order, marks_on
from carenet.matching.queries.material import (
    ANSWERS,
    IN_IT,
    NEEDS,
    PROMISED,
    STANDING,
    SUPPLY,
    mark_on,
)
from carenet.matching.queries.ties import kept_apart, not_together
from carenet.matching.rules import SHAPES, Service

FIRST_SHOWN: Final = 20
"""So many of each list stand on the round's own page; the rest on pages of their own."""
STANDINGS: Final = f"""
select n.id, n.tier, n.village, {STANDING},
  (select x.organisation from schoolings x where x.child = n.child and x.ends_on is null
   order by x.starts_on desc limit 1) as school
from needs n join children c on c.id = n.child {ANSWERS} {IN_IT}"""
NAMES_OF_NEEDS: Final = """
select n.id, n.child, c.name from needs n join children c on c.id = n.child where n.id = any($1::uuid[])"""
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


@dataclass(frozen=True, slots=True)
class _Round:
    """Which needs and helpers an open round would read."""

    services: tuple[Service, ...]
    lo: str
    hi: str
    day: date


async def before_it_runs(round_: UUID, *, by: Actor) -> Before:
    """What an open round would be solved from; names only of those who are shown.

    Raises:
        NotFound: no such round within reach.

    """
    async with reading(by, recorded=True) as db:
        asked = await _round(db, round_)
        marks = await _children(db, asked)
        marked = in_order([m for found in marks for m in found])
        rooms, full, adults = await _helpers(db, asked)
        return Before(
            len(marks), sum(not any(m.mark.out for m in found) for found in marks),
            len({person for person, _ in rooms}), sum(room for _, room in rooms), full,
            await _with_children(db, marked[:FIRST_SHOWN]), len(marked),
            await _with_names(db, adults[:FIRST_SHOWN]), len(adults),
        )  # fmt: skip


async def children_to_look_at(
    round_: UUID, number: int | None, size: int | None, *, by: Actor
) -> paging.Page[Attention]:
    """A page of the children of an open round who are left out or go first.

    Raises:
        NotFound: no such round within reach.

    """
    page, size, offset = paging.place(number, size)
    async with reading(by, recorded=True) as db:
        marks = await _children(db, await _round(db, round_))
        marked = in_order([m for found in marks for m in found])
        rows = await _with_children(db, marked[offset : offset + size])
    return paging.Page(rows, page, size, len(marked))


async def helpers_to_look_at(
    round_: UUID, number: int | None, size: int | None, *, by: Actor
) -> paging.Page[Attention]:
    """A page of the helpers who cannot be matched now.

    Raises:
        NotFound: no such round within reach.

    """
    page, size, offset = paging.place(number, size)
    async with reading(by) as db:
        _, _, adults = await _helpers(db, await _round(db, round_))
        rows = await _with_names(db, adults[offset : offset + size])
    return paging.Page(rows, page, size, len(adults))


async def _round(db: Scope, round_: UUID) -> _Round:
    row = await db.fetchrow(
        "select service, also, lo, hi, cut_off from matching_rounds where id = $1", round_
    )
    if row is None:
        raise NotFound
    day = min(clock.day_of(row["cut_off"]), clock.today())
    services = tuple(Service(code) for code in (row["service"], *row["also"]))
    return _Round(services, row["lo"], row["hi"], day)


async def _children(db: Scope, asked: _Round) -> list[list[Marked]]:
    """Of each need what has to be looked at; mostly nothing."""
    found = []
    for service in asked.services:
        if SHAPES[service].circle:
            found += await _of_circles(db, asked, service)
            continue
        needs = await db.fetch(
            STANDINGS, service.value, asked.lo, asked.hi, asked.day, SHAPES[service].purpose,
            GROUPS_MAX,
        )  # fmt: skip
        found += [[Marked(n["id"], n["village"], m) for m in marks_on(n, service)] for n in needs]
    return found


async def _of_circles(db: Scope, asked: _Round, service: Service) -> list[list[Marked]]:
    """The same where children are put into circles: who finds none is looked at too."""
    needs = await db.fetch(
        NEEDS, service.value, asked.lo, asked.hi, asked.day, SHAPES[service].purpose, GROUPS_MAX
    )
    never = await kept_apart(db, None, asked.lo, asked.hi)
    _, marked = groups_of(needs, service, never, await not_together(db, asked.lo, asked.hi))
    of: dict[UUID, list[Marked]] = {n["id"]: [] for n in needs}
    for one in marked:
        of[one.id].append(one)
    return list(of.values())


Rooms: TypeAlias = list[tuple[UUID, int]]


async def _helpers(db: Scope, asked: _Round) -> tuple[Rooms, int, list[Marked]]:
    """The free places of each who may be matched, how many are full, and who may not and why."""
    rooms, full, out = [], 0, []
    for service in asked.services:
        some, so_many, others = await _of_service(db, asked, service)
        rooms += some
        full += so_many
        out += others
    return rooms, full, out


async def _of_service(
    db: Scope, asked: _Round, service: Service
) -> tuple[Rooms, int, list[Marked]]:  # fmt: skip
    """The same for one service."""
    supply = await db.fetch(SUPPLY, service.value, asked.lo[:6], asked.day, SUPPLY_MAX)
    promised = await db.fetch(PROMISED, service.value)
    counted = "children" if SHAPES[service].load == "places" else "groups"
    held = {p["person"]: p[counted] for p in promised}
    rooms: Rooms = []
    full, out = 0, []
    for one in supply:
        load = one["load"] + held.get(one["person"], 0)
        mark = mark_on(one, service, load)
        if mark is None:
            rooms.append((one["person"], one["capacity"] - load))
        elif mark.code == "full":
            full += 1
        else:
            out.append(Marked(one["person"], one["division"], mark))
    return rooms, full, out


async def _with_children(db: Scope, marked: Sequence[Marked]) -> list[Attention]:
    """With the children's names, each written down as read."""
    rows = await db.fetch(NAMES_OF_NEEDS, [m.id for m in marked])
    await db.execute(LOG, [r["child"] for r in rows], ["name"], "matching")
    name = {r["id"]: r["name"] for r in rows}
    return [Attention(name.get(m.id), m) for m in marked]


async def _with_names(db: Scope, marked: Sequence[Marked]) -> list[Attention]:
    rows = await db.fetch("select id, name from app.names_of($1)", [m.id for m in marked])
    name = {r["id"]: r["name"] for r in rows}
    return [Attention(name.get(m.id), m) for m in marked]
