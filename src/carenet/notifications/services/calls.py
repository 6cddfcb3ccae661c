"""A call was made, or tried."""

from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound, Refusal

OUTCOMES: Final = {
    "told": N_("told"),
    "recording": N_("told with a recording"),
    "tried": N_("not reached"),
    "not_needed": N_("not needed any more"),
}


class AlreadyDone(Refusal):
    """Somebody else wrote it down before."""

    msgid = N_("Somebody has already written down what came of this call.")


async def close_call(call: UUID, outcome: str, remark: str, *, by: Actor) -> None:
    """Write down what came of a call. One that reached nobody stays on the list with its remark.

    Raises:
        NotFound: it is not in my area and was not given to me.
        AlreadyDone: somebody was quicker.

    """
    because = f"{outcome}: {remark}" if remark else outcome
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select outgoing, done_at from call_tasks where id = $1 for update", call
        )
        if row is None:
            raise NotFound
        if row["done_at"] is not None:
            raise AlreadyDone
        over = outcome != "tried"
        await db.execute(
            """update call_tasks set outcome = $2, done_at = case when $3 then $4::timestamptz end,
                 done_by = $5 where id = $1""",
            call,
            because[:200],
            over,
            clock.now(),
            by.me,
        )
        if over and row["outgoing"]:
            await db.execute("select app.call_made($1, $2)", row["outgoing"], because)
