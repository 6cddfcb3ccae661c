"""The children and adults of a series that a timetable made: whoever cannot is named with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import Refusal
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.signing import sign_up

SOURCE: Final = "timetable"
AHEAD: Final = """
select s.id, extract(isodow from s.on_day)::int as weekday,
  array(select u.person from sign_ups u where u.care_session = s.id and u.withdrawn_at is null) as there
from care_sessions s
where s.series = $1 and s.on_day >= $2 and s.cancelled_at is null order by s.on_day, s.id"""


@dataclass(slots=True)
class Came:
    """How many places adults took, and who could not: by person and by child the sentence why."""

    signed: int = 0
    not_signed: dict[str, dict[str, Any]] = field(default_factory=dict)
    not_enrolled: dict[str, str] = field(default_factory=dict)


async def enrol(
    series: UUID, children: Sequence[UUID], first: date, came: Came, *, by: Actor
) -> None:
    """Each child by itself, so that one who is elsewhere keeps nobody out."""
    for child in children:
        try:
            await enrol_children(series, [child], first, by=by, source=SOURCE)
        except Refusal as refusal:
            came.not_enrolled[str(child)] = refusal.msgid


async def take_turns(
    series: UUID, lines: Sequence[Any], first: date, came: Came, *, by: Actor
) -> None:
    """Whoever leads or is beside takes a place in each session of the weekday; who has one keeps it."""
    turns: dict[int, list[UUID]] = {}
    for line in lines:
        turns.setdefault(line["weekday"], []).extend(
            person for person in (line["lead"], line["beside"]) if person
        )
    async with transaction(by) as db:
        sessions = await db.fetch(AHEAD, series, first)
    for session in sessions:
        for person in turns.get(session["weekday"], ()):
            if person not in session["there"]:
                await _take(session["id"], person, came, by)


async def _take(session: UUID, person: UUID, came: Came, by: Actor) -> None:
    try:
        await sign_up(session, by=by, person=person)
        came.signed += 1
    except Refusal as refusal:
        told = came.not_signed.setdefault(str(person), {"times": 0, "why": refusal.msgid})
        told["times"] += 1
