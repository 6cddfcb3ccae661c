"""Adults come and go: by the code at the place or by the lead's tick; the minutes become hours."""

import hmac
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, NotFound
from carenet.scheduling.rules.hours import CannotCheckIn, counted_minutes, require_window
from carenet.scheduling.services.holding import hold_session, require_runs

CODE: Final = "code"
TICK: Final = "tick"
LIVE: Final = """
select u.* from sign_ups u where u.care_session = $1 and u.person = $2 and u.withdrawn_at is null"""


async def check_in(session: UUID, code: str, *, by: Actor) -> None:
    """Come, by the code at the place.

    Raises:
        CannotCheckIn: another session's code, too early, or over.
        NotFound: the person is not signed up.

    """
    now = clock.now()
    async with transaction(by) as db:
        held = await hold_session(session)
        require_window(now, held["starts_at"], held["ends_at"])
        right = held["check_in_code"] or ""
        if not right or not hmac.compare_digest(right.encode(), code.strip().encode()):
            raise CannotCheckIn
        await _come(db, held, by.me, CODE, by)


async def tick_adult(session: UUID, person: UUID, *, by: Actor) -> None:
    """The lead saw that an adult came."""
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        require_window(clock.now(), held["starts_at"], held["ends_at"])
        await _come(db, held, person, TICK, by)


async def _come(db: Scope, held: Any, person: UUID, how: str, by: Actor) -> None:
    row = await db.fetchrow(LIVE, held["id"], person)
    if row is None:
        raise NotFound
    now = clock.now()
    await db.execute(
        """insert into adult_attendances (id, sign_up, person, centre, village, came_at, came_by,
             recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $6) on conflict (sign_up) do nothing""",
        uuid7(), row["id"], person, held["centre"], held["village"], now, how, by.id,
    )  # fmt: skip


async def check_out(session: UUID, *, by: Actor, person: UUID | None = None) -> int:
    """Go; the minutes that count.

    Raises:
        NotFound: the person has not come.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        who = person or by.me
        if who != by.person:
            await require_runs(held["centre"], by=by, db=db)
        row = await db.fetchrow(
            """select a.* from adult_attendances a join sign_ups u on u.id = a.sign_up
               where u.care_session = $1 and a.person = $2""",
            session, who,
        )  # fmt: skip
        if row is None:
            raise NotFound(N_("Check in first, so that the minutes count."))
        if row["went_at"] is not None:
            return int(row["minutes"])
        return await _go(db, held, row, clock.now())


async def settle_adults(db: Scope, held: Any, went_at: datetime) -> int:
    """Whoever came and never checked out went when the register closed; how many that were."""
    rows = await db.fetch(
        """select a.* from adult_attendances a join sign_ups u on u.id = a.sign_up
           where u.care_session = $1 and a.went_at is null""",
        held["id"],
    )
    for row in rows:
        await _go(db, held, row, went_at)
    return len(rows)


async def _go(db: Scope, held: Any, row: Any, went_at: datetime) -> int:
    minutes = counted_minutes(row["came_at"], went_at, held["starts_at"], held["ends_at"])
    await db.execute(
        "update adult_attendances set went_at = $2, minutes = $3 where id = $1",
        row["id"], went_at, minutes,
    )  # fmt: skip
    if minutes:
        await db.execute(
            """insert into service_hours (id, person, centre, village, kind, on_day, minutes,
                 attendance, entered_at)
               values ($1, $2, $3, $4, 'measured', $5, $6, $7, $8)""",
            uuid7(), row["person"], held["centre"], held["village"], held["on_day"], minutes,
            row["id"], clock.now(),
        )  # fmt: skip
    return minutes
