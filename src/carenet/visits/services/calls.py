"""A child and its parents talked, helped by somebody near."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.placements.services import meet_obligations
from carenet.visits.facts import FamilyCallLogged
from carenet.visits.rules import MEETS, check_when, when_written
from carenet.visits.services.records import hold_children, moment_of
from carenet.visits.services.reporting import MAY_VISIT

MAY_ARRANGE: Final = (*MAY_VISIT, "host", "carer")


@dataclass(frozen=True, slots=True)
class Talked:
    """How a child and its parents talked."""

    kind: str
    relation: str | None = None
    minutes: int | None = None
    on_day: date | None = None
    at_time: time | None = None


async def log_family_call(
    children: Sequence[UUID], talked: Talked, *, written_at: datetime | None = None, by: Actor
) -> list[UUID]:
    """Write down a family call: one record a child.

    Raises:
        MayNot: the actor helps with no calls.
        NotFound: a child is not within the actor's reach.
        CannotLog: a time to come or long ago.

    """
    by.needs(*MAY_ARRANGE)
    now = clock.now()
    at = moment_of(talked.on_day, talked.at_time, when_written(written_at, now))
    check_when(at, now)
    made = []
    async with transaction(by) as db:
        for child in await hold_children(db, children):
            guardian = await db.fetchval(
                """select person from guardians where child = $1 and relation = $2
                   and ends_on is null limit 1""",
                child.id,
                talked.relation,
            )
            id_ = uuid7()
            await db.execute(
                """insert into family_calls (id, child, village, guardian, arranged_by, kind, minutes,
                     happened_at, received_at, offline)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
                id_, child.id, child.village, guardian, by.me, talked.kind, talked.minutes, at, now,
                written_at is not None,
            )  # fmt: skip
            await meet_obligations(
                child.id, by.me, MEETS["family_call"], at, f"family_call:{id_}", by=by
            )
            await announce(FamilyCallLogged(id_, child.id))
            made.append(id_)
    return made
