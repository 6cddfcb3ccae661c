"""A parent asks for a copy of the file or to have something put right; an officer answers within its time."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind
from carenet.visits.facts import FamilyAsked
from carenet.visits.rules import CannotLog
from carenet.visits.services.telling import tell_officers_of

MAY_ANSWER: Final = ("county", "township", "director")
ANSWER_DAYS: Final = 15
"""How long an answer may take (PIPL 45 and 46 say in good time; fifteen days as in the network data rules)."""
OPEN_MAX: Final = 5
SAY_WHAT: Final = N_("Please say what is wrong and how it should be.")
ENOUGH: Final = N_(
    "Five wishes wait for an answer already. Please wait for those, or call the director."
)


async def ask_of_file(child: UUID, kind: str, words: str | None, *, by: Actor) -> UUID:
    """A guardian asks for a copy, or for something to be put right.

    Raises:
        NotFound: the actor is no guardian of the child.
        CannotLog: nothing is said of what is wrong, or too many wait.

    """
    if kind == "correction" and not (words or "").strip():
        raise CannotLog(SAY_WHAT, "words")
    today = clock.today()
    async with transaction(by) as db:
        village = await db.fetchval(
            """select c.village from guardians g join children c on c.id = g.child
               where g.child = $1 and g.person = $2 and g.ends_on is null""",
            child,
            by.me,
        )
        if village is None:
            raise NotFound
        waiting = await db.fetchval(
            "select count(*) from family_requests where guardian = $1 and answered_at is null",
            by.me,
        )
        if waiting >= OPEN_MAX:
            raise CannotLog(ENOUGH)
        id_ = uuid7()
        await db.execute(
            """insert into family_requests (id, child, village, guardian, kind, words, due_on)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            id_, child, village, by.me, kind, words, today + timedelta(days=ANSWER_DAYS),
        )  # fmt: skip
        await announce(FamilyAsked(id_, child, village))
    return id_


async def answer_request(request: UUID, answer: str, *, by: Actor) -> None:
    """An officer says what was done; the parent hears that it is answered.

    Raises:
        MayNot: the actor decides about no child.
        NotFound: it is answered, or not of the actor's place.

    """
    by.needs(*MAY_ANSWER)
    async with transaction(by) as db:
        guardian = await db.fetchval(
            """update family_requests set answered_at = $2, answered_by = $3, answer = $4
               where id = $1 and answered_at is null returning guardian""",
            request, clock.now(), by.me, answer,
        )  # fmt: skip
        if guardian is None:
            raise NotFound
        await remind("family.request_answered", f"family_request:{request}", guardian, clock.now())


async def tell_of_request(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of FamilyAsked: the director of the village."""
    async with transaction(by) as db:
        for one in payloads:
            subject = f"family_asked:{one['request']}"
            await tell_officers_of(db, "family.request", subject, one["village"])
