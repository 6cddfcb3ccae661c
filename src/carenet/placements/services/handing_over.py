"""Handover: a successor is named, says yes or no, all meet once, and then the child moves.

Until the successor says that the child is there, the one before stays responsible. At that moment
reach, what is owed and what is to be said move; hours and notes stay with whoever wrote them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
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
from carenet.core.reminders import remind, unremind
from carenet.matching.services.apart import part
from carenet.placements.facts import HandoverAnswered, HandoverProposed, PlacementEnded
from carenet.placements.rules import HANDOVER_LADDER, OVER, CannotEnd, asking, check_meeting
from carenet.placements.services.beginning import SENTENCES as BEGIN_SENTENCES
from carenet.placements.services.beginning import CannotBegin, begin
from carenet.placements.services.ending import close

MAY_PROPOSE = ("county", "township", "director")
OPEN: Final = """
select exists (select from handovers where placement = $1 and withdrawn_at is null and done_at is null
  and (answer is null or answer = 'accepted'))"""
ASKED: Final = N_("Somebody is asked already. Please wait for the answer, or call it off first.")
_OWED: Final = """
select kind, min(due_on) as due_on from obligations o where placement = $1 and met_at is null and missed_at is null
  and not exists (select from exemptions e where e.obligation = o.id) group by kind"""
SENTENCES: Final = BEGIN_SENTENCES | {
    "CN011": N_(
        "You have not met all together yet. Please write down the first meeting, or say why it went without."
    ),
}


async def propose_handover(
    placement: UUID, successor: UUID, because: str, *, overlap_on: date | None = None,
    apart: str | None = None, by: Actor,
) -> UUID:  # fmt: skip
    """Name a successor; nothing changes until that person says yes.

    Raises:
        NotFound: no such placement, or no such adult, within reach.
        CannotEnd: it is over already, somebody is asked, or the day of the meeting cannot be.
        CannotBegin: the successor is kept from this child.
        PartsSiblings: a brother or sister is elsewhere, and `apart` does not say why.

    """
    by.needs(*MAY_PROPOSE)
    check_meeting(overlap_on, clock.today())
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select child, village, person, kind, ends_on from placements where id = $1 for update",
            placement,
        )
        known = await db.fetchval("select true from people where id = $1", successor)
        if row is None or not known:
            raise NotFound
        if row["ends_on"] is not None:
            raise CannotEnd(OVER)
        if row["person"] == successor:
            raise CannotEnd(N_("Please choose another person."))
        if await db.fetchval("select app.restricted($1, $2)", successor, row["child"]):
            raise CannotBegin(N_("This person cannot take over this child."))
        if await db.fetchval(OPEN, placement):
            raise CannotEnd(ASKED)
        whom = dict(row) | {"person": successor}
        await part(db, whom, row["kind"], apart, "handover", by=by)
        id_ = uuid7()
        await db.execute(
            """insert into handovers (id, placement, child, village, successor, proposed_by, because,
                 overlap_on) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            id_, placement, row["child"], row["village"], successor, by.id, because, overlap_on,
        )  # fmt: skip
        pressing = await db.fetchval(
            """select exists (select from placement_endings
                 where placement = $1 and received_at is null and withdrawn_at is null)""",
            placement,
        )
        await _ask(id_, successor, row["village"], pressing=pressing)
        await announce(HandoverProposed(id_, placement, successor))
        return id_


async def _ask(handover: UUID, successor: UUID, village: str, *, pressing: bool) -> None:
    """Ask now, once more halfway, and take silence for a no at the end."""
    now = clock.now()
    times, subject = asking(now, pressing=pressing), f"handover:{handover}"
    for kind, at in (("handover.asked", now), ("handover.due", times.again_at)):
        await remind(kind, subject, successor, at, expires_at=times.answer_by)
    await start_climb(HANDOVER_LADDER, subject, now, times.steps(now), place=village)


async def _answered(handover: UUID, answer: str, *, by: Actor) -> None:
    """Nobody is asked any more; whom it concerns is told."""
    await unremind(f"handover:{handover}", recipient=by.me)
    await end_climb(HANDOVER_LADDER, f"handover:{handover}", by=by, because=answer)
    await announce(HandoverAnswered(handover, answer))


@asynccontextmanager
async def _refusals() -> AsyncIterator[None]:
    """Turn what the database refuses into a sentence, or into nothing there."""
    try:
        yield
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate in ("CN404", "CN002"):
            raise NotFound from None
        sentence = SENTENCES.get(wrong.sqlstate or "")
        if sentence is None:
            raise
        raise CannotBegin(sentence) from None


async def accept_handover(handover: UUID, *, by: Actor) -> UUID | None:
    """The successor says yes. The new placement, or None while all are still to meet first.

    Raises:
        NotFound: it was not proposed to the actor, or it was answered.
        CannotBegin: clearance, consent or room do not allow it.

    """
    async with _refusals(), transaction(by) as db:
        planned = await db.fetchrow(
            "select overlap_on from app.my_handovers() where id = $1 and not agreed", handover
        )
        if planned is None:
            raise NotFound
        if planned["overlap_on"] is None:
            return await _move(db, handover, by)
        await db.fetchval("select app.agree_handover($1, $2)", handover, clock.now())
        await _answered(handover, "agreed", by=by)
        return None


async def receive_handover(handover: UUID, *, without: str | None = None, by: Actor) -> UUID:
    """The child is with the successor: the new placement begins and the old one ends, together.

    Args:
        handover: what the successor agreed to.
        without: why it went without the first meeting of all, where it did.
        by: the successor.

    Raises:
        NotFound: the actor did not agree to it, or it is over.
        CannotBegin: all have not met yet; clearance, consent or room do not allow it.

    """
    async with _refusals(), transaction(by) as db:
        if without:
            await db.fetchval("select app.skip_overlap($1, $2)", handover, without)
        return await _move(db, handover, by)


async def _move(db: Scope, handover: UUID, by: Actor) -> UUID:
    """End the one and begin the other in one moment: no minute has two adults, none has nobody."""
    new = uuid7()
    row: Any = await db.fetchrow(
        "select * from app.take_handover($1, $2, $3)", handover, new, clock.now()
    )
    if row is None:
        raise NotFound
    tier = await db.fetchval(
        "select tier from urgencies where child = $1 and ended_on is null", row["child"]
    )
    home = await db.fetchval(
        "select a.family from host_family_adults a where a.person = $1 and a.left_on is null limit 1",
        by.me,
    )
    await db.execute(
        """update placement_endings set receiver = $2, received_at = $3
           where placement = $1 and received_at is null and withdrawn_at is null""",
        row["placement"],
        by.me,
        clock.now(),
    )
    before = {r["kind"]: r["due_on"] for r in await db.fetch(_OWED, row["placement"])}
    met_on = await db.fetchval("select overlap_done_on from handovers where id = $1", handover)
    await close(row["placement"], "handover", by=by)
    begun = {
        "id": new, "child": row["child"], "village": row["village"], "kind": row["kind"],
        "person": by.me, "host_family": home if row["host_family"] else None,
        "organisation": row["organisation"], "need": row["need"], "owed_before": before, "met_on": met_on,
    }  # fmt: skip
    await begin(db, begun, 3 if tier is None else tier, by)
    await announce(PlacementEnded(row["placement"], row["child"], row["person"], row["kind"]))
    await _answered(handover, "accepted", by=by)
    return new


async def note_overlap(handover: UUID, on_day: date, note: str | None, *, by: Actor) -> None:
    """Write down the meeting of both adults with the child, by either of them or an officer.

    Raises:
        NotFound: nobody has agreed to it yet, or it is not the actor's.
        CannotEnd: a day to come.

    """
    if on_day > clock.today():
        raise CannotEnd(N_("This day is still to come. Please write it down afterwards."))
    async with transaction(by) as db:
        if not await db.fetchval("select app.note_overlap($1, $2, $3)", handover, on_day, note):
            raise NotFound
        await announce(HandoverAnswered(handover, "met"))


async def withdraw_handover(handover: UUID, *, by: Actor) -> None:
    """It is called off before the child moved, by an officer or the successor; the base stays.

    Raises:
        NotFound: it is over, or not the actor's.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.withdraw_handover($1, $2)", handover, clock.now()):
            raise NotFound
        await unremind(f"handover:{handover}")
        await end_climb(HANDOVER_LADDER, f"handover:{handover}", by=by, because="called off")
        await announce(HandoverAnswered(handover, "withdrawn"))


async def decline_handover(handover: UUID, *, by: Actor) -> None:
    """The successor says no; the base stays as it is.

    Raises:
        NotFound: it was not proposed to the actor, or it was answered.

    """
    async with _refusals(), transaction(by) as db:
        await db.fetchval("select app.decline_handover($1, $2)", handover, clock.now())
        await _answered(handover, "declined", by=by)
