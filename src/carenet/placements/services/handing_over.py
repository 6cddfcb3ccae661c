"""Handover: a successor is named, says yes or no; only the yes moves the child."""

from datetime import date
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind
from carenet.placements.facts import HandoverProposed, PlacementEnded
from carenet.placements.rules import OVER, CannotEnd
from carenet.placements.services.beginning import SENTENCES as BEGIN_SENTENCES
from carenet.placements.services.beginning import CannotBegin, begin
from carenet.placements.services.ending import close

MAY_PROPOSE = ("county", "township", "director")


async def propose_handover(
    placement: UUID, successor: UUID, because: str, *, overlap_on: date | None = None, by: Actor
) -> UUID:
    """Name a successor; nothing changes until that person says yes.

    Raises:
        NotFound: no such placement, or no such adult, within reach.
        CannotEnd: it is over already.
        CannotBegin: the successor is kept from this child.

    """
    by.needs(*MAY_PROPOSE)
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select child, village, person, ends_on from placements where id = $1 for update",
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
        id_ = uuid7()
        await db.execute(
            """insert into handovers (id, placement, child, village, successor, proposed_by, because,
                 overlap_on) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            id_, placement, row["child"], row["village"], successor, by.id, because, overlap_on,
        )  # fmt: skip
        await remind("handover.asked", f"handover:{id_}", successor, clock.now())
        await announce(HandoverProposed(id_, placement, successor))
        return id_


async def accept_handover(handover: UUID, *, by: Actor) -> UUID:
    """The successor says yes: the new placement begins and the old one ends, together. The new one.

    Raises:
        NotFound: it was not proposed to the actor, or it was answered.
        CannotBegin: clearance, consent or room do not allow it.

    """
    new = uuid7()
    try:
        async with transaction(by) as db:
            row = await db.fetchrow(
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
            begun = {
                "id": new, "child": row["child"], "village": row["village"], "kind": row["kind"],
                "person": by.me, "host_family": home if row["host_family"] else None,
                "organisation": row["organisation"], "need": row["need"],
            }  # fmt: skip
            await begin(db, begun, 3 if tier is None else tier, by)
            await db.execute(
                """update placement_endings set receiver = $2, received_at = $3
                   where placement = $1 and received_at is null""",
                row["placement"],
                by.me,
                clock.now(),
            )
            await close(row["placement"], "handover", by=by)
            await announce(
                PlacementEnded(row["placement"], row["child"], row["person"], row["kind"])
            )
            return new
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate in ("CN404", "CN002"):
            raise NotFound from None
        sentence = BEGIN_SENTENCES.get(wrong.sqlstate or "")
        if sentence is None:
            raise
        raise CannotBegin(sentence) from None


async def decline_handover(handover: UUID, *, by: Actor) -> None:
    """The successor says no; the base stays as it is.

    Raises:
        NotFound: it was not proposed to the actor, or it was answered.

    """
    async with transaction(by) as db:
        try:
            async with transaction(by):
                await db.execute("select app.decline_handover($1, $2)", handover, clock.now())
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate == "CN404":
                raise NotFound from None
            raise
