"""What would happen: the chain of a place, a kind and a moment; and the places where it breaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.ladders import as_steps
from carenet.core.refusals import NotFound
from carenet.core.steps import Step
from carenet.escalation.queries.people import Way, as_candidate, people_at
from carenet.escalation.rules import ANSWERED_BY, POLICIES, Policy, Reach, reach

PLACES_MAX: Final = 500
CHOSEN: Final = """
select distinct on (p.ladder) p.ladder, steps, lo, because, set_at, (select n.name from app.names_of(array(
    select a.person from accounts a where a.id = p.set_by)) n limit 1) as setter
from ladder_policies p where p.ladder = any ($1) and p.ended_at is null and starts_with($2, p.lo)
order by p.ladder, length(p.lo) desc"""
VILLAGES: Final = """
select d.code, d.name, (select c.id from centres c where c.village = d.code order by c.opened_on, c.id limit 1) as centre
from divisions d where d.level = 'village' and d.code >= $1 and d.code < $2
  and ($3::text[] = '{}' or left(d.code, 9) = any ($3)) order by d.code limit $4"""
EVERYWHERE: Final = f"""
select v.code as village, v.name as place, v.centre, p.* from ({VILLAGES}) v
left join lateral app.climb_people(v.code, v.centre, null, $5) p on true order by v.code"""
WARDS: Final = frozenset({"carer", "proxy"})
"""Duties that belong to a child: without one they are named, not looked up."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a chain: when, whom it means, whom it reaches."""

    at: datetime
    step: Step
    reach: Reach
    of_child: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """What would happen."""

    policy: Policy
    rungs: list[Rung]
    ways: Mapping[UUID, Way]
    chosen: Mapping[str, Any] | None
    """The steps an area chose instead of the rule's: where, why, by whom."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A place and a duty behind which, now, is nobody; or somebody only further up."""

    village: str
    name: str
    duty: str
    upward: bool


async def steps_at(db: Scope, ladder: str, village: str) -> tuple[tuple[Step, ...], Any]:
    """The steps that hold at a place now, and the row that chose them if the rule did not."""
    return _steps_of(ladder, await db.fetchrow(CHOSEN, [ladder], village))


def _steps_of(ladder: str, row: Any) -> tuple[tuple[Step, ...], Any]:
    return (as_steps(row["steps"]), dict(row)) if row else (POLICIES[ladder].steps, None)


async def villages(*, by: Actor) -> list[Any]:
    """The villages of one's area with the centre of each."""
    async with reading(by) as db:
        return list(await db.fetch(VILLAGES, by.lo, by.hi, list(by.towns), PLACES_MAX))


async def chain(ladder: str, village: str, at: datetime, *, by: Actor) -> Chain:
    """Everything that would be said if nobody answered, from a moment on. Writes nothing.

    Raises:
        NotFound: no such ladder, or the village is not within the area.

    """
    if ladder not in POLICIES or not by.covers(village):
        raise NotFound
    rungs = []
    async with reading(by) as db:
        centre = await db.fetchval(
            "select id from centres where village = $1 order by opened_on, id limit 1", village
        )
        steps, chosen = await steps_at(db, ladder, village)
        ways: dict[UUID, Way] = {}
        for step in steps:
            then = at + timedelta(minutes=step.minutes)
            known, here = await people_at(db, village, centre, None, then)
            ways |= here
            asked = tuple(duty for duty in step.tell if duty not in WARDS)
            found = reach(asked, known, frozenset())
            of_child = tuple(duty for duty in step.tell if duty in WARDS)
            rungs.append(Rung(then, step, found, of_child))
    return Chain(POLICIES[ladder], rungs, ways, chosen)


async def holes(at: datetime, *, by: Actor) -> list[Hole]:
    """Where a duty of a place reaches nobody, or only somebody above it."""
    async with reading(by) as db:
        rows = await db.fetch(EVERYWHERE, by.lo, by.hi, list(by.towns), PLACES_MAX, at)
    found: list[Hole] = []
    for (village, name, centre), here in groupby(
        rows, key=lambda r: (r["village"], r["place"], r["centre"])
    ):
        known = [as_candidate(r) for r in here if r["person"] is not None]
        for duty in sorted(ANSWERED_BY - {"duty_phone"}):
            if duty == "lead" and centre is None:
                continue
            one = reach((duty,), known, frozenset())
            if one.holes or all(p.duty != duty for p in one.people):
                found.append(Hole(village, name, duty, upward=not one.holes))
    return found


async def steps_now(*, by: Actor) -> dict[str, tuple[tuple[Step, ...], Any]]:
    """The steps of every ladder that hold in one's whole area, and the row that chose them."""
    async with reading(by) as db:
        rows = {r["ladder"]: r for r in await db.fetch(CHOSEN, list(POLICIES), by.lo)}
    return {name: _steps_of(name, rows.get(name)) for name in POLICIES}
