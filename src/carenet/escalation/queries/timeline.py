"""What was said of a matter to whom, when, what became of it, and what comes next if nobody answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.ladders import as_steps
from carenet.core.refusals import NotFound
from carenet.core.steps import Step
from carenet.escalation.rules import POLICIES, Passed

CLIMBS_MAX: Final = 6
# Who may load the matter may see who was told of it: row security decides, table by table.
MATTERS: Final[Mapping[str, str]] = {
    "alarm": """select case when kind = 'register' then 'session:' || care_session
      else 'alarm:' || id end from alarms where id = $1""",
    "concern": "select 'concern:' || id from concerns where id = $1",
    "illness": "select 'illness:' || id from illness_episodes where id = $1",
    "session": """select 'session:' || s.id from care_sessions s where s.id = $1
      and app.runs_centre(s.centre)""",
    "child": "select 'alone:' || id || ':%' from children where id = $1",
}
CLIMBS: Final = """
select k.id, k.ladder, k.subject, k.started_at, k.step, k.next_at, k.steps, k.ended_at, k.ended_because,
  k.taken_at, k.taken_until, (select n.name from app.names_of(array[k.taken_by]) n) as taker, k.taken_by = $4 and k.taken_until > $5 as mine
from climbs k where k.subject like $1 and k.ladder = any ($2)
order by k.ended_at nulls first, k.started_at desc limit $3"""


@dataclass(frozen=True, slots=True)
class Said:
    """One person told at one step, by the ways that were taken."""

    step: int
    name: str | None
    duty: str
    at: datetime
    passed: tuple[Passed, ...]
    ways: list[tuple[str, str, datetime]] = field(default_factory=list)
    """Channel, state, since when; the state "read" for an inbox message that was opened."""


@dataclass(frozen=True, slots=True)
class Next:
    """A step still to come."""

    at: datetime
    tell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One climb."""

    id: UUID
    ladder: str
    subject: str
    started_at: datetime
    ended_at: datetime | None
    ended_because: str | None
    taker: str | None
    taken_at: datetime | None
    taken_until: datetime | None
    mine: bool
    """Is it the reader who is on it now?"""
    said: list[Said]
    coming: list[Next]


def passed_of(text: str) -> tuple[Passed, ...]:
    """Who was passed over, as a call keeps it."""
    parts = [p.split(":", 2) for p in text.split(";") if p.count(":") == 2]
    return tuple(Passed(*p) for p in parts)


def coming(
    steps: tuple[Step, ...], done: int, started_at: datetime, next_at: datetime | None
) -> list[Next]:
    """The steps not reached yet, at the times at which they will be; held back, they come together."""
    if next_at is None:
        return []
    return [
        Next(max(next_at, started_at + timedelta(minutes=step.minutes)), step.tell)
        for step in steps[done:]
    ]


async def subject_seen(db: Scope, kind: str, id_: UUID) -> str:
    """How climbs name the matter; only for who may see it.

    Raises:
        NotFound: it is not within reach, or no such kind climbs.

    """
    if kind not in MATTERS or (found := await db.fetchval(MATTERS[kind], id_)) is None:
        raise NotFound
    return str(found)


async def timelines(kind: str, id_: UUID, *, by: Actor) -> list[Timeline]:
    """The climbs of a matter, those still climbing first.

    Raises:
        NotFound: the matter is not within reach.

    """
    async with reading(by) as db:
        subject = await subject_seen(db, kind, id_)
        rows = await db.fetch(CLIMBS, subject, list(POLICIES), CLIMBS_MAX, by.me, clock.now())
        return [await _timeline(db, row) for row in rows]


async def _timeline(db: Scope, row: Any) -> Timeline:
    said: dict[tuple[Any, ...], Said] = {}
    for r in await db.fetch("select * from app.climb_timeline($1)", row["id"]):
        one = said.setdefault(
            (r["step"], r["person"], r["duty"]),
            Said(r["step"], r["name"], r["duty"], r["at"], passed_of(r["instead"])),
        )
        if r["read_at"] is not None:
            one.ways.append((r["channel"], "read", r["read_at"]))
        elif r["channel"] is not None:
            one.ways.append((r["channel"], r["state"], r["state_at"]))
    kept = (
        "id", "ladder", "subject", "started_at", "ended_at", "ended_because", "taker", "taken_at",
        "taken_until",
    )  # fmt: skip
    steps = as_steps(row["steps"] or [])
    ahead = coming(steps, row["step"], row["started_at"], row["next_at"])
    return Timeline(
        **{k: row[k] for k in kept}, mine=bool(row["mine"]), said=list(said.values()), coming=ahead
    )


def still_climbs(found: list[Timeline]) -> bool:
    """Is it worth looking again in a while?"""
    return any(
        one.ended_at is None or one.ended_at > clock.now() - timedelta(minutes=5) for one in found
    )
