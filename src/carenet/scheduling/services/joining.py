"""One session becomes two, or two become one for a day: children, adults and hours follow."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.scheduling.facts import SessionsJoined
from carenet.scheduling.rules.arranging import CannotArrange
from carenet.scheduling.services.changing import call_off, hold_ways, retime
from carenet.scheduling.services.enrolling import join_series
from carenet.scheduling.services.holding import hold_session, require_runs
from carenet.scheduling.services.series import MAKE, check_in_code
from carenet.scheduling.services.signing import take_place

PART_LEAST: Final = timedelta(minutes=20)
JOINED: Final = "joined with another one of the same day"
APART: Final = frozenset({"counselling", "holiday_class"})
"""Kinds that stay as they are: a talk in confidence, and a day with its own list."""
CHILDREN_MAX: Final = 200
ADULTS_MAX: Final = 40
CHILDREN: Final = """
select distinct child from enrolments where series = $1 and starts_on <= $2 and (ends_on is null or ends_on >= $2)
order by child limit $3"""
ADULTS: Final = """
select person from sign_ups where care_session = $1 and withdrawn_at is null order by person limit $2"""
ONE_DAY: Final = """
insert into series (id, centre, village, room, kind, subject, activity, title, weekdays, weeks, starts_at, ends_at,
  first_on, last_on, adults_min, adults_max, children_max, drop_in, created_by, created_at, rolled_until)
select $1, s.centre, s.village, s.room, s.kind, s.subject, s.activity, s.title, array[extract(isodow from s.on_day)::int],
  'every', $3, $4, s.on_day, s.on_day, s.adults_min, s.adults_max, s.children_max, s.drop_in, $5, $6, s.on_day
from care_sessions s where s.id = $2"""


async def _ahead(db: Scope, session: UUID, by: Actor) -> Any:
    held = await hold_session(session, lock=True)
    await require_runs(held["centre"], by=by, db=db)
    if held["cancelled_at"] is not None or held["starts_at"] <= clock.now():
        raise CannotArrange(N_("Only what lies ahead and is not called off can be changed."))
    if held["kind"] in APART:
        raise CannotArrange(N_("This is not divided or joined."))
    return held


async def divide_session(session: UUID, at: time, *, by: Actor) -> UUID:
    """One session becomes two, the second from `at` until the old end; the id of the second.

    The second is a series of one day, with the same children, and with those adults who are free.

    Raises:
        CannotArrange: it has begun, is called off, or a part would be too short.
        MayNot: it is somebody else's place.

    """
    async with transaction(by) as db:
        held = await _ahead(db, session, by)
        day, ends = held["on_day"], held["ends_at"]
        middle = clock.at(day, at)
        if not held["starts_at"] + PART_LEAST <= middle <= ends - PART_LEAST:
            raise CannotArrange(
                N_("Each part lasts %(least)s minutes at least."),
                least=int(PART_LEAST.total_seconds() // 60),
            )
        children, adults = await _who(db, held)
        await retime(session, day, held["starts_at"], middle, by=by, by_hand=True)
        series, made, now = uuid7(), uuid7(), clock.now()
        until = ends.astimezone(clock.SHANGHAI).time()
        await db.execute(ONE_DAY, series, session, at, until, by.id, now)
        await db.execute(MAKE, made, series, day, middle, ends, now, check_in_code())
        await _follow(db, made, series, day, children, adults, f"divided:{session}", by)
    return made


async def _who(db: Scope, held: Any) -> tuple[list[UUID], list[UUID]]:
    children = await db.fetch(CHILDREN, held["series"], held["on_day"], CHILDREN_MAX)
    adults = await db.fetch(ADULTS, held["id"], ADULTS_MAX)
    return [row["child"] for row in children], [row["person"] for row in adults]


async def _follow(
    db: Scope,
    session: UUID,
    series: UUID | None,
    day: date,
    children: Sequence[UUID],
    adults: Sequence[UUID],
    source: str,
    by: Actor,
) -> None:
    """Children are expected there on that day; of the adults come those who can."""
    row = await db.fetchrow("select * from series where id = $1", series)
    for child in children if row is not None else ():
        await join_series(row, child, day, source, by=by, last=day)
    for person in adults:
        held = await hold_session(session)
        try:
            async with transaction(by):
                await take_place(db, held, person, by=by)
        except Refusal:
            continue  # taken elsewhere by then: the place is found again as any other


async def join_sessions(session: UUID, other: UUID, *, by: Actor) -> None:
    """A session takes in another of the same place and day: children, adults, and the hours of both.

    Raises:
        CannotArrange: they are not of one place and day, or one has begun or is called off.
        WaysTooLong: with the longer hours somebody who comes misses another place.
        CannotEnrol: a child may not be near an adult who comes.
        MayNot: it is somebody else's place.
        NotFound: there is no such session.

    """
    if session == other:
        raise NotFound
    async with transaction(by) as db:
        pair = {id_: await _ahead(db, id_, by) for id_ in sorted((session, other))}
        held, gone = pair[session], pair[other]
        if (held["centre"], held["on_day"]) != (gone["centre"], gone["on_day"]) or not held[
            "series"
        ]:
            raise CannotArrange(N_("Only sessions of one place and one day are joined."))
        children, adults = await _who(db, gone)
        await call_off(other, JOINED, by=by, said=False)
        begins = min(held["starts_at"], gone["starts_at"])
        ends = max(held["ends_at"], gone["ends_at"])
        if (begins, ends) != (held["starts_at"], held["ends_at"]):
            await retime(session, held["on_day"], begins, ends, by=by, by_hand=True)
            await hold_ways(session, by=by)
        await db.execute(
            "update care_sessions set adults_max = greatest(adults_max, adults + asking + $2) where id = $1",
            session, len(adults),
        )  # fmt: skip
        source = f"joined:{other}"
        await _follow(db, session, held["series"], held["on_day"], children, adults, source, by)
        await announce(SessionsJoined(session, other))
