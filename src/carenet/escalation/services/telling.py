"""A step was reached: find the people, say it, and write down whom it reached.

Several matters of one place and minute to the same person become one message (bundling).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.ladders import note_call
from carenet.core.reminders import remind
from carenet.escalation.queries.people import people_at
from carenet.escalation.rules import POLICIES, Reached, reach

log = structlog.get_logger()
OPEN: Final = """
select id, step from climbs where ladder = $1 and subject = $2 and ended_at is null for update"""


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter at one step: where it is, whom it concerns, and what may be said of it.

    `values` are the variables of the message; `bundle` is the kind that says several at once.
    """

    step: Mapping[str, Any]
    village: str
    centre: UUID | None = None
    child: UUID | None = None
    about: frozenset[UUID] = frozenset()
    more: tuple[str, ...] = ()
    """Duties told at this step besides those of the ladder."""
    values: Mapping[str, Any] = field(default_factory=dict)
    bundle: str | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    matter: Matter
    climb: UUID
    to: Reached


async def tell(matters: Sequence[Matter], *, by: Actor) -> int:
    """Say what was reached to whoever the steps name; how many people were told. A worker's verb."""
    now = clock.now()
    async with transaction(by) as db:
        told: list[_Told] = []
        for matter in matters:
            told += await _find(db, matter, now)
        bundles: dict[tuple[Any, ...], list[_Told]] = {}
        for one in told:
            kind = POLICIES[one.matter.step["ladder"]].kind
            place = one.matter.centre or one.matter.village
            alone = None if one.matter.bundle else one.climb
            bundles.setdefault((kind, place, one.to.person, alone), []).append(one)
        for (kind, place, person, _alone), ones in bundles.items():
            reminder = await _say(kind, place, person, ones, now)
            for one in ones:
                await _note(one.climb, one.matter, one.to, reminder, now)
    return len(bundles)


async def _find(db: Scope, matter: Matter, now: datetime) -> list[_Told]:
    step = matter.step
    row = await db.fetchrow(OPEN, step["ladder"], step["subject"])
    if row is None:  # answered between the step and this moment
        return []
    known, _ways = await people_at(db, matter.village, matter.centre, matter.child, now)
    wanted = tuple(dict.fromkeys([*step["tell"], *matter.more]))
    found = reach(wanted, known, matter.about)
    for hole in found.holes:
        log.error("a step reaches nobody", ladder=step["ladder"], step=step["step"], duty=hole)
        await note_call(row["id"], step["step"], None, hole, f"{hole}::nobody", None, now)
    return [_Told(matter, row["id"], one) for one in found.people]


async def _say(kind: str, place: Any, person: UUID, ones: Sequence[_Told], now: datetime) -> UUID:
    first = ones[0].matter
    if len(ones) == 1:
        return await remind(kind, first.step["subject"], person, now, **first.values)
    minute = now.replace(second=0, microsecond=0)
    return await remind(
        str(first.bundle), f"bundle:{place}:{minute:%Y%m%d%H%M}", person, now,
        place=first.values["place"], time=first.values["time"], count=len(ones),
    )  # fmt: skip


async def _note(climb: UUID, matter: Matter, to: Reached, reminder: UUID, now: datetime) -> None:
    # As data, not as a sentence: the timeline says it in its reader's language.
    instead = ";".join(f"{p.role}:{p.name}:{p.because}" for p in to.passed)[:200]
    await note_call(climb, matter.step["step"], to.person, to.duty, instead, reminder, now)
