"""Is the child home: answered by the family with one tap, by a message, or by whoever found out."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.boarding.rules import LADDER, check_left
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import NotFound
from carenet.escalation.rules import POLICIES

ANSWERED_DAYS: Final = 3
"""So long after the leave day it can still be said that a child is home; then the week is over."""
OF_FAMILY: Final = """
select w.id, w.village from weekend_leaves w where w.goes and w.home_at is null
  and ($2::uuid is null or w.id = $2) and w.leaves_on = $3 and (
    exists (select from carers k where k.child = w.child and k.person = $1 and k.ends_on is null)
    or exists (select from guardians g where g.child = w.child and g.person = $1 and g.ends_on is null))
order by w.id for update of w"""
HOME: Final = """
update weekend_leaves set home_at = $2, answered_by = $3, said = $4
where id = $1 and goes and home_at is null returning id"""
NOT_HOME: Final = """
update weekend_leaves set not_home_at = coalesce(not_home_at, $2) where id = $1 and home_at is null"""


async def answer_for_mine(leave: UUID, *, is_home: bool, by: Actor) -> None:
    """The carer or the parent says: home, or not yet. "Not yet" climbs at once.

    Raises:
        CannotList: the day it leaves has not come.
        NotFound: it is not a child of theirs that is on its way.

    """
    async with transaction(by) as db:
        on_day = await db.fetchval("select leaves_on from weekend_leaves where id = $1", leave)
        if on_day is None or on_day < clock.today() - timedelta(days=ANSWERED_DAYS):
            raise NotFound
        if not await db.fetch(OF_FAMILY, by.me, leave, on_day):
            raise NotFound
        check_left(on_day, clock.today())
        await _answer(db, by.me, leave, on_day, is_home=is_home, by=by)


async def note_home(leave: UUID, said: str, *, by: Actor) -> date:
    """Teacher or officer writes down that the child is home or where it is; of which day's list.

    Raises:
        CannotList: the day it leaves has not come.
        NotFound: it is not on the way within the actor's reach.

    """
    by.needs("teacher", "director", "township", "county")
    async with transaction(by) as db:
        on_day: date | None = await db.fetchval(
            "select leaves_on from weekend_leaves where id = $1", leave
        )
        if on_day is None:
            raise NotFound
        check_left(on_day, clock.today())
        if not await db.fetchval(HOME, leave, clock.now(), by.me, said[:200]):
            raise NotFound
    return on_day


async def hear_home(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of MessageAnswered: one answer speaks for all of the carer's children of that day."""
    for fact in payloads:
        what, _, day = fact["subject"].partition(":")
        if what != "friday" or fact["answer"] not in ("home", "not_home"):
            continue
        async with transaction(by) as db:
            is_home = fact["answer"] == "home"
            person = UUID(fact["recipient"])
            await _answer(db, person, None, date.fromisoformat(day), is_home=is_home, by=by)


async def _answer(
    db: Scope, person: UUID, leave: UUID | None, leaves_on: date, *, is_home: bool, by: Actor
) -> int:
    rows = await db.fetch(OF_FAMILY, person, leave, leaves_on)
    now = clock.now()
    for row in rows:
        if is_home:
            await db.execute(HOME, row["id"], now, person, None)
            continue
        await db.execute(NOT_HOME, row["id"], now)
        await _climb_now(row, by)
    return len(rows)


async def _climb_now(row: Any, by: Actor) -> None:
    """Nobody waits for nine o'clock when the family says that the child has not come."""
    subject, now = f"friday:{row['id']}", clock.now()
    await end_climb(LADDER, subject, by=by, because="the family says: not home")
    await start_climb(LADDER, subject, now, POLICIES[LADDER].steps, place=row["village"])
