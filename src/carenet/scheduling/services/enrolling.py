"""Children join a series and leave it; whoever leads the place reaches them meanwhile."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from carenet.children.services import end_reach, grant_reach
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.scheduling.services.holding import require_runs

TOGETHER_MAX: Final = 60
LISTED: Final = "holiday_class"
"""Series of this kind have an enrolment list of their own, with places and a waiting list."""
LEADS: Final = """
select a.person from duties d join accounts a on a.id = d.account
where d.role = 'lead' and d.organisation = $1 and d.approved_at is not null
  and d.starts_on <= $2 and d.ends_on >= $2
  and not exists (select from duty_endings e where e.duty = d.id)"""


class CannotEnrol(Refusal):
    """The child cannot join, and the sentence says why."""

    msgid = N_("One of the children is elsewhere at that time.")


async def enrol_children(
    series: UUID, children: Sequence[UUID], first: date, *, by: Actor, source: str = "asked"
) -> int:
    """Let children join a series from a day on; how many joined.

    Raises:
        CannotEnrol: a child is elsewhere then, or may not be near an adult who comes.
        NotFound: a child is not within reach.

    """
    async with transaction(by) as db:
        row = await db.fetchrow("select * from series where id = $1", series)
        if row is None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        if row["kind"] == LISTED:
            raise CannotEnrol(N_("Children come into a holiday class by its enrolment list."))
        leads = await db.fetch(LEADS, row["centre"], clock.today()) if by.is_officer else []
        joined = 0
        for child in list(dict.fromkeys(children))[:TOGETHER_MAX]:
            made = await join_series(row, child, max(first, row["first_on"]), source, by=by)
            if made is None:
                continue
            joined += 1
            for lead in leads:
                await grant_reach(lead["person"], child, f"enrolment:{made}", by=by)
    return joined


async def join_series(
    row: asyncpg.Record,
    child: UUID,
    first: date,
    source: str,
    *,
    by: Actor,
    last: date | None = None,
) -> UUID | None:
    """Enrol a child in a series' row from a day on, until one where it is known; None where it belongs to it already.

    Raises:
        CannotEnrol: the child is elsewhere then, or may not be near an adult who comes.
        NotFound: the child is not within reach.

    """
    made = uuid7()
    try:
        async with transaction(by) as db:
            village = await db.fetchval("select village from children where id = $1", child)
            if village is None:
                raise NotFound
            there = await db.fetchval(
                """select exists (select from enrolments where series = $1 and child = $2
                     and (ends_on is null or ends_on >= $3))""",
                row["id"], child, first,
            )  # fmt: skip
            if there:
                return None
            await db.execute(
                """insert into enrolments (id, series, centre, child, village, starts_on, source,
                     enrolled_by, ends_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
                made, row["id"], row["centre"], child, village, first, source, by.id, last,
            )  # fmt: skip
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate == "CN005":
            raise CannotEnrol from None
        if wrong.sqlstate == "CN001":
            raise CannotEnrol(N_("This is not possible here. Please ask the township.")) from None
        if isinstance(wrong, asyncpg.UniqueViolationError):
            return None
        raise
    return made


async def end_enrolment(series: UUID, child: UUID, last: date, *, by: Actor) -> None:
    """A child leaves a series after a day; the reach that its enrolment gave ends with it."""
    async with transaction(by) as db:
        row = await db.fetchrow("select centre, kind from series where id = $1", series)
        if row is None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        if row["kind"] == LISTED:
            raise CannotEnrol(N_("Children leave a holiday class by its enrolment list."))
        await leave_series(series, child, last, by=by)


async def leave_series(series: UUID, child: UUID, last: date, *, by: Actor) -> None:
    """End a child's enrolment after a day; reach that hangs on it ends when that day has come."""
    async with transaction(by) as db:
        ended = await db.fetch(
            """update enrolments set ends_on = greatest($3, starts_on - 1) where series = $1
                 and child = $2 and (ends_on is null or ends_on > $3) returning id""",
            series, child, last,
        )  # fmt: skip
        if last <= clock.today():
            for row in ended:
                await end_reach(f"enrolment:{row['id']}", by=by)
