"""Who is told when a session changes: listeners, run by the worker, which sees all who come."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.refusals import Refusal
from carenet.scheduling.services.holding import hold_session, no_local
from carenet.scheduling.services.seeking import seek
from carenet.scheduling.services.signing import withdraw
from carenet.scheduling.services.standing_in import (
    BY_MESSAGE,
    OFFERS,
    ask_on,
    decline,
    keep,
    settle_stand_in,
    stand_in,
)
from carenet.scheduling.services.telling import leads_of, tell
from carenet.scheduling.services.waiting import keep_place, promote

ADULTS: Final = "select person from sign_ups where care_session = $1 and withdrawn_at is null"
GIVEN_BACK: Final = """
select id from sign_ups where care_session = $1 and person = $2 and withdrawn_at is not null
order by withdrawn_at desc limit 1"""
FROM_TEAM: Final = "select app.visits_with_team($1, $2, $3)"
WAITING: Final = "select person from waitings where care_session = $1 and ended_at is null"
ASKING: Final = "select person from askings where care_session = $1 and ended_at is null"
ASKED: Final = """
select answer_by from askings where care_session = $1 and person = $2 and ended_at is null"""
CARERS: Final = """
select distinct c.person from enrolments e join carers c on c.child = e.child and c.ends_on is null
where e.series = $1 and e.starts_on <= $2 and (e.ends_on is null or e.ends_on >= $2) limit 300"""


async def _everyone(db: Scope, held: Any) -> list[UUID]:
    rows = [
        *await db.fetch(ADULTS, held["id"]),
        *await db.fetch(WAITING, held["id"]),
        *await db.fetch(ASKING, held["id"]),
        *await db.fetch(CARERS, held["series"], held["on_day"]),
    ]
    return list(dict.fromkeys(row["person"] for row in rows))


async def tell_of_calling_off(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A session is off: adults who come or wait, and the carers of its children."""
    for fact in payloads:
        async with transaction(by) as db:
            held = await hold_session(UUID(fact["session"]))
            await tell("session.cancelled", held, await _everyone(db, held))
            await db.execute(
                """update waitings set ended_at = $2, outcome = 'off'
                   where care_session = $1 and ended_at is null""",
                held["id"], clock.now(),
            )  # fmt: skip
            await db.execute(
                """update askings set ended_at = $2, outcome = 'off'
                   where care_session = $1 and ended_at is null""",
                held["id"], clock.now(),
            )  # fmt: skip


async def tell_of_asking(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Somebody asks for a place: whoever runs it hears until when a word is awaited."""
    for fact in payloads:
        async with transaction(by) as db:
            held = await hold_session(UUID(fact["session"]))
            waits = await db.fetchrow(ASKED, held["id"], UUID(fact["person"]))
            if waits is None or held["cancelled_at"] is not None:
                continue
            local = waits["answer_by"].astimezone(clock.SHANGHAI)
            await tell(
                "session.asked", held, await leads_of(db, held), until=local.strftime("%H:%M"),
                until_date=local.date().isoformat(),
            )  # fmt: skip


async def tell_of_moving(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A session has another time: all who come, and those who had to be let go."""
    for fact in payloads:
        async with transaction(by) as db:
            held = await hold_session(UUID(fact["session"]))
            if held["cancelled_at"] is None:
                let_go = [UUID(p) for p in fact["let_go"]]
                await tell("session.moved", held, [*await _everyone(db, held), *let_go])


async def tell_of_joining(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Two sessions are one for a day: who would have come to the other hears where and when it is now."""
    for fact in payloads:
        async with transaction(by) as db:
            held = await hold_session(UUID(fact["session"]))
            other = await hold_session(UUID(fact["other"]))
            if held["cancelled_at"] is None:
                await tell("session.moved", held, await _everyone(db, other))


async def fill_places(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A place came free: the next who waits is asked, and inside 48 h others to stand in.

    A late withdrawal tells the lead at once; one that leaves a visiting team without an adult of
    the place tells the lead at once however early it is, and others of the place are asked.
    """
    for fact in payloads:
        session = UUID(fact["session"])
        taken = await promote(session, by=by)
        if await _tell_no_local(session, UUID(fact["person"]), by):
            continue
        if taken is not None or not fact["late"]:
            continue
        async with transaction(by) as db:
            held = await hold_session(session)
            if fact["urgent"]:
                await tell("session.short", held, await leads_of(db, held))
            given_back = await db.fetchval(GIVEN_BACK, session, UUID(fact["person"]))
            if given_back and (held["adults"] < held["needed"] or await no_local(db, session)):
                await seek(session, given_back)


async def _tell_no_local(session: UUID, person: UUID, by: Actor) -> bool:
    """Whether a team would be there alone now; then whoever runs the place knows at once."""
    async with transaction(by) as db:
        held = await hold_session(session)
        if held["cancelled_at"] is not None or not await no_local(db, session):
            return False
        if await db.fetchval(FROM_TEAM, person, held["centre"], held["on_day"]):
            return False
        await tell("session.no_local", held, await leads_of(db, held))
        if given_back := await db.fetchval(GIVEN_BACK, session, person):
            await seek(session, given_back)
    return True


async def hear_stand_in(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Somebody stands in: the place changes hands."""
    for fact in payloads:
        ids = (UUID(fact["session"]), UUID(fact["sign_up"]), UUID(fact["person"]))
        await settle_stand_in(*ids, by=by)


async def hear_no_stand_in(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Somebody cannot stand in: the next are asked when nobody is left."""
    for fact in payloads:
        await ask_on(UUID(fact["session"]), UUID(fact["sign_up"]), by=by)


async def hear_answer(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Somebody answered a message about a session: "I can't" gives the place back, "I come" keeps it."""
    for fact in payloads:
        if fact["kind"].startswith("session.") and fact["answer"] in ("come", "cannot"):
            session, person = UUID(fact["subject"].partition(":")[2]), UUID(fact["recipient"])
            await _act_on(fact["kind"], fact["answer"], session, person, by)


async def _act_on(kind: str, answer: str, session: UUID, person: UUID, by: Actor) -> None:
    comes = answer == "come"
    try:
        async with transaction(by) as db:
            if kind in OFFERS:
                await (stand_in if comes else decline)(session, by=by, person=person)
            elif not comes:
                await withdraw(session, BY_MESSAGE, by=by, person=person)
            elif kind == "session.place":
                await keep_place(session, by=by, person=person)
            else:
                await keep(session, person, by=by)
    except Refusal:  # it began, was called off, was given back in the app, or somebody was quicker
        if kind in OFFERS and comes:
            async with transaction(by) as db:
                await _tell_too_late(db, session, person)


async def _tell_too_late(db: Scope, session: UUID, person: UUID) -> None:
    """A yes that came too late is thanked for: nobody sets out for nothing."""
    comes = await db.fetch(ADULTS, session)
    if person not in [row["person"] for row in comes]:
        await tell("session.filled", await hold_session(session), [person])
