"""One session is moved or called off: adults, reminders, feeds and climbs follow in one step."""

from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from asyncpg import ExclusionViolationError, UniqueViolationError

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb
from carenet.core.refusals import N_
from carenet.escalation.rules import CLOSING, REGISTER, UNCOVERED
from carenet.scheduling.facts import SessionCalledOff, SessionMoved
from carenet.scheduling.rules.arranging import CannotArrange, RoomTaken, require_hours
from carenet.scheduling.services.holding import hold_session, require_runs, subject_of
from carenet.scheduling.services.telling import remind_adults, take_back
from carenet.scheduling.services.ways import require_ways

MOVED = "the session was moved"


RETIME: Final = """
update care_sessions s set on_day = $2, starts_at = $3, ends_at = $4, planned_on = coalesce(planned_on, on_day),
  sequence = sequence + 1, updated_at = $5, moved_at = case when $6 then $5 else moved_at end,
  room = case when not $6 and exists (select from care_sessions o where o.room = s.room and o.id <> s.id
    and o.cancelled_at is null and tstzrange(o.starts_at, o.ends_at) && tstzrange($3, $4)) then null else room end
where id = $1"""
"""By hand a taken room refuses; brought up to date with the calendar, the session goes on without one."""


async def move_session(
    session: UUID, day: date, starts_at: time, ends_at: time, *, by: Actor,
    although: str | None = None,
) -> list[UUID]:  # fmt: skip
    """Give a session another day or hour; the adults it had to let go, being taken then.

    `although` is why it will do for those whose way from or to another place looks too long; it is
    kept. Overlap and papers know no such word.

    Raises:
        WaysTooLong: somebody who comes would not get there in time, and nobody said why it will do.
        CannotArrange: it has begun, is called off, or the new time does not do.
        MayNot: it is somebody else's place.

    """
    require_hours(starts_at, ends_at, day)
    async with transaction(by):
        begins, ends = clock.at(day, starts_at), clock.at(day, ends_at)
        gone = await retime(session, day, begins, ends, by=by, by_hand=True)
        await hold_ways(session, although, by=by)
    return gone


async def hold_ways(session: UUID, although: str | None = None, *, by: Actor) -> None:
    """Everybody who comes still gets there in time, or it is written down why it will do.

    Raises:
        WaysTooLong: neither.

    """
    async with transaction(by) as db:
        await require_ways(db, await hold_session(session), although, by)


async def retime(
    session: UUID,
    day: date,
    begins: datetime,
    ends: datetime,
    *,
    by: Actor,
    by_hand: bool = False,
    said: bool = True,
) -> list[UUID]:
    """Set a session to other moments; `by_hand` keeps later makings of its series off it.

    Whether the ways still do is not asked here: a calendar that moves a whole series refuses nothing.
    `said` is false where all that changes is said at once; who had to be let go hears of it anyway.
    """
    now = clock.now()
    async with transaction(by) as db:
        held = await hold_session(session, lock=True)
        await require_runs(held["centre"], by=by, db=db)
        if held["cancelled_at"] is not None:
            raise CannotArrange(N_("This was called off and cannot be moved."))
        if held["starts_at"] <= now or begins <= now:
            raise CannotArrange(N_("Only what lies ahead can be moved, and only ahead."))
        await _write_times(held, day, begins, ends, by=by, by_hand=by_hand)
        let_go = await _take_along(db, held, day, begins, ends, by)
        await take_back(session)
        fresh = await hold_session(session)
        staying = await db.fetch(
            "select person from sign_ups where care_session = $1 and withdrawn_at is null", session
        )
        await remind_adults(fresh, [row["person"] for row in staying], now)
        for ladder in (REGISTER, UNCOVERED):  # its clock begins anew at the new time
            await end_climb(ladder, subject_of(session), by=by, because=MOVED)
        if said or let_go:
            await announce(SessionMoved(session, held["starts_at"], tuple(map(str, let_go))))
    return let_go


async def _write_times(
    held: Any, day: date, begins: datetime, ends: datetime, *, by: Actor, by_hand: bool
) -> None:
    try:
        async with transaction(by) as db:
            await db.execute(RETIME, held["id"], day, begins, ends, clock.now(), by_hand)
    except UniqueViolationError:
        raise CannotArrange(N_("This series meets on that day already.")) from None
    except ExclusionViolationError:
        raise RoomTaken from None


async def set_room(session: UUID, room: UUID | None, *, by: Actor) -> None:
    """Hold a session in another room of its place, or in none that is named.

    Raises:
        CannotArrange: there is no such room there, or the session is over or called off.
        RoomTaken: something else is held there then.
        MayNot: it is somebody else's place.

    """
    now = clock.now()
    async with transaction(by) as db:
        held = await hold_session(session, lock=True)
        await require_runs(held["centre"], by=by, db=db)
        if held["cancelled_at"] is not None or held["ends_at"] <= now:
            raise CannotArrange(N_("It is over, or was called off."))
        if room and not await db.fetchval(
            "select exists (select from rooms where id = $1 and organisation = $2 and ended_on is null)",
            room, held["centre"],
        ):  # fmt: skip
            raise CannotArrange(N_("There is no such room at this centre."))
        try:
            async with transaction(by):
                await db.execute(
                    """update care_sessions set room = $2, sequence = sequence + 1, updated_at = $3
                       where id = $1 and room is distinct from $2""",
                    session, room, now,
                )  # fmt: skip
        except ExclusionViolationError:
            raise RoomTaken from None


async def _take_along(
    db: Scope, held: Any, day: date, begins: datetime, ends: datetime, by: Actor
) -> list[UUID]:
    """The adults' hours move too; whoever cannot be there is let go, and it is written down."""
    rows = await db.fetch(
        "select * from app.retime_session($1, $2, $3, $4) p", held["id"], begins, ends, day
    )
    let_go = [row["p"] for row in rows]
    for person in let_go:
        await db.execute(
            """insert into withdrawals (id, sign_up, person, centre, village, at, by, because, late)
               select $1, u.id, u.person, u.centre, u.village, $4, $5, $6, false from sign_ups u
               where u.care_session = $2 and u.person = $3 order by u.withdrawn_at desc limit 1""",
            uuid7(), held["id"], person, clock.now(), by.id, MOVED,
        )  # fmt: skip
    return let_go


async def call_off(session: UUID, because: str, *, by: Actor, said: bool = True) -> bool:
    """A session does not take place; False if it was called off before.

    `said` is false where whoever would have come is told something else instead.

    Its adults are free again, nobody is reminded, feeds show it as cancelled until its day is
    over, and whoever would have come is told.

    Raises:
        MayNot: it is somebody else's place.
        CannotArrange: it is over.

    """
    now = clock.now()
    async with transaction(by) as db:
        held = await hold_session(session, lock=True)
        await require_runs(held["centre"], by=by, db=db)
        if held["cancelled_at"] is not None:
            return False
        if held["ends_at"] <= now:
            raise CannotArrange(N_("It is over."))
        await db.execute(
            """update care_sessions set cancelled_at = $2, sequence = sequence + 1, updated_at = $2
               where id = $1""",
            session, now,
        )  # fmt: skip
        await db.execute(
            """insert into session_cancellations (id, care_session, at, by, because)
               values ($1, $2, $3, $4, $5)""",
            uuid7(), session, now, by.id, because[:200],
        )  # fmt: skip
        await db.execute("select app.free_session($1)", session)
        await take_back(session)
        for ladder in (REGISTER, CLOSING, UNCOVERED):
            await end_climb(ladder, subject_of(session), by=by, because=because[:200])
        if said:
            await announce(SessionCalledOff(session, because))
    return True
