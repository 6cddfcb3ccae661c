"""Coming every time: one promise for all sessions of a series until a known day.

Each session is its own sign-up and its own transaction, so that one that is full or clashes keeps
nobody from the others, and no two promises lock each other's sessions.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.scheduling.rules.away import CannotStand, require_until
from carenet.scheduling.services.holding import hold_session
from carenet.scheduling.services.signing import sign_up, withdraw
from carenet.scheduling.services.telling import tell

SESSIONS_MAX: Final = 200
PROMISES_MAX: Final = 50
FAIR_WINDOW: Final = timedelta(days=90)
"""Whose hours in so long a time are fewer comes first where places are scarce."""
ENDED: Final = N_("comes no longer every time")
# Volunteers' sign-up opens at midnight so many days before, or is always open.
OPENS: Final = "(s.on_day - o.opens_days)::timestamp at time zone 'Asia/Shanghai'"
AHEAD: Final = f"""
select s.id, s.on_day, coalesce({OPENS} > $2, false) as later
from care_sessions s join series o on o.id = s.series
where s.series = $1 and s.starts_at > $2 and s.cancelled_at is null and s.on_day <= $3
  and not exists (select from sign_ups u where u.care_session = s.id and u.person = $4)
order by s.starts_at limit $5"""
OPENED: Final = f"""
select s.id from care_sessions s join series o on o.id = s.series
where s.standing_at is null and s.cancelled_at is null and s.starts_at > $1 and coalesce({OPENS} <= $1, true)
  and exists (select from standing_sign_ups p where p.series = s.series and p.ended_at is null and p.until_on >= s.on_day)
order by s.starts_at, s.id limit $2"""
# What was open already when it was promised was asked for then, by the person.
PROMISED: Final = f"""
select p.person from standing_sign_ups p join series o on o.id = p.series join care_sessions s on s.series = p.series
where s.id = $1 and p.ended_at is null and p.until_on >= s.on_day and p.at < greatest(s.created_at, {OPENS})
  and not exists (select from sign_ups u where u.care_session = s.id and u.person = p.person)
order by (select coalesce(sum(x.ends_at - x.starts_at), interval '0') from sign_ups u
  join care_sessions x on x.id = u.care_session where u.person = p.person and u.withdrawn_at is null
    and x.cancelled_at is null and x.starts_at between s.starts_at - $2::interval and s.starts_at),
  p.at, p.id limit $3"""
WAS_THERE: Final = "select exists (select from sign_ups where care_session = $1 and person = $2)"
MINE_AFTER: Final = """
select s.id from sign_ups u join care_sessions s on s.id = u.care_session
where s.series = $1 and u.person = $2 and u.withdrawn_at is null and s.cancelled_at is null
  and s.starts_at > $3 and s.on_day > $4 order by s.starts_at limit $5"""


@dataclass
class Promised:
    """How many places were taken, how many will be once sign-up opens, and on which days not and why."""

    taken: int = 0
    later: int = 0
    left_out: list[tuple[date, Refusal]] = field(default_factory=list)


async def come_every_time(series: UUID, until_on: date, *, by: Actor) -> Promised:
    """Take a place in every session of a series until a day; days that do not do are named.

    Raises:
        CannotStand: the day lies outside the series, or this was promised already.
        NotFound: there is no such series.

    """
    async with transaction(by) as db:
        row = await db.fetchrow("select * from series where id = $1", series)
        if row is None:
            raise NotFound
        if row["ended_at"] is not None:
            raise CannotStand(N_("This series meets no more."))
        if row["needs_word"] and not await db.fetchval("select app.runs_centre($1)", row["centre"]):
            raise CannotStand(N_("Here the lead gives each place: please ask for single days."))
        require_until(until_on, row["first_on"], row["last_on"], clock.today())
        try:
            async with transaction(by):
                await db.execute(
                    """insert into standing_sign_ups (id, series, centre, village, person, until_on,
                         at, by) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
                    uuid7(), series, row["centre"], row["village"], by.me, until_on, clock.now(),
                    by.id,
                )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise CannotStand(N_("You come every time already.")) from None
    return await _take_all(series, until_on, by=by)


async def _take_all(series: UUID, until_on: date, *, by: Actor) -> Promised:
    """Each session that was never this person's; a place once given back is not taken again."""
    async with transaction(by, readonly=True) as db:
        rows = await db.fetch(AHEAD, series, clock.now(), until_on, by.me, SESSIONS_MAX)
    found = Promised()
    for row in rows:
        if row["later"]:
            found.later += 1
            continue
        try:
            await sign_up(row["id"], by=by)
            found.taken += 1
        except Refusal as refusal:
            found.left_out.append((row["on_day"], refusal))
    return found


async def come_no_longer(series: UUID, last_on: date, *, by: Actor) -> int:
    """Every time until a day and no longer; how many places after it were given back.

    Raises:
        NotFound: nothing was promised.

    """
    async with transaction(by) as db:
        ended = await db.execute(
            """update standing_sign_ups set ended_at = $3, ended_because = $4
               where series = $1 and person = $2 and ended_at is null""",
            series, by.me, clock.now(), ENDED,
        )  # fmt: skip
        if not ended:
            raise NotFound
        rows = await db.fetch(MINE_AFTER, series, by.me, clock.now(), last_on, SESSIONS_MAX)
        for row in rows:
            await withdraw(row["id"], ENDED, by=by)
    return len(rows)


async def give_places(*, by: Actor) -> int:
    """A place for whoever comes every time, in each session whose sign-up has opened; how many. A worker's verb.

    Fewest hours first. Each place is a transaction of its own; a session is looked at until all of
    it is done, so a worker that dies in between is made up for. Who gets none is told once.
    """
    now, given = clock.now(), 0
    async with transaction(by, readonly=True) as db:
        sessions = [row["id"] for row in await db.fetch(OPENED, now, SESSIONS_MAX)]
    for session in sessions:
        async with transaction(by, readonly=True) as db:
            people = await db.fetch(PROMISED, session, FAIR_WINDOW, PROMISES_MAX)
        for row in people:
            given += await _take_or_tell(session, row["person"], by)
        async with transaction(by) as db:
            await db.execute(
                "update care_sessions set standing_at = $2 where id = $1 and standing_at is null",
                session, now,
            )  # fmt: skip
    return given


async def _take_or_tell(session: UUID, person: UUID, by: Actor) -> bool:
    try:
        await sign_up(session, by=by, person=person)
    except Refusal:
        async with transaction(by) as db:
            if await db.fetchval(WAS_THERE, session, person):
                return False  # another worker, or they themselves, were quicker
            held = await hold_session(session)
            await tell("session.not_every_time", held, [person])
        return False
    return True
