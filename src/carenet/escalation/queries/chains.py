"""What would happen: the chain of a place, a kind and a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.ladders import as_steps
from carenet.core.refusals import NotFound
from carenet.core.steps import Step
from carenet.escalation.queries.people import Way, people_at
from carenet.escalation.rules import POLICIES, Policy, Reach, reach

CHOSEN: Final = """
select distinct on (p.ladder) p.ladder, steps, lo, because, set_at, (select n.name from app.names_of(array(
    select a.person from accounts a where a.id = p.set_by)) n limit 1) as setter
from ladder_policies p where p.ladder = any ($1) and p.ended_at is null and starts_with($2, p.lo)
order by p.ladder, length(p.lo) desc"""
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


async def steps_at(db: Scope, ladder: str, village: str) -> tuple[tuple[Step, ...], Any]:
    """The steps that hold at a place now, and the row that chose them if the rule did not."""
    return _steps_of(ladder, await db.fetchrow(CHOSEN, [ladder], village))


def _steps_of(ladder: str, row: Any) -> tuple[tuple[Step, ...], Any]:
    return (as_steps(row["steps"]), dict(row)) if row else (POLICIES[ladder].steps, None)


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


async def steps_now(*, by: Actor) -> dict[str, tuple[tuple[Step, ...], Any]]:
    """The steps of every ladder that hold in one's whole area, and the row that chose them."""
    async with reading(by) as db:
        rows = {r["ladder"]: r for r in await db.fetch(CHOSEN, list(POLICIES), by.lo)}
    return {name: _steps_of(name, rows.get(name)) for name in POLICIES}
