"""A held row is decided by a person: a new child, the same child, or left alone."""

from typing import Any, Final, Literal
from uuid import UUID

from carenet.census.record import record_of
from carenet.census.services.sealing import digest_of, open_
from carenet.children.services import move_child, register_whole, update_whole
from carenet.children.services.keepers import KEEPERS, village_of
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound, Refusal

Decision = Literal["new", "same", "leave"]
_COUNTS: Final = {"new": "added", "same": "changed", "leave": "same"}


class DecidedBefore(Refusal):
    """Somebody was quicker."""

    msgid = N_("Somebody has decided about this row already.")


async def decide_row(row: UUID, decision: Decision, *, by: Actor) -> UUID | None:
    """Decide a held row; the child it became part of, None where it is left alone.

    The same child cared for in another village by now is moved there.

    Raises:
        DecidedBefore: it is decided.
        MayNot: the actor keeps no register, or the village lies outside the scope.
        NotFound: there is no such row within the actor's reach.

    """
    by.needs(*KEEPERS)
    async with transaction(by) as db:
        held = await db.fetchrow(
            "select id, workbook, state, details, child from census_rows where id = $1 for update",
            row,
        )
        if held is None or held["state"] == "faulty":
            raise NotFound
        if held["state"] != "held":
            raise DecidedBefore
        child = await _carry_out(held, decision, by)
        await db.execute(
            """update census_rows set state = 'decided', decision = $2, decided_by = $3,
                 decided_at = $4, child = coalesce($5, child) where id = $1""",
            row, decision, by.id, clock.now(), child,
        )  # fmt: skip
        counted = _COUNTS[decision]
        await db.execute(
            f"update census_workbooks set held = held - 1, {counted} = {counted} + 1 where id = $1",
            held["workbook"],
        )
    return child


async def _carry_out(held: Any, decision: Decision, by: Actor) -> UUID | None:
    waiting = open_(held["details"], held["id"])
    if decision == "leave" or waiting.placed is None:
        return None
    found = waiting.placed
    record = record_of(found, digest_of(found.row))
    own = {"by": by, "workbook": held["workbook"], "hamlet": found.row.hamlet}
    if decision == "new" or held["child"] is None:
        return await register_whole(record, **own)
    child: UUID = held["child"]
    async with transaction(by) as db:
        if await village_of(child, db) != found.village:
            await move_child(child, found.village, by=by)
        await update_whole(child, record, **own)
    return child
