"""A guardian says yes or no to one purpose on their own phone; both are one step."""

from uuid import UUID

from carenet.children.services import give_consent, withdraw_consent
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.matching.services import agree
from carenet.visits.queries.agreements import KINDS_OF


async def say(
    child: UUID, purpose: str, *, agreed: bool, voice: str | None = None, by: Actor
) -> None:
    """Agree, refuse, or take a yes back; what waited for the answer moves with it.

    Raises:
        NotFound: the actor is no guardian of the child.
        NeedsVoice: a yes to an adult coming near the child, without the child's own word.

    """
    async with transaction(by) as db:
        holds = await db.fetchval("select app.consented($1, $2, $3)", child, purpose, clock.today())
        mine = await db.fetchval(
            "select exists (select from guardians where child = $1 and person = $2 and ends_on is null)",
            child,
            by.me,
        )
        if not mine:
            raise NotFound
        if holds and agreed:
            return
        if holds:
            await withdraw_consent(child, purpose, given_by=by.me, channel="app", by=by)
        elif purpose in KINDS_OF:
            await agree(child, purpose, agreed=agreed, child_voice=voice, by=by)
        else:
            await give_consent(
                child, purpose, agreed=agreed, given_by=by.me, channel="app", child_voice=voice,
                by=by,
            )  # fmt: skip
