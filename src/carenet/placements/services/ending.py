"""A placement ends with a reason. A child in care never falls between two adults: the base stays."""

from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import unremind
from carenet.escalation.rules import RECEIVER
from carenet.placements.facts import PlacementEnded, PlacementEnding
from carenet.placements.rules import OVER, CannotEnd, ends_at_once

KEPT_AWAY: Final = "select app.suspended($1) or app.restricted($1, $2)"
NOT_THESE_HANDS: Final = N_(
    "This person is set aside or kept from the child. Please name somebody else."
)


async def end_placement(
    placement: UUID,
    because: str,
    *,
    receiver: UUID | None = None,
    outcome: str | None = None,
    by: Actor,
) -> bool:
    """Ask for the end, by the adult itself or an officer; True if it ended at once.

    A full-care home with the child in it stays *ending* until a named receiver accepts: a guardian
    or carer of the child receives at once, anybody else by a handover.

    Raises:
        NotFound: no such placement within reach.
        CannotEnd: it is over, or whoever is to receive the child is kept from it.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select id, child, village, kind, person, ends_on from placements where id = $1 for update",
            placement,
        )
        if row is None or not (by.is_officer or row["person"] == by.person):
            raise NotFound  # who reaches the child for another reason ends nothing here
        if row["ends_on"] is not None:
            raise CannotEnd(OVER)
        family = receiver is not None and await db.fetchval(
            """select exists (select from guardians where child = $1 and person = $2 and ends_on is null)
                 or exists (select from carers where child = $1 and person = $2 and ends_on is null)""",
            row["child"],
            receiver,
        )
        if family and await db.fetchval(KEPT_AWAY, receiver, row["child"]):
            raise CannotEnd(NOT_THESE_HANDS)
        at_once = ends_at_once(row["kind"], receiver_is_family=bool(family))
        new = await _write_down(
            db, row, because, (receiver if family else None, at_once, outcome), by
        )
        told = (placement, row["child"], row["person"], row["kind"])
        if not at_once:
            if new:
                await announce(PlacementEnding(*told))
            return False
        await close(placement, because, by=by)
        await end_climb(RECEIVER, f"placement:{placement}", by=by, because="received")
        await announce(PlacementEnded(*told))
        return True


async def _write_down(
    db: Scope, row: Any, because: str, how: tuple[UUID | None, bool, str | None], by: Actor
) -> bool:
    """The end, once: one that waits already is not asked for twice, it gets its receiver. Whether it is new."""
    receiver, at_once, outcome = how
    at = clock.now() if at_once else None
    waits = await db.fetchval(
        """update placement_endings set receiver = $2, received_at = $3, outcome = coalesce($4, outcome)
           where placement = $1 and received_at is null and withdrawn_at is null returning id""",
        row["id"], receiver, at, outcome,
    )  # fmt: skip
    if waits is None:
        await db.execute(
            """insert into placement_endings (id, placement, child, village, asked_by, because,
                 receiver, received_at, outcome) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            uuid7(), row["id"], row["child"], row["village"], by.id, because, receiver, at, outcome,
        )  # fmt: skip
    return waits is None


async def close(placement: UUID, because: str, *, by: Actor) -> None:
    """End what ends with a placement: the reach, the load, what is still owed and said."""
    async with transaction(by) as db:
        owed = await db.fetch("select id from obligations where placement = $1", placement)
        for row in owed:
            await unremind(f"obligation:{row['id']}")
        verb = "close_placement" if by.account else "close_placement_for"
        await db.execute(f"select app.{verb}($1, $2, $3)", placement, because, clock.now())
