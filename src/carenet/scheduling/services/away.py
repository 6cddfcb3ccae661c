"""Away for a time: what I had promised then is given back, and nothing is asked of me meanwhile."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import NotFound
from carenet.scheduling.facts import AwayForLong
from carenet.scheduling.rules.away import AWAY, is_long, require_leave
from carenet.scheduling.services.signing import withdraw

FREED_MAX: Final = 200
PROMISED: Final = """
select s.id, s.series, s.on_day, s.starts_at, s.ends_at, s.kind, s.subject, s.activity, s.title, c.name as place
from sign_ups u join care_sessions s on s.id = u.care_session join centres c on c.id = s.centre
where u.person = $1 and u.withdrawn_at is null and s.cancelled_at is null and s.starts_at > $2
  and s.on_day between $3 and $4 order by s.starts_at, s.id limit $5"""


async def promised(db: Scope, person: UUID, first: date, last: date) -> list[Any]:
    """The sessions ahead between two days that a person has a place in."""
    rows: list[Any] = await db.fetch(PROMISED, person, clock.now(), first, last, FREED_MAX)
    return rows


async def go_away(starts_on: date, ends_on: date, because: str | None, *, by: Actor) -> int:
    """Be away: places are given back as if one by one, late ones with all that follows; how many.

    Raises:
        CannotBeAway: the days do not do.

    """
    require_leave(starts_on, ends_on, clock.today())
    async with transaction(by) as db:
        await db.execute(
            """insert into leaves (id, person, starts_on, ends_on, because, at, by)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            uuid7(), by.me, starts_on, ends_on, because, clock.now(), by.id,
        )  # fmt: skip
        await db.execute(
            """update waitings w set ended_at = $2, outcome = 'left' from care_sessions s
               where s.id = w.care_session and w.person = $1 and w.ended_at is null
                 and w.asked_at is null and s.on_day between $3 and $4""",
            by.me, clock.now(), starts_on, ends_on,
        )  # fmt: skip
        rows = await promised(db, by.me, starts_on, ends_on)
        for row in rows:
            await withdraw(row["id"], because or AWAY, by=by)
        if is_long(starts_on, ends_on):
            taught = {row["series"] for row in rows if row["kind"] == "tutoring"}
            for series in sorted(taught - {None}):
                await announce(AwayForLong(series, starts_on.isoformat(), ends_on.isoformat()))
    return len(rows)


async def come_back(leave: UUID, *, by: Actor) -> None:
    """I am there after all: from now on I am asked again. Places given back stay so.

    Raises:
        NotFound: it is not mine, or was ended.

    """
    async with transaction(by) as db:
        if not await db.execute(
            """update leaves set ended_at = $3 where id = $1 and person = $2
                 and ended_at is null""",
            leave, by.me, clock.now(),
        ):  # fmt: skip
            raise NotFound
