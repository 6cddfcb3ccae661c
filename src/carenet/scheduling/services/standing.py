"""Coming every time: one promise for all sessions of a series until a known day.

Each session is its own sign-up and its own transaction, so that one that is full or clashes keeps
nobody from the others, and no two promises lock each other's sessions. Where sign-up opens later
the promise is kept and its turn comes then (`turns`).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from carenet.core import clock, dates
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.scheduling.facts import LastDaySaid
from carenet.scheduling.rules.away import CannotStand, require_until
from carenet.scheduling.services.signing import withdraw
from carenet.scheduling.services.turns import OPENS, take_turn

SESSIONS_MAX: Final = 200
ENDED: Final = N_("comes no longer every time")
OVER: Final = """
update standing_sign_ups set ended_at = $3, ended_because = 'over'
where series = $1 and person = $2 and ended_at is null and until_on < $4"""
AHEAD: Final = f"""
select s.id, s.on_day, not app.runs_centre(s.centre) and coalesce({OPENS} > $2, false) as later
from care_sessions s join series o on o.id = s.series
where s.series = $1 and s.starts_at > $2 and s.cancelled_at is null and s.on_day <= $3
  and not exists (select from sign_ups u where u.care_session = s.id and u.person = $4)
order by s.starts_at limit $5"""
MINE_AFTER: Final = """
select s.id from sign_ups u join care_sessions s on s.id = u.care_session
where s.series = $1 and u.person = $2 and u.withdrawn_at is null and s.cancelled_at is null
  and s.starts_at > $3 and s.on_day > $4 order by s.starts_at limit $5"""


@dataclass
class Promised:
    """How many places were taken, how many will be once sign-up opens, and on which days not and why."""

    taken: int = 0
    later: int = 0
    left_out: list[tuple[date, str]] = field(default_factory=list)


async def come_every_time(series: UUID, until_on: date, *, by: Actor) -> Promised:
    """Take a place in every session of a series until a day; days that do not do are named.

    Raises:
        CannotStand: the day lies outside the series, or this was promised already.
        NotFound: there is no such series.

    """
    made = uuid7()
    async with transaction(by) as db:
        await db.execute(OVER, series, by.me, clock.now(), clock.today())
        row = await db.fetchrow("select * from series where id = $1", series)
        if row is None:
            raise NotFound
        if row["ended_at"] is not None:
            raise CannotStand(N_("This series meets no more."))
        if row["needs_word"] and not await db.fetchval("select app.runs_centre($1)", row["centre"]):
            raise CannotStand(N_("Here the lead gives each place: please ask for single days."))
        require_until(until_on, row["first_on"], row["last_on"], clock.today())
        rests = await db.fetchval("select app.follows($1, 'standing', $2)", by.me, clock.now())
        if rests is not None:
            raise CannotStand(
                N_("After missed places: until %(day)s please sign up for single days."),
                day=dates.day(rests),
            )
        try:
            async with transaction(by):
                await db.execute(
                    """insert into standing_sign_ups (id, series, centre, village, person, until_on,
                         at, by) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
                    made, series, row["centre"], row["village"], by.me, until_on, clock.now(),
                    by.id,
                )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise CannotStand(N_("You come every time already.")) from None
    return await _take_all(series, made, until_on, by=by)


async def _take_all(series: UUID, standing: UUID, until_on: date, *, by: Actor) -> Promised:
    """Each session that was never this person's; a place once given back is not taken again."""
    async with transaction(by, readonly=True) as db:
        rows = await db.fetch(AHEAD, series, clock.now(), until_on, by.me, SESSIONS_MAX)
    found = Promised()
    for row in rows:
        if row["later"]:
            found.later += 1
            continue
        why = await take_turn(standing, row["id"], by.me, by=by)
        if why is None:
            found.taken += 1
        else:
            found.left_out.append((row["on_day"], why))
    return found


async def come_no_longer(series: UUID, last_on: date, *, by: Actor) -> int:
    """Every time until a day and no longer; how many places after it were given back.

    Until a day ahead the promise stands, also for what opens later; who runs the place hears of the
    day and may name who comes after.

    Raises:
        NotFound: nothing was promised.

    """
    async with transaction(by) as db:
        ended = await db.fetchrow(
            """update standing_sign_ups set until_on = least(until_on, $3),
                 ended_at = case when $3 <= $4 then $5::timestamptz end,
                 ended_because = case when $3 <= $4 then $6 end
               where series = $1 and person = $2 and ended_at is null returning old.until_on as was""",
            series, by.me, last_on, clock.today(), clock.now(), ENDED,
        )  # fmt: skip
        if ended is None:
            raise NotFound
        await announce(LastDaySaid(series, last_on.isoformat(), ended["was"].isoformat()))
        rows = await db.fetch(MINE_AFTER, series, by.me, clock.now(), last_on, SESSIONS_MAX)
        for row in rows:
            await withdraw(row["id"], ENDED, by=by)
    return len(rows)
