"""The turn of those who come every time: a place when sign-up for a session opens, in their order.

A turn is a row written before the place is taken and in the same transaction: whoever finds it
there, another worker or the person's own device, takes nothing. So a place is taken once, and what
cannot be taken is said once.
"""

from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import Refusal
from carenet.people.services.times import AlreadyTaken
from carenet.scheduling.rules.signing import (
    Away,
    Closed,
    Full,
    NotCleared,
    TooFar,
    require_open,
)
from carenet.scheduling.services.fairness import ordered
from carenet.scheduling.services.holding import hold_session
from carenet.scheduling.services.signing import sign_up
from carenet.scheduling.services.telling import tell

SESSIONS_MAX: Final = 200
TURNS_MAX: Final = 50
CODES: Final[tuple[tuple[type[Refusal], str], ...]] = (
    (Full, "full"), (AlreadyTaken, "elsewhere"), (NotCleared, "papers"), (Away, "away"),
    (Closed, "closed"), (TooFar, "way"),
)  # fmt: skip
SILENT: Final = frozenset({"away"})
"""Nobody is told what they said themselves."""
# Volunteers' sign-up opens at midnight so many days before, or is always open.
OPENS: Final = "(s.on_day - o.opens_days)::timestamp at time zone 'Asia/Shanghai'"
LEFT: Final = """
  not exists (select from standing_turns t where t.standing = x.id and t.care_session = s.id)
  and not exists (select from sign_ups u where u.care_session = s.id and u.person = x.person)"""
OPENED: Final = f"""
select s.id from care_sessions s join series o on o.id = s.series
where s.standing_at is null and s.cancelled_at is null and s.starts_at > $1 and o.ended_at is null
  and coalesce({OPENS} <= $1, true) and exists (select from standing_sign_ups x
    where x.series = s.series and x.ended_at is null and x.until_on >= s.on_day)
order by s.starts_at, s.id limit $2"""
SERVED: Final = "update care_sessions set standing_at = $2 where id = $1 and standing_at is null"
ONE_AT_A_TIME: Final = """
select o.opens_days, o.closes_hours from series o join care_sessions s on s.series = o.id
where s.id = $1 for no key update of o skip locked"""
IN_ORDER: Final = f"""
select x.id, x.person, x.at as since from standing_sign_ups x join care_sessions s on s.series = x.series
where s.id = $1 and x.ended_at is null and x.until_on >= s.on_day and {LEFT}
order by x.at, x.id limit $2"""


async def take_turn(standing: UUID, session: UUID, person: UUID, *, by: Actor) -> str | None:
    """A place for somebody who comes every time, or why there is none; asked again it says the same."""
    async with transaction(by) as db:
        held = await hold_session(session)
        turn = await db.fetchval(
            """insert into standing_turns (id, standing, care_session, centre, village, person, at)
               values ($1, $2, $3, $4, $5, $6, $7) on conflict (standing, care_session) do nothing
               returning id""",
            uuid7(), standing, session, held["centre"], held["village"], person, clock.now(),
        )  # fmt: skip
        if turn is None:
            said: str | None = await db.fetchval(
                "select why from standing_turns where standing = $1 and care_session = $2",
                standing, session,
            )  # fmt: skip
            return said
        try:
            async with transaction(by):
                await sign_up(session, by=by, person=None if person == by.person else person)
        except Refusal as refusal:
            why = next((code for kind, code in CODES if isinstance(refusal, kind)), "other")
            await db.execute("update standing_turns set why = $2 where id = $1", turn, why)
            return why
    return None


async def serve_session(session: UUID, *, by: Actor) -> int:
    """Everybody whose turn it is at a session, in the order of its series; how many have a place now.

    The series is held meanwhile, so that two workers never overtake each other's order; whoever
    finds it held leaves it to the other.
    """
    async with transaction(by) as db:
        span = await db.fetchrow(ONE_AT_A_TIME, session)
        if span is None:
            return 0
        held = await hold_session(session)
        closed, given = _closed(held, span), 0
        rows = await db.fetch(IN_ORDER, session, TURNS_MAX)
        for row in await ordered(db, held, rows):
            if closed:
                why: str | None = await _shut(row, held, by=by)
            else:
                why = await take_turn(row["id"], session, row["person"], by=by)
            if why is not None and why not in SILENT:
                await tell("session.not_every_time", held, [row["person"]])
            given += why is None
        await db.execute(SERVED, session, clock.now())
    return given


def _closed(held: Any, span: Any) -> bool:
    try:
        require_open(clock.now(), held["starts_at"], span["opens_days"], span["closes_hours"])
    except Closed:
        return True
    return False


async def _shut(row: Any, held: Any, *, by: Actor) -> str:
    async with transaction(by) as db:
        await db.execute(
            """insert into standing_turns (id, standing, care_session, centre, village, person, at, why)
               values ($1, $2, $3, $4, $5, $6, $7, 'closed') on conflict do nothing""",
            uuid7(), row["id"], held["id"], held["centre"], held["village"], row["person"],
            clock.now(),
        )  # fmt: skip
    return "closed"


async def give_places(*, by: Actor) -> int:
    """A place for whoever comes every time, where sign-up has opened; how many. A worker's verb.

    A session is looked at until all of it is done, so a worker that dies in between is made up for.
    """
    async with transaction(by, readonly=True) as db:
        rows = await db.fetch(OPENED, clock.now(), SESSIONS_MAX)
    return sum([await serve_session(row["id"], by=by) for row in rows])
