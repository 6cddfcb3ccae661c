"""Heads are counted three times a day; who is not there is looked for at once."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.classes.facts import TooManyCounted
from carenet.classes.rules.counting import CannotCount, due_at, slots_of, too_many
from carenet.classes.services.rungs import COUNT, COUNT_STEPS
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_
from carenet.core.reminders import remind
from carenet.escalation.queries.people import answering_for
from carenet.scheduling.services.alarms import raise_gone
from carenet.scheduling.services.enrolling import LISTED
from carenet.scheduling.services.holding import hold_session, require_runs, subject_of
from carenet.scheduling.wording import PER_ADULT, details_of

GONE_MAX: Final = 60
HERE: Final = """
select count(*) from child_attendances where care_session = $1 and state = 'here' and left_at is null"""


def count_of(session: UUID, slot: str) -> str:
    """How the climb of a count names it."""
    return f"{slot}:{session}"


async def count_heads(session: UUID, slot: str, counted: int, adults: int, *, by: Actor) -> int:
    """Write down how many children and adults were counted; how many children fewer than the register has.

    A count may be taken again: the last one of its hour holds. More children than so many adults
    may look after is said to the township; nobody is sent away.

    Raises:
        CannotCount: the register is not open, or the day has no such count.
        MayNot: it is somebody else's place.

    """
    now = clock.now()
    async with transaction(by) as db:
        held = await _open(db, session, by)
        if slot not in slots_of(held["starts_at"], held["ends_at"]):
            raise CannotCount
        expected = int(await db.fetchval(HERE, session))
        await db.execute(
            """insert into head_counts (id, care_session, centre, village, slot, counted, expected,
                 adults, at, by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
            uuid7(), session, held["centre"], held["village"], slot, counted, expected, adults, now,
            by.id,
        )  # fmt: skip
        await end_climb(COUNT, count_of(session, slot), by=by, because="counted")
        if too_many(counted, adults, PER_ADULT.get(held["activity"], PER_ADULT["play"])):
            await announce(TooManyCounted(session, counted, adults))
    return expected - counted


async def _open(db: Scope, session: UUID, by: Actor) -> Any:
    held = await hold_session(session)
    await require_runs(held["centre"], by=by, db=db)
    register = await db.fetchrow("select closed_at from registers where care_session = $1", session)
    if held["kind"] != LISTED or register is None:
        raise CannotCount(N_("Open the register first: heads are counted against it."))
    if register["closed_at"] is not None:
        raise CannotCount(N_("This register is closed."))
    return held


async def look_for(session: UUID, children: Sequence[UUID], *, by: Actor) -> int:
    """These children were here and are not found: each is looked for at once; how many.

    Raises:
        CannotCount: the register is not open.
        CannotTick: one of them is not ticked as here, or is looked for already.

    """
    async with transaction(by) as db:
        await _open(db, session, by)
        found = list(dict.fromkeys(children))[:GONE_MAX]
        for child in found:
            await raise_gone(session, child, by=by)
    return len(found)


async def hear_opened(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of RegisterOpened: a class's day has its counts, each with its hour."""
    for fact in payloads:
        session = UUID(fact["session"])
        async with transaction(by):
            held = await hold_session(session)
            if held["kind"] != LISTED:
                continue
            for slot in slots_of(held["starts_at"], held["ends_at"]):
                due = due_at(slot, held["starts_at"], held["ends_at"])
                await start_climb(
                    COUNT, count_of(session, slot), due, COUNT_STEPS, place=held["village"]
                )


async def tell_of_too_many(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of TooManyCounted: the township hears of it; nobody is sent away."""
    async with transaction(by) as db:
        for fact in payloads:
            held = await hold_session(UUID(fact["session"]))
            people = await answering_for(db, "township", held["village"], None, clock.now())
            await _tell("class.over", held, people, count=fact["counted"], adults=fact["adults"])


async def on_count_step(step: Mapping[str, Any], by: Actor) -> None:
    """A count is due, or late: the lead hears of it, then the director too."""
    slot, _, session = step["subject"].partition(":")
    now = clock.now()
    async with transaction(by) as db:
        held = await hold_session(UUID(session))
        open_ = await db.fetchval(
            """select closed_at is null from registers where care_session = $1
                 and not exists (select from head_counts h where h.care_session = $1 and h.slot = $2)""",
            UUID(session), slot,
        )  # fmt: skip
        if not open_ or held["cancelled_at"] is not None:
            return
        people = await answering_for(db, "lead", held["village"], held["centre"], now)
        if step["name"] == "due":
            await _tell("class.count", held, people)
            return
        directors = await answering_for(db, "director", held["village"], None, now)
        await _tell("class.uncounted", held, [*people, *directors])


async def _tell(kind: str, held: Any, people: Sequence[UUID], **more: Any) -> None:
    for person in dict.fromkeys(people):
        await remind(
            kind, subject_of(held["id"]), person, clock.now(), expires_at=held["ends_at"],
            **{**details_of(held), **more},
        )  # fmt: skip
