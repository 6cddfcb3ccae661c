"""A team's leader signs several members up: asked in one act, taken one by one by the worker.

The leader writes wishes and nothing else; row security knows whose team it is. The worker takes each
place as the person would, in a savepoint of its own: of two groups racing, capacity stays the
database's, and a wish that another worker holds is left to it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import NotFound, Refusal
from carenet.people.services.times import AlreadyTaken
from carenet.scheduling.facts import GroupAsked
from carenet.scheduling.rules.asking import NeedsWord
from carenet.scheduling.rules.grouping import require_group
from carenet.scheduling.rules.signing import (
    Away,
    CalledOff,
    Closed,
    Full,
    NoLocalAdult,
    NotCleared,
    NotOpenYet,
    NoVisit,
    Over,
    TooFar,
)
from carenet.scheduling.rules.standing import KeptForStanding
from carenet.scheduling.services.holding import hold_session
from carenet.scheduling.services.signing import sign_up
from carenet.scheduling.services.telling import tell

WISHES_MAX: Final = 100
DAYS_MAX: Final = 120
CODES: Final[tuple[tuple[type[Refusal], str], ...]] = (
    (KeptForStanding, "full"), (Full, "full"), (AlreadyTaken, "elsewhere"), (NotCleared, "papers"),
    (Away, "away"), (Closed, "closed"), (NotOpenYet, "unopened"), (TooFar, "way"), (NeedsWord, "word"),
    (CalledOff, "off"), (Over, "off"), (NoLocalAdult, "local"), (NoVisit, "visit"),
)  # fmt: skip
MY_TEAM: Final = """
select id, name from teams where leader = $1 and $2 between starts_on and ends_on
order by starts_on desc, id limit 1"""
DAYS: Final = """
select n.id from care_sessions n where (n.id = $1 or n.series = $2 and n.on_day > $3 and n.on_day <= $4)
  and n.cancelled_at is null and n.starts_at > $5 order by n.starts_at, n.id limit $6"""
WISH: Final = """
insert into group_sign_ups (id, team, care_session, centre, village, person, at, by)
values ($1, $2, $3, $4, $5, $6, $7, $8)"""
WAITING: Final = """
select id, care_session, person, by from group_sign_ups where done_at is null
order by at, id limit $1 for update skip locked"""
BY_WHOM: Final = "update sign_ups set signed_up_by = $2 where id = $1"
COMES: Final = """
select exists (select from sign_ups where care_session = $1 and person = $2 and withdrawn_at is null)"""


async def sign_group_up(
    session: UUID, people: Sequence[UUID], until: date | None, *, by: Actor
) -> int:
    """Ask for places for members of the team one leads, on a day or until one; how many wishes.

    What is asked for already, by a second tap or another device, is not asked twice.

    Raises:
        CannotGroup: nobody is chosen, or it is too much at once.
        NotFound: one leads no team now, there is no such session, or somebody is not on the team.

    """
    chosen, made = list(dict.fromkeys(people)), 0
    async with transaction(by) as db:
        team = await db.fetchrow(MY_TEAM, by.me, clock.today())
        if team is None:
            raise NotFound
        held = await hold_session(session)
        last = until or held["on_day"]
        rows = await db.fetch(
            DAYS, session, held["series"], held["on_day"], last, clock.now(), DAYS_MAX
        )
        require_group(len(chosen), len(rows), held["on_day"], last)
        for row in rows:
            for person in chosen:
                made += await _wish(db, team["id"], row["id"], held, person, by)
        await announce(GroupAsked(session, team["id"]))
    return made


async def _wish(db: Scope, team: UUID, session: UUID, held: Any, person: UUID, by: Actor) -> bool:
    try:
        async with transaction(by):
            await db.execute(
                WISH, uuid7(), team, session, held["centre"], held["village"], person,
                clock.now(), by.id,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    except asyncpg.InsufficientPrivilegeError:  # row security: not a member of this team
        raise NotFound from None
    return True


async def hear_group(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A leader asked for places of their team. A listener."""
    for _ in payloads:
        await serve_groups(by=by)


async def serve_groups(*, by: Actor) -> int:
    """Take what leaders of teams asked for; how many wishes were done. A worker's verb."""
    async with transaction(by) as db:
        rows = await db.fetch(WAITING, WISHES_MAX)
        for row in rows:
            why = await _take(db, row, by)
            await db.execute(
                "update group_sign_ups set done_at = $2, why = $3 where id = $1",
                row["id"], clock.now(), why,
            )  # fmt: skip
    return len(rows)


async def _take(db: Scope, row: Any, by: Actor) -> str | None:
    session, person = row["care_session"], row["person"]
    if await db.fetchval(COMES, session, person):
        return "there"
    try:
        async with transaction(by):
            made = await sign_up(session, by=by, person=person, as_oneself=True)
            await db.execute(BY_WHOM, made, row["by"])
    except Refusal as refusal:
        return next((code for kind, code in CODES if isinstance(refusal, kind)), "other")
    await tell("session.by_group", await hold_session(session), [person])
    return None
