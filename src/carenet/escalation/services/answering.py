"""I am on it; and an end for what has no page of its own to be answered on."""

from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.ladders import end_climb, hold_climb
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.escalation.queries.timeline import subject_seen
from carenet.escalation.rules import ALONE, HOLD_MINUTES

MAY_ANSWER: Final = ("lead", "director", "township", "county", "teacher", "principal")
BECAUSE_MAX: Final = 200


class CannotAnswer(Refusal):
    """What was done is missing, or somebody was quicker."""

    msgid = N_("Please write what was done and how the child is. Nothing was changed.")


async def take_on(kind: str, id_: UUID, ladder: str, *, by: Actor) -> None:
    """I am on it: for HOLD_MINUTES nobody else is told, then it climbs on.

    Raises:
        MayNot: no duty to answer for children.
        NotFound: the matter is not within reach, or does not climb.

    """
    by.needs(*MAY_ANSWER)
    async with transaction(by) as db:
        subject = await subject_seen(db, kind, id_)
        for row in await db.fetch(
            """select subject from climbs where ladder = $1 and subject like $2
                 and ended_at is null""",
            ladder, subject,
        ):  # fmt: skip
            await hold_climb(ladder, row["subject"], clock.now(), HOLD_MINUTES, by=by)
            return
    raise NotFound


async def answer_alone(child: UUID, because: str, *, by: Actor) -> None:
    """Somebody went there: who is with the child now. Ends all climbs about it.

    Raises:
        CannotAnswer: nothing was written, or nothing waits for an answer any more.
        MayNot: no duty to answer for children.
        NotFound: the child is not within reach.

    """
    by.needs(*MAY_ANSWER)
    if len(because.strip()) < 2:
        raise CannotAnswer
    async with transaction(by) as db:
        pattern = await subject_seen(db, "child", child)
        rows = await db.fetch(
            "select subject from climbs where ladder = $1 and subject like $2 and ended_at is null",
            ALONE, pattern,
        )  # fmt: skip
        if not rows:
            raise CannotAnswer(N_("Somebody answered for this already."))
        said = f"{by.name}: {because.strip()}"[:BECAUSE_MAX]
        for row in rows:
            await end_climb(ALONE, row["subject"], by=by, because=said)
