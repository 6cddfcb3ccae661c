"""Asking for a place that needs a word, and what becomes of it.

The row of the asking is locked before the session's, as the triggers do; so no two answers wait
for each other. A yes is a sign-up by whoever runs the place: the database ends the asking with it.
"""

from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, NotFound
from carenet.core.steps import Step
from carenet.scheduling.facts import AskedToCome, Withdrew
from carenet.scheduling.rules.asking import word_until
from carenet.scheduling.rules.signing import CalledOff, CannotSignUp, Full, NotCleared, TooFar
from carenet.scheduling.services.holding import hold_session, require_runs
from carenet.scheduling.services.rungs import ASKING
from carenet.scheduling.services.telling import tell
from carenet.scheduling.services.ways import tight_ways

TOLD: Final[dict[str, type[CannotSignUp]]] = {
    "CN001": NotCleared,
    "CN002": CalledOff,
    "CN003": Full,
}
END: Final = """
update askings set ended_at = $3, outcome = $4, because = $5, ended_by = $6
where care_session = $1 and person = $2 and ended_at is null returning id"""


def _subject(asking: UUID) -> str:
    return f"asking:{asking}"


async def ask_for_place(db: Scope, held: Any, who: UUID, *, by: Actor) -> UUID:
    """Hold a place for somebody until whoever runs it has answered; the asking's id.

    Raises:
        NotCleared, Full, CalledOff: there is no place for this person.
        TooFar: the way from or to another place takes longer than there is.
        CannotSignUp: they ask already.

    """
    tight = (await tight_ways(db, [who], held["id"])).get(who)
    if tight is not None:
        raise TooFar(place=tight.place, need=tight.need, gap=tight.gap)
    now, made = clock.now(), uuid7()
    until = word_until(now, held["starts_at"])
    try:
        async with transaction(by):
            await db.execute(
                """insert into askings (id, care_session, centre, village, person, asked_at, answer_by)
                   values ($1, $2, $3, $4, $5, $6, $7)""",
                made, held["id"], held["centre"], held["village"], who, now, until,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise CannotSignUp(N_("You asked for this place already.")) from None
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate in TOLD:
            raise TOLD[wrong.sqlstate] from None
        raise
    minutes = int((until - now).total_seconds() // 60)
    await start_climb(ASKING, _subject(made), now, (Step(minutes, "lapsed"),), asking=made)
    await announce(AskedToCome(held["id"], who, until))
    return made


async def answered_yes(asking: UUID, held: Any, who: UUID, *, by: Actor) -> None:
    """A yes was given by a sign-up: the clock stops and the person hears it. In its transaction."""
    await end_climb(ASKING, _subject(asking), by=by, because="yes")
    await tell("session.yours", held, [who])


async def say_no(session: UUID, person: UUID, because: str, *, by: Actor) -> None:
    """Not this time, and why; the place is free again and the person hears it.

    Raises:
        MayNot: it is somebody else's place.
        NotFound: nobody asks, or it was answered already.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        await _end(db, held, person, "no", because, by=by)
        await tell("session.no_place", held, [person])


async def ask_no_longer(session: UUID, *, by: Actor) -> None:
    """I take back that I asked.

    Raises:
        NotFound: I do not ask, or it was answered already.

    """
    async with transaction(by) as db:
        await _end(db, await hold_session(session), by.me, "left", None, by=by)


async def lapse_asking(asking: UUID, *, by: Actor) -> bool:
    """Nobody answered in time: the place is free again. A worker's verb."""
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select care_session, person from askings where id = $1 and ended_at is null", asking
        )
        if row is None:
            return False
        held = await hold_session(row["care_session"])
        try:
            await _end(db, held, row["person"], "lapsed", None, by=by)
        except NotFound:  # an answer was quicker
            return False
        if held["cancelled_at"] is None:
            await tell("session.no_place", held, [row["person"]])
    return True


async def _end(
    db: Scope, held: Any, person: UUID, outcome: str, because: str | None, *, by: Actor
) -> None:
    ended = await db.fetchval(
        END, held["id"], person, clock.now(), outcome, because, by.account or by.person
    )
    if ended is None:
        raise NotFound
    await end_climb(ASKING, _subject(ended), by=by, because=outcome)
    await announce(Withdrew(held["id"], person, late=False, urgent=False))
