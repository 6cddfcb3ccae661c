"""What is owed in a whole area is set aside until a day, and taken back before it."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.core.reminders import remind
from carenet.placements.rules import check_exemption
from carenet.placements.services.obligations import (
    EXEMPTED_MAX,
    MAY_EXEMPT,
    remind_of,
    tell_exempted,
)

ONE_AT_A_TIME: Final = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
SAME: Final = """
select id from exemptions where division = $1 and kind is not distinct from $2 and because = $3 and ends_on = $4
  and approved_by = $5 and taken_back_at is null"""
OWED: Final = """
select id, person, kind, due_on from obligations where village like $1 || '%' and ($2::text is null or kind = $2)
  and met_at is null and missed_at is null and due_on <= $3 order by due_on, id limit $4"""
TAKE_BACK: Final = """
update exemptions set meant_until = ends_on, ends_on = $2, taken_back_at = $3, taken_back_by = $4
where id = $1 and taken_back_at is null"""


def _needs_area(division: str, by: Actor) -> None:
    """Go on only with an area of the actor's own.

    Raises:
        NotFound: it is another's.

    """
    if not (division >= by.lo and f"{division}~" <= by.hi):
        raise NotFound
    if by.towns and division[:9] not in by.towns:
        raise NotFound


async def exempt_area(
    division: str, because: str, ends_on: date, *, kind: str | None = None, by: Actor
) -> UUID:
    """Set aside what is owed in an area until a day: the road is cut, the river is high; said twice it is once.

    Raises:
        NotFound: the area is not within the actor's.
        CannotExempt: without a reason, or for longer than is allowed in one step.

    """
    by.needs(*MAY_EXEMPT)
    today = clock.today()
    check_exemption(because, today, ends_on, today)
    _needs_area(division, by)
    async with transaction(by) as db:
        await db.execute(ONE_AT_A_TIME, f"exempt:{division}")
        if earlier := await db.fetchval(SAME, division, kind, because, ends_on, by.id):
            return UUID(str(earlier))
        id_ = uuid7()
        await db.execute(
            """insert into exemptions (id, division, kind, because, starts_on, ends_on, approved_by)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            id_, division, kind, because, today, ends_on, by.id,
        )  # fmt: skip
        await tell_exempted(await db.fetch(OWED, division, kind, ends_on, EXEMPTED_MAX))
        return id_


async def take_back_area(exemption: UUID, *, by: Actor) -> None:
    """From today on all of it is owed again, each on its own day; who owes it is told.

    Raises:
        NotFound: nothing is set aside by this for an area of the actor's, or not any more.

    """
    by.needs(*MAY_EXEMPT)
    today = clock.today()
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select division, kind, ends_on from exemptions where id = $1 and division is not null
                 and ends_on >= $2 and taken_back_at is null for update""",
            exemption, today,
        )  # fmt: skip
        if row is None:
            raise NotFound
        _needs_area(row["division"], by)
        await db.execute(TAKE_BACK, exemption, today - timedelta(days=1), clock.now(), by.id)
        told: dict[UUID, date] = {}
        for owed in await db.fetch(
            OWED, row["division"], row["kind"], row["ends_on"], EXEMPTED_MAX
        ):
            if owed["person"]:
                await remind_of(owed["id"], owed["person"], owed["kind"], owed["due_on"])
                told.setdefault(owed["person"], owed["due_on"])
        for person, due_on in told.items():
            await remind(
                "obligation.again",
                f"again:{exemption}",
                person,
                clock.now(),
                date=due_on.isoformat(),
            )
