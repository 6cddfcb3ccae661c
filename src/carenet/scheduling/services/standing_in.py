"""A place that may stay empty is offered to a few at a time; the first who says yes has it.

Begun by a late withdrawal nobody on the waitlist takes, or by a reminder nobody answers. Offers are
rows of `stand_ins`; that of two who say yes at once one has it is held by a unique index. A wave
that brings nobody is followed by the next; the lead sees each on the session's page.
"""

from typing import Any, Final, NoReturn
from uuid import UUID

from asyncpg import UniqueViolationError

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.reminders import unremind
from carenet.core.steps import Step
from carenet.scheduling.facts import StandInDeclined, StandInFound
from carenet.scheduling.queries.candidates import fitting
from carenet.scheduling.rules.signing import CalledOff, Full, Over
from carenet.scheduling.rules.standing_in import (
    ASKED_AT_ONCE,
    TOO_LATE,
    WAVES_MAX,
    is_today,
    next_wave_at,
)
from carenet.scheduling.services.holding import hold_session, no_local, subject_of
from carenet.scheduling.services.rungs import STAND_IN
from carenet.scheduling.services.seeking import climbing
from carenet.scheduling.services.signing import let_go, sign_up, take_place
from carenet.scheduling.services.telling import leads_of, tell

OFFERS: Final = ("session.stand_in", "session.stand_in_today")
COMES: Final = """
select exists (select from sign_ups where care_session = $1 and person = $2 and withdrawn_at is null)"""
OFFERED: Final = """
select exists (select from stand_ins where care_session = $1 and person = $2 and answer is null)"""
REPLACED: Final = "somebody else stands in"
BY_MESSAGE: Final = "answered by message"
# Whoever gave this place back themselves: it is theirs to hear what came of it. Who was let go by others is not told.
GAVE_BACK: Final = """
select w.person from withdrawals w where w.sign_up = $1
  and (w.because = $2 or exists (select from accounts a where a.id = w.by and a.person = w.person))
order by w.at desc limit 1"""


class Quicker(Refusal):
    """Somebody else said yes before."""

    msgid = N_("Thank you! Somebody was quicker: the place is taken, you need not come.")


async def ask_wave(sign_up: UUID, *, by: Actor) -> int:
    """Ask the next few; how many. Nobody left to ask: the lead is told that it stays open."""
    now = clock.now()
    async with transaction(by) as db:
        place = await _place(db, sign_up)
        if place is None:
            return 0
        held = await hold_session(place["care_session"], lock=True)
        if over := _over(held, place, now, lacks=await no_local(db, held["id"])):
            await _stop(db, sign_up, over, by=by)
            return 0
        waves = await db.fetchval(
            "select coalesce(max(wave), 0) from stand_ins where sign_up = $1", sign_up
        )
        people = [] if waves >= WAVES_MAX else await fitting(
            db, held, sign_up, place["person"], ASKED_AT_ONCE
        )  # fmt: skip
        leads = await leads_of(db, held)
        if not people:
            await tell("session.short", held, leads)
            await _tell_giver(db, "session.not_handed_over", held, sign_up)
            return 0
        if not waves:
            await tell("session.seeking", held, leads)
        await _offer(db, held, sign_up, people, waves + 1, by=by)
    return len(people)


async def _place(db: Scope, sign_up: UUID) -> Any:
    return await db.fetchrow("select * from sign_ups where id = $1 for update", sign_up)


def _over(held: Any, place: Any, now: Any, *, lacks: bool) -> str | None:
    """Why nobody is to be asked any more; None: go on. `lacks`: a team would be alone."""
    if held["cancelled_at"] is not None:
        return "lapsed"
    if held["starts_at"] - now < TOO_LATE:
        return "lapsed"
    sure = held["adults"] - (1 if place["withdrawn_at"] is None else 0)
    return "filled" if sure >= held["needed"] and not lacks else None


async def _offer(
    db: Scope, held: Any, sign_up: UUID, people: list[UUID], wave: int, *, by: Actor
) -> None:
    now = clock.now()
    until = next_wave_at(now, held["starts_at"])
    for person in people:
        await db.execute(
            """insert into stand_ins (id, care_session, sign_up, centre, village, person, wave,
                 asked_at, answer_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            uuid7(), held["id"], sign_up, held["centre"], held["village"], person, wave, now, until,
        )  # fmt: skip
    kind = OFFERS[1] if is_today(now, held["starts_at"]) else OFFERS[0]
    await tell(kind, held, people)
    minutes = max(1, int((until - now).total_seconds() // 60))
    await _climb_on(sign_up, held["id"], minutes, by=by)


async def _climb_on(sign_up: UUID, session: UUID, minutes: int, *, by: Actor) -> None:
    await end_climb(STAND_IN, climbing(sign_up), by=by, because="the next are asked")
    await start_climb(
        STAND_IN, climbing(sign_up), clock.now(), (Step(minutes, "wave"),), session=session
    )


async def _stop(db: Scope, sign_up: UUID, answer: str, *, by: Actor) -> list[UUID]:
    """No more is asked; what was not said yet is not said. Whoever had not answered."""
    rows = await db.fetch(
        """update stand_ins set answer = $2, answered_at = $3 where sign_up = $1 and answer is null
           returning person, care_session""",
        sign_up, answer, clock.now(),
    )  # fmt: skip
    for row in rows:
        for kind in OFFERS:
            await unremind(subject_of(row["care_session"]), recipient=row["person"], kind=kind)
    await end_climb(STAND_IN, climbing(sign_up), by=by, because=answer)
    return [row["person"] for row in rows]


async def stand_in(session: UUID, *, by: Actor, person: UUID | None = None) -> None:
    """Yes, I stand in: the first who says so has the place. A worker names the person.

    Where the one who is replaced still holds the only place, the worker hands it over in
    `settle_stand_in`.

    Raises:
        NotFound: nobody asked this person.
        Quicker: somebody else has it.
        CannotSignUp, AlreadyTaken: papers or hours do not allow it; the offer stays open.

    """
    who, now = person or by.me, clock.now()
    async with transaction(by) as db:
        held = await hold_session(session)
        if held["cancelled_at"] is not None:
            raise CalledOff
        if held["starts_at"] <= now:
            raise Over
        try:
            async with transaction(by):
                offer = await db.fetchrow(
                    """update stand_ins set answer = 'come', answered_at = $3
                       where care_session = $1 and person = $2 and answer is null
                       returning sign_up""",
                    session, who, now,
                )  # fmt: skip
        except UniqueViolationError:
            raise Quicker from None
        if offer is None:
            await _why_none(db, session, who)
        try:
            async with transaction(by):
                await take_place(db, held, who, by=by)
        except Full:
            pass  # the one who is silent holds it still
        await announce(StandInFound(session, offer["sign_up"], who))


async def come(session: UUID, *, by: Actor) -> None:
    """I come: by the offer where this person was asked to stand in, else as anybody signs up."""
    async with transaction(by) as db:
        if await db.fetchval(OFFERED, session, by.me):
            await stand_in(session, by=by)
        else:
            await sign_up(session, by=by)


async def _why_none(db: Scope, session: UUID, who: UUID) -> NoReturn:
    """Raises Quicker where the place was filled, else NotFound."""
    if await db.fetchval(
        """select exists (select from stand_ins where care_session = $1 and person = $2
             and answer in ('filled', 'kept', 'lapsed'))""",
        session, who,
    ):  # fmt: skip
        raise Quicker
    raise NotFound


async def decline(session: UUID, *, by: Actor, person: UUID | None = None) -> None:
    """No, not this time. When all who were asked said so, the next are asked at once.

    Raises:
        NotFound: nobody asked this person, or it was answered.

    """
    async with transaction(by) as db:
        offer = await db.fetchrow(
            """update stand_ins set answer = 'cannot', answered_at = $3
               where care_session = $1 and person = $2 and answer is null returning sign_up""",
            session, person or by.me, clock.now(),
        )  # fmt: skip
        if offer is None:
            raise NotFound
        await announce(StandInDeclined(session, offer["sign_up"]))


async def settle_stand_in(session: UUID, sign_up: UUID, person: UUID, *, by: Actor) -> None:
    """The place changes hands; all whom it concerns are told, also who had it. A worker's verb."""
    async with transaction(by) as db:
        place = await _place(db, sign_up)
        held = await hold_session(session)
        if place is None or held["cancelled_at"] is not None:
            return
        if place["withdrawn_at"] is None:
            await let_go(db, held, place["person"], REPLACED, by=by, late=False)
            await tell("session.replaced", held, [place["person"]])
        else:
            await _tell_giver(db, "session.handed_over", held, sign_up)
        if not await _comes(db, session, person) and not await _take(db, held, sign_up, person, by):
            return
        others = await _stop(db, sign_up, "filled", by=by)
        await tell("session.filled", held, others)
        await tell("session.yours", held, [person])
        await tell("session.covered", held, await leads_of(db, held))


async def _tell_giver(db: Scope, kind: str, held: Any, sign_up: UUID) -> None:
    """Whoever gave the place back hears whether somebody comes instead; unless they took another since."""
    giver = await db.fetchval(GAVE_BACK, sign_up, BY_MESSAGE)
    if giver is not None and not await _comes(db, held["id"], giver):
        await tell(kind, held, [giver])


async def _comes(db: Scope, session: UUID, person: UUID) -> bool:
    comes: bool = await db.fetchval(COMES, session, person)
    return comes


async def _take(db: Scope, held: Any, sign_up: UUID, person: UUID, by: Actor) -> bool:
    """Put the place in the stand-in's name; where that is impossible by now, ask the next."""
    try:
        async with transaction(by):
            await take_place(db, held, person, by=by)
    except Refusal:
        await db.execute(
            "update stand_ins set answer = 'unfit' where sign_up = $1 and person = $2",
            sign_up, person,
        )  # fmt: skip
        await tell("session.filled", held, [person])
        await _climb_on(sign_up, held["id"], 0, by=by)
        return False
    return True


async def ask_on(session: UUID, sign_up: UUID, *, by: Actor) -> None:
    """Somebody said no: if nobody is left who may still say yes, the next are asked now."""
    async with transaction(by) as db:
        waits = await db.fetchval(
            """select exists (select from stand_ins where sign_up = $1
                 and (answer is null or answer = 'come'))""",
            sign_up,
        )
        if not waits:
            await _climb_on(sign_up, session, 0, by=by)


async def keep(session: UUID, person: UUID, *, by: Actor) -> None:
    """Whoever was silent says "I come" after all: nobody else is needed, unless somebody said yes."""
    async with transaction(by) as db:
        sign_up = await db.fetchval(
            """select u.id from sign_ups u where u.care_session = $1 and u.person = $2
                 and u.withdrawn_at is null and exists (select from climbs c where c.ladder = $3
                   and c.subject = 'stand-in:' || u.id and c.ended_at is null)
                 and not exists (select from stand_ins x where x.sign_up = u.id and x.answer = 'come')""",
            session, person, STAND_IN,
        )  # fmt: skip
        if sign_up is None:
            return
        held = await hold_session(session)
        others = await _stop(db, sign_up, "kept", by=by)
        await tell("session.filled", held, others)
        await tell("session.covered", held, await leads_of(db, held))
