"""Family calls: asked for by the parent away, or simply told. Unknown is never counted as none."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.visits.facts import FamilyCallWanted, FamilySpoke

CHILDREN_MAX: Final = 20
INSERT: Final = """
insert into family_calls (id, child, village, guardian, kind, wanted_at, happened_at, answer,
  received_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""


class NotAtThatTime(Refusal):
    """Calls are arranged ahead, and not late at night."""

    msgid = N_("Please choose a time ahead, between 8:00 and 21:30.")


async def ask_for_call(child: UUID, wanted_at: datetime, *, by: Actor) -> UUID:
    """A guardian asks that a call be arranged.

    Raises:
        NotFound: the actor is no guardian of the child.
        NotAtThatTime: in the past, or outside 8:00 to 21:30.

    """
    local = wanted_at.astimezone(clock.SHANGHAI)
    if wanted_at <= clock.now() or not (8, 0) <= (local.hour, local.minute) <= (21, 30):
        raise NotAtThatTime
    async with transaction(by) as db:
        village = await _village(db, child, by)
        id_ = uuid7()
        await db.execute(
            INSERT, id_, child, village, by.me, "arranged", wanted_at, None, None, clock.now()
        )
        await announce(FamilyCallWanted(id_, child, by.me))
        return id_


async def say_whether_spoken(
    child: UUID, answer: Literal["spoke", "not_yet"], *, by: Actor
) -> None:
    """The Sunday question: did you speak this week?

    Raises:
        NotFound: the actor is no guardian of the child.

    """
    async with transaction(by) as db:
        village = await _village(db, child, by)
        now = clock.now()
        happened = now if answer == "spoke" else None
        await db.execute(INSERT, uuid7(), child, village, by.me, "own", None, happened, answer, now)
        await announce(FamilySpoke(child, by.me, answer))


async def note_spoken(guardian: UUID, answer: str, *, by: Actor) -> int:
    """The Sunday question was answered from a message, for all children of this guardian; how many.

    A wish for help becomes a call to arrange, told to the director. A worker's verb.
    """
    now = clock.now()
    async with transaction(by) as db:
        children = await db.fetch(
            """select distinct c.id, c.village from children c join guardians g on g.child = c.id
               where g.person = $1 and g.ends_on is null and c.left_on is null limit $2""",
            guardian, CHILDREN_MAX,
        )  # fmt: skip
        for child in children:
            kind, said = ("arranged", None) if answer == "arrange" else ("own", answer)
            happened, id_ = now if answer == "spoke" else None, uuid7()
            await db.execute(
                INSERT,
                id_,
                child["id"],
                child["village"],
                guardian,
                kind,
                None,
                happened,
                said,
                now,
            )
            if answer == "arrange":
                await announce(FamilyCallWanted(id_, child["id"], guardian))
            else:
                await announce(FamilySpoke(child["id"], guardian, answer))
    return len(children)


async def _village(db: Scope, child: UUID, by: Actor) -> str:
    village = await db.fetchval(
        """select c.village from children c join guardians g on g.child = c.id
           where c.id = $1 and g.person = $2 and g.ends_on is null limit 1""",
        child,
        by.me,
    )
    if village is None:
        raise NotFound
    return str(village)
