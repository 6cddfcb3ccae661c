"""How often somebody did not come, what holds already, and by which rules: read for verbs and pages."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from carenet.core.database import Scope
from carenet.scheduling.rules.missed import Rule, in_force, since

CHOSEN: Final = """
select distinct on (kind) kind, times, within_days, lasts_days from no_show_rules
where ended_at is null and starts_with($1, lo) order by kind, length(lo) desc"""
LIVE: Final = """
select person, kind from no_show_consequences
where person = any ($1) and ended_at is null and coalesce(until_at > $2, true)"""
COUNTED: Final = """
select p.person, r.kind, app.no_shows_since(p.person, r.since, $4) as times
from unnest($1::uuid[]) p(person), unnest($2::text[], $3::date[]) r(kind, since)"""
Counts = dict[UUID, dict[str, int]]


async def rules_at(db: Scope, village: str) -> list[Rule]:
    """What follows how at a place, by its county or by default."""
    return in_force([Rule(**dict(row)) for row in await db.fetch(CHOSEN, village)])


async def counted(
    db: Scope, rules: Sequence[Rule], people: Sequence[UUID], on_day: date, centre: UUID
) -> Counts:
    """How often each of several people did not come within the days of each rule."""
    kinds, firsts = [r.kind for r in rules], [since(r, on_day) for r in rules]
    found: Counts = {person: {} for person in people}
    for row in await db.fetch(COUNTED, list(people), kinds, firsts, centre):
        found[row["person"]][row["kind"]] = row["times"]
    return found


async def living(db: Scope, people: Sequence[UUID], now: datetime) -> dict[UUID, frozenset[str]]:
    """What holds already for each of several people."""
    rows = await db.fetch(LIVE, list(people), now)
    return {one: frozenset(r["kind"] for r in rows if r["person"] == one) for one in people}
