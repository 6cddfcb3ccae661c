"""The adults a timetable may count on: who offers to teach, and who leads a place."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.places.sketch import sketch_point
from carenet.scheduling.rules.nearness import Point
from carenet.timetables.rules.away import EVERY_DAY, Stretch, weekdays_away
from carenet.timetables.rules.week import Person

ADULTS_MAX: Final = 5_000
OFFERED: Final = """
select s.person, s.division, s.latitude, s.longitude, s.tier, s.suspended, s.reach_minutes,
  s.subjects, s.free, s.ends_on, coalesce(v.hours_week_max, 2 * s.capacity) - 2 * s.load as hours
from app.supply('tutoring', $1, $2) s
  left join volunteers v on v.person = s.person and v.left_on is null limit $3"""
LEADING: Final = """
select distinct on (a.person) a.person, d.organisation, p.division, app.tier_on(a.person, $2) as tier,
  app.suspended(a.person) as suspended
from duties d join accounts a on a.id = d.account join people p on p.id = a.person
where d.role = 'lead' and d.organisation = any($1::uuid[]) and d.approved_at is not null
  and d.starts_on <= $2 and d.ends_on >= $2
  and not exists (select from duty_endings e where e.duty = d.id)
order by a.person, d.starts_on desc limit $3"""
TIES: Final = """
select p.id as person, 'household ' || p.household as tie from people p
where p.id = any($1::uuid[]) and p.household is not null
union all
select w.person, 'phone ' || encode(w.value_index, 'hex') from contact_ways w
where w.person = any($1::uuid[]) and w.kind = 'own_phone' and w.ended_on is null
  and w.value_index is not null
limit $2"""
AWAY: Final = """
select person, starts_on, ends_on from leaves where person = any($1::uuid[]) and ended_at is null
  and ends_on >= $2 and starts_on <= $3 limit $4"""


async def people_of(
    lo: str, centres: Sequence[UUID], term: tuple[date, date], *, by: Actor
) -> tuple[list[Person], dict[str, int]]:
    """Adults who may be counted on in a term; of those who may not, how many and why."""
    day = term[0]
    async with reading(by) as db:
        offered = await db.fetch(OFFERED, lo[:6], day, ADULTS_MAX)
        leading = await db.fetch(LEADING, list(centres), day, ADULTS_MAX)
        everyone = [row["person"] for row in (*offered, *leading)]
        tied = await db.fetch(TIES, everyone, 4 * ADULTS_MAX)
        leaves = await db.fetch(AWAY, everyone, *term, 4 * ADULTS_MAX)
    away = _away(leaves, offered, term)
    ties = _numbered(tied)
    out: Counter[str] = Counter()
    found: dict[UUID, Person] = {}
    own = {row["person"]: row["organisation"] for row in leading}
    for row in leading:
        _add(found, out, row, ties, {"own": row["organisation"], "away": away.get(row["person"])})
    for row in offered:
        if row["person"] in own and row["person"] in found:
            lead = found[row["person"]]
            found[lead.id] = _with_subjects(lead, row["subjects"])
        elif row["person"] not in found:
            _add(found, out, row, ties, {
                "hours": row["hours"], "reach_minutes": row["reach_minutes"],
                "subjects": row["subjects"], "free": row["free"], "away": away.get(row["person"]),
            })  # fmt: skip
    return list(found.values()), dict(out)


def _numbered(rows: Iterable[asyncpg.Record]) -> dict[UUID, frozenset[str]]:
    """What two share makes them dependent; what it is, household or phone, is told to nobody."""
    shared: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        shared[row["tie"]].append(row["person"])
    found: dict[UUID, set[str]] = defaultdict(set)
    for number, people in enumerate(shared.values()):
        for person in people if len(people) > 1 else ():
            found[person].add(f"tie {number}")
    return {person: frozenset(ties) for person, ties in found.items()}


def _away(
    leaves: Iterable[asyncpg.Record], offered: Iterable[asyncpg.Record], term: tuple[date, date]
) -> dict[UUID, frozenset[int]]:
    """The weekdays on which somebody said to be away, or to have stopped, for much of the term."""
    said: dict[UUID, list[Stretch]] = defaultdict(list)
    for row in leaves:
        said[row["person"]].append((row["starts_on"], row["ends_on"]))
    for row in offered:
        if row["ends_on"] is not None and row["ends_on"] < term[1]:
            said[row["person"]].append((row["ends_on"] + timedelta(days=1), term[1]))
    return {person: weekdays_away(stretches, term) for person, stretches in said.items()}


def _add(
    found: dict[UUID, Person], out: Counter[str], row: Mapping[str, Any],
    ties: Mapping[UUID, frozenset[str]], more: Mapping[str, Any],
) -> None:  # fmt: skip
    cause = _out_because(row, more)
    if cause is not None:
        out[cause] += 1
        return
    found[row["person"]] = Person(
        id=row["person"],
        village=row["division"] or "",
        point=_point(row),
        cleared=row["tier"] == "cleared",
        subjects=frozenset(more.get("subjects") or ()),
        free=frozenset(more.get("free") or ()),
        hours=float(more.get("hours") or 0),
        reach_minutes=more.get("reach_minutes") or 0,
        ties=ties.get(row["person"], frozenset()),
        own=more.get("own"),
        away=more.get("away") or frozenset(),
    )


def _out_because(row: Mapping[str, Any], more: Mapping[str, Any]) -> str | None:
    if row["suspended"]:
        return "suspended"
    if row["tier"] is None:
        return "not_cleared"
    if more.get("away") == EVERY_DAY:
        return "away"
    if "own" in more:
        return None
    if more["hours"] <= 0:
        return "full"
    return None if more["free"] else "no_times"


def _with_subjects(lead: Person, subjects: Iterable[str]) -> Person:
    return replace(lead, subjects=lead.subjects | frozenset(subjects))


def _point(row: Mapping[str, Any]) -> Point:
    """Where somebody lives, as far as it is known; whoever leads a place is counted as being there."""
    if row.get("latitude") is not None:
        return row["latitude"], row["longitude"]
    found = sketch_point(row["division"] or "")
    return (found.lat, found.lon) if found else (0.0, 0.0)
