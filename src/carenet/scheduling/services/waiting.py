"""The waitlist: who waits, who is asked when a place comes free, and what if nobody answers.

A place that comes free is taken for the first who waits and fits, as a sign-up like any other, and
held until the hour named: so capacity and overlap stay the database's, whatever races.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.steps import Step
from carenet.scheduling.facts import PlaceHeld, Withdrew
from carenet.scheduling.rules.signing import CalledOff, CannotSignUp, Over, held_until
from carenet.scheduling.services.asking import ask_for_place
from carenet.scheduling.services.fairness import ordered
from carenet.scheduling.services.holding import hold_session
from carenet.scheduling.services.opening import word_first
from carenet.scheduling.services.rungs import WAITING
from carenet.scheduling.services.signing import let_go, take_place
from carenet.scheduling.services.telling import tell

ASKED_MAX: Final = 50
TOO_LATE: Final = timedelta(minutes=30)


async def wait_for_place(session: UUID, *, by: Actor) -> UUID:
    """Wait for a place in a full session.

    Raises:
        CannotSignUp: there are places, or the person waits or comes already.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        if held["cancelled_at"] is not None:
            raise CalledOff
        if held["starts_at"] <= clock.now():
            raise Over
        if held["adults"] + held["asking"] < held["adults_max"]:
            raise CannotSignUp(N_("There are places: you can sign up at once."))
        there = await db.fetchval(
            """select exists (select from sign_ups where care_session = $1 and person = $2
                 and withdrawn_at is null)
               or exists (select from waitings where care_session = $1 and person = $2
                 and ended_at is null)
               or exists (select from askings where care_session = $1 and person = $2
                 and ended_at is null)""",
            session, by.me,
        )  # fmt: skip
        if there:
            raise CannotSignUp(N_("You come or wait already."))
        made = uuid7()
        await db.execute(
            """insert into waitings (id, care_session, centre, village, person, since)
               values ($1, $2, $3, $4, $5, $6)""",
            made, session, held["centre"], held["village"], by.me, clock.now(),
        )  # fmt: skip
    return made


async def stop_waiting(session: UUID, *, by: Actor) -> None:
    """Wait no longer; a place already held is given back by withdrawing."""
    async with transaction(by) as db:
        await db.execute(
            """update waitings set ended_at = $3, outcome = 'left' where care_session = $1
                 and person = $2 and ended_at is null and asked_at is null""",
            session, by.me, clock.now(),
        )  # fmt: skip


async def keep_place(session: UUID, *, by: Actor, person: UUID | None = None) -> None:
    """Yes, I come: the place that was held is taken. A worker names the person.

    Raises:
        NotFound: no place is held, or its time is over.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update waitings set ended_at = $3, outcome = 'took' where care_session = $1
                 and person = $2 and ended_at is null and asked_at is not null returning id""",
            session, person or by.me, clock.now(),
        )  # fmt: skip
        if row is None:
            raise NotFound
        await end_climb(WAITING, f"waiting:{row['id']}", by=by, because="taken")


async def promote(session: UUID, *, by: Actor) -> UUID | None:
    """Give free places to those who wait, in the order of the series; the last person asked. A worker's verb.

    Who is not cleared or taken elsewhere by now is passed over and no longer waits.
    """
    asked = None
    async with transaction(by) as db:
        held = await hold_session(session, lock=True)
        if held["cancelled_at"] is not None or held["starts_at"] - clock.now() < TOO_LATE:
            return None
        rows = await db.fetch(
            """select * from waitings where care_session = $1 and ended_at is null
                 and asked_at is null order by since, id limit $2""",
            session, ASKED_MAX,
        )  # fmt: skip
        for row in await ordered(db, held, rows):
            held = await hold_session(session)
            if held["adults"] + held["asking"] >= held["adults_max"]:
                break
            if await _hold_for(db, held, row, by):
                asked = UUID(str(row["person"]))
    return asked


async def _hold_for(db: Scope, held: Any, row: Any, by: Actor) -> bool:
    now = clock.now()
    word = await word_first(db, held, row["person"])
    try:
        async with transaction(by):
            if word:  # the first who waits asks: the place is held, and the lead has the word
                await ask_for_place(db, held, row["person"], by=by)
            else:
                await take_place(db, held, row["person"], by=by)
    except Refusal:
        await db.execute(
            "update waitings set ended_at = $2, outcome = 'unfit' where id = $1", row["id"], now
        )
        return False
    if word:
        await db.execute(
            "update waitings set ended_at = $2, outcome = 'asked' where id = $1", row["id"], now
        )
        return True
    until = held_until(now, held["starts_at"])
    await db.execute(
        "update waitings set asked_at = $2, answer_by = $3 where id = $1", row["id"], now, until
    )
    minutes = int((until - now).total_seconds() // 60)
    await start_climb(
        WAITING, f"waiting:{row['id']}", now, (Step(minutes, "lapsed"),), waiting=row["id"]
    )
    local = until.astimezone(clock.SHANGHAI)
    await tell(
        "session.place", held, [row["person"]], until=local.strftime("%H:%M"),
        until_date=local.date().isoformat(),
    )  # fmt: skip
    await announce(PlaceHeld(held["id"], row["person"], until))
    return True


async def lapse(waiting: UUID, *, by: Actor) -> bool:
    """Nobody answered in time: the place goes to the next. A worker's verb."""
    now = clock.now()
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update waitings set ended_at = $2, outcome = 'lapsed'
               where id = $1 and ended_at is null and asked_at is not null returning *""",
            waiting, now,
        )  # fmt: skip
        if row is None:
            return False
        held = await hold_session(row["care_session"])
        if held["starts_at"] <= now:  # it has begun: whoever came, came
            return False
        await let_go(db, held, row["person"], None, by=by, late=False)
        await announce(Withdrew(row["care_session"], row["person"], late=False, urgent=False))
    return True
