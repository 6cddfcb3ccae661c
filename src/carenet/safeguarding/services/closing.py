"""A concern is settled: a worry by whoever took it on, one of the nine situations by two officers.

Source: Opinions on mandatory reporting of cases of harm to minors (trial, 2020), section 4, and the Law on
the Protection of Minors, articles 11 and 117. The database refuses the same: the second is another person by
row security and by a constraint, and a trigger lets none of the nine close without both.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from asyncpg import UniqueViolationError

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb
from carenet.core.refusals import N_, Refusal
from carenet.core.reminders import remind
from carenet.escalation.rules import CONCERN, MANDATORY
from carenet.safeguarding.facts import ClosingProposed, ClosingSentBack
from carenet.safeguarding.services.concerns import subject_of

PROPOSE: Final = """
insert into concern_closings (id, concern, child, village, outcome, receipt, proposed_by, proposed_person)
select $1, c.id, c.child, c.village, $3, $4, $5, $6 from concerns c
where c.id = $2 and c.mandatory and c.taken_at is not null and c.closed_at is null returning id"""
ANSWER: Final = """
update concern_closings set answered_by = $2, answered_person = $3, answered_at = $4, agreed = $5, because = $6
where concern = $1 and answered_at is null and proposed_by <> $2 and proposed_person <> $3 returning id"""
RECEIPT_MIN: Final = 4


class NotClosedYet(Refusal):
    """A concern cannot be closed like this."""

    msgid = N_(
        "This cannot be closed yet: somebody must have taken it on, and one of the nine situations needs the number of the police receipt."
    )


class NotTheSecond(Refusal):
    """Whoever asked to close it does not confirm it, and what was answered stays answered."""

    msgid = N_(
        "Another officer than the one who asked must confirm, and only once. Nothing was changed."
    )


async def close_concern(concern: UUID, outcome: str, receipt: str | None, *, by: Actor) -> bool:
    """A worry is settled with what came of it; for one of the nine a second officer is asked.

    Returns:
        Whether it is closed; False where it waits for the second officer.

    Raises:
        NeedsSecondFactor: one factor only.
        NotClosedYet: nobody took it on, the receipt is missing, or it waits for the second already.

    """
    by.needs_two_factors()
    async with transaction(by) as db:
        if await db.fetchval("select app.close_concern($1, $2, $3)", concern, receipt, outcome):
            await _ended(db, concern, by)
            return True
        if len((receipt or "").strip()) < RECEIPT_MIN:
            raise NotClosedYet
        try:
            closing = await db.fetchval(
                PROPOSE, uuid7(), concern, outcome, receipt, by.account, by.me
            )
        except UniqueViolationError:
            raise NotClosedYet(N_("It waits for a second officer already.")) from None
        if closing is None:
            raise NotClosedYet
        await announce(ClosingProposed(concern, closing))
        await db.execute("select app.audit('ask to close concern', $1)", subject_of(concern))
        return False


async def answer_closing(concern: UUID, because: str, *, agreed: bool, by: Actor) -> None:
    """The second officer agrees, and it is closed; or sends it back, and it goes on.

    Raises:
        NeedsSecondFactor: one factor only.
        NotTheSecond: nobody asked, somebody answered before, or one's own asking.

    """
    by.needs_two_factors()
    async with transaction(by) as db:
        closing = await db.fetchval(
            ANSWER, concern, by.account, by.me, clock.now(), agreed, because.strip()
        )
        if closing is None:
            raise NotTheSecond
        if agreed:
            await _ended(db, concern, by)
        else:
            await announce(ClosingSentBack(concern, closing))
            await db.execute("select app.audit('send concern back', $1)", subject_of(concern))


async def _ended(db: Scope, concern: UUID, by: Actor) -> None:
    for ladder in (MANDATORY, CONCERN):
        await end_climb(ladder, subject_of(concern), by=by, because="settled")
    await db.execute("select app.audit('close concern', $1)", subject_of(concern))


async def ask_seconds(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ClosingProposed: every officer who could be the second is asked."""
    await _say("concern.second", "select * from app.seconds_for($1)", payloads, by)


async def tell_sent_back(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ClosingSentBack: whoever asked hears that it goes on."""
    await _say("concern.sent_back", "select * from app.sent_back_to($1)", payloads, by)


async def _say(kind: str, sql: str, payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    async with transaction(by) as db:
        for payload in payloads:
            for row in await db.fetch(sql, UUID(str(payload["closing"]))):
                await remind(
                    kind, f"closing:{payload['closing']}", row["person"], clock.now(),
                    id=row["concern"],
                )  # fmt: skip
