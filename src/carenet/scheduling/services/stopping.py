"""Today all stop: a place or a whole township, in two taps."""

from datetime import date
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import N_, MayNot, Refusal
from carenet.places.services import close_for_days
from carenet.scheduling.services.changing import call_off
from carenet.scheduling.services.holding import require_runs

STOPPED_MAX: Final = 2000
# What has an open register goes on: children are there, and each is seen home by its register.
STILL_AHEAD: Final = """
select s.id from care_sessions s where s.on_day = $1 and s.cancelled_at is null and s.ends_at > $2
  and ($3::uuid is null or s.centre = $3) and ($4::text is null or s.village like $4 || '%')
  and not exists (select from registers r where r.care_session = s.id)
order by s.id limit $5"""
TOWNSHIP_DIGITS: Final = 9


class CannotStop(Refusal):
    """Where, when or why is lacking, or said twice."""

    msgid = N_("A place cannot be stopped like this.")

    def __init__(self, msgid: str, field: str) -> None:
        super().__init__(msgid)
        self.field = field


def require_one(centre: UUID | None, township: str | None, day: date, because: str) -> None:
    """One place or one township, a day that is not over, and a reason.

    Raises:
        CannotStop: one of them is lacking.

    """
    if centre is None and township is None:
        raise CannotStop(N_("Please choose which place stops, or which township."), "centre")
    if centre is not None and township is not None:
        raise CannotStop(
            N_("One place or a whole township, not both: please empty one of the two."), "township"
        )
    if day < clock.today():
        raise CannotStop(N_("This day is over: the past stays as it was."), "on_day")
    if not because:
        raise CannotStop(N_("Please say why: everybody will read it."), "because")


async def stop_centre(centre: UUID, day: date, because: str, *, by: Actor) -> int:
    """Close a place for a day and call off what has not begun; how many sessions that were."""
    async with transaction(by) as db:
        await require_runs(centre, by=by, db=db)
        await close_for_days(day, day, because, by=by, organisation=centre)
        return await _stop(day, because, by, centre=centre)


async def stop_township(township: str, day: date, because: str, *, by: Actor) -> int:
    """Close all places of a township for a day; how many sessions were called off.

    Raises:
        MayNot: the township is not within the duty.

    """
    digits = township[:TOWNSHIP_DIGITS]
    if not (by.has("township", "county", "city") and by.covers(digits.ljust(12, "0"))):
        raise MayNot
    async with transaction(by):
        await close_for_days(day, day, because, by=by, division=digits)
        return await _stop(day, because, by, prefix=digits)


async def _stop(
    day: date, because: str, by: Actor, *, centre: UUID | None = None, prefix: str | None = None
) -> int:
    async with transaction(by) as db:
        rows = await db.fetch(STILL_AHEAD, day, clock.now(), centre, prefix, STOPPED_MAX)
        for row in rows:
            await call_off(row["id"], because, by=by)
        return len(rows)
