"""Who is told when a session changes: listeners, run by the worker, which sees all who come."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.refusals import Refusal
from carenet.scheduling.services.climbing import DUTY
from carenet.scheduling.services.holding import hold_session
from carenet.scheduling.services.signing import withdraw
from carenet.scheduling.services.telling import tell
from carenet.scheduling.services.waiting import keep_place, promote

BY_MESSAGE: Final = "answered by message"
ADULTS: Final = "select person from sign_ups where care_session = $1 and withdrawn_at is null"
WAITING: Final = "select person from waitings where care_session = $1 and ended_at is null"
CARERS: Final = """
select distinct c.person from enrolments e join carers c on c.child = e.child and c.ends_on is null
where e.series = $1 and e.starts_on <= $2 and (e.ends_on is null or e.ends_on >= $2) limit 300"""


async def _everyone(db: Scope, held: Any) -> list[UUID]:
    rows = [
        *await db.fetch(ADULTS, held["id"]),
        *await db.fetch(WAITING, held["id"]),
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


async def tell_of_moving(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A session has another time: all who come, and those who had to be let go."""
    for fact in payloads:
        async with transaction(by) as db:
            held = await hold_session(UUID(fact["session"]))
            if held["cancelled_at"] is None:
                let_go = [UUID(p) for p in fact["let_go"]]
                await tell("session.moved", held, [*await _everyone(db, held), *let_go])


async def fill_places(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A place came free: the next who waits is asked; a late withdrawal tells the lead at once."""
    for fact in payloads:
        session = UUID(fact["session"])
        taken = await promote(session, by=by)
        if fact["urgent"] and taken is None:
            async with transaction(by) as db:
                held = await hold_session(session)
                leads = await db.fetch(DUTY, "lead", clock.today(), held["centre"], None)
                await tell("session.short", held, [row["person"] for row in leads])


async def hear_answer(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Somebody answered a message about a session: "I can't" gives the place back, "I come" keeps it."""
    for fact in payloads:
        if not fact["kind"].startswith("session."):
            continue
        session, person = UUID(fact["subject"].partition(":")[2]), UUID(fact["recipient"])
        try:
            async with transaction(by):
                if fact["answer"] == "cannot":
                    await withdraw(session, BY_MESSAGE, by=by, person=person)
                elif fact["kind"] == "session.place":
                    await keep_place(session, by=by, person=person)
        except Refusal:
            continue  # it began, was called off, or was given back in the app: nothing is left to do
