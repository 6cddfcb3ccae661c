"""Answers: the guardian's per purpose, the helper's to a proposal. Each is a dated row with who and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.children.services import give_consent
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.matching.facts import GuardianRefused, ProposalAccepted, ProposalDeclined
from carenet.matching.services.asking import let_go
from carenet.matching.services.circles import circles_answered, families_agreed

WAITING_MAX: Final = 20
WAITING: Final = """
select p.id, p.child, p.village, p.person, p.need, p.round, n.group_key, n.service
from proposals p join needs n on n.id = p.need
where p.child = $1 and p.state = 'published' and n.service = any($2)
order by p.id limit $3 for update of p"""


class TooLate(Refusal):
    """The proposal is no longer open."""

    msgid = N_("This is no longer open: it was answered, withdrawn, or its time ran out.")


class NeedsVoice(Refusal):
    """The child was neither heard nor is it said why not."""

    msgid = N_("Please write what the child said, or choose why it could not be asked.")


@dataclass(frozen=True, slots=True)
class SettledProposal:
    """One child of an accepted proposal, and the placement that is to begin."""

    proposal: UUID
    need: UUID
    child: UUID
    village: str
    service: str
    tier: int
    offer: UUID | None
    placement: UUID


async def agree(
    child: UUID,
    purpose: str,
    *,
    agreed: bool,
    child_voice: str | None,
    because: str | None = None,
    by: Actor,
) -> int:
    """A guardian's answer for one purpose; how many waiting proposals it moved.

    `child_voice` is what the child said or why it could not be asked; a no needs neither.

    Raises:
        NotAGuardian: the actor is no guardian of the child now.
        NeedsVoice: a yes without the child's voice.

    """
    if agreed and not child_voice:
        raise NeedsVoice
    async with transaction(by) as db:
        await give_consent(
            child, purpose, agreed=agreed, given_by=by.me, channel="app", child_voice=child_voice,
            by=by,
        )  # fmt: skip
        rows = await db.fetch(WAITING, child, list(SERVICES_OF.get(purpose, ())), WAITING_MAX)
        now = clock.now()
        said = "agreed" if agreed else "guardian_refused"
        await _note(db, rows, said, because=because, voice=child_voice, by=by)
        if agreed:
            for round_ in dict.fromkeys(r["round"] for r in rows):
                mine = [r for r in rows if r["round"] == round_]
                await families_agreed(db, round_, mine, now)
        else:
            for row in rows:
                await db.execute(
                    "update proposals set state = 'withdrawn' where id = $1", row["id"]
                )
                await let_go(row["id"], by)
            await circles_answered(db, [r["id"] for r in rows])
            await announce(GuardianRefused(child, purpose))
        return len(rows)


SERVICES_OF: Final = {
    "volunteer": ("tutoring",),
    "proxy_parent": ("proxy_parent",),
    "host_family": ("host_family",),
    "peer": ("peer",),
}


async def withdraw_for_consent(child: UUID, purpose: str, *, by: Actor) -> int:
    """Take back what is out and rests on a consent that is no more; how many that were."""
    async with transaction(by) as db:
        rows = await db.fetch(
            """update proposals p set state = 'withdrawn' from needs n
               where n.id = p.need and p.child = $1 and n.service = any($2)
                 and p.state in ('published', 'agreed') and not app.consented($1, $3, $4)
               returning p.id""",
            child,
            list(SERVICES_OF.get(purpose, ())),
            purpose,
            clock.today(),
        )
        for row in rows:
            await let_go(row["id"], by)
        await circles_answered(db, [r["id"] for r in rows])
        return len(rows)


async def _note(
    db: Scope,
    rows: Sequence[Any],
    what: str,
    *,
    because: str | None,
    voice: str | None,
    by: Actor,
) -> None:
    now = clock.now()
    await db.executemany(
        """insert into proposal_decisions (proposal, child, village, what, by, person, at,
             because, child_voice) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        [
            (r["id"], r["child"], r["village"], what, by.id, by.me, now, because, voice)
            for r in rows
        ],
    )


async def settle_proposal(proposal: UUID, *, by: Actor) -> list[SettledProposal]:
    """The helper's yes: proposals settled, needs met, reach opened; placements are the caller's.

    Raises:
        NotFound: it was not proposed to the actor.
        TooLate: answered, withdrawn or past its time.

    """
    async with transaction(by) as db:
        try:
            async with transaction(by):
                rows = await db.fetch(
                    "select * from app.take_proposal($1, $2)", proposal, clock.now()
                )
        except asyncpg.PostgresError as wrong:
            raise _refusal(wrong) from None
        for row in rows:
            await let_go(row["proposal"], by)
            await announce(ProposalAccepted(row["proposal"], by.me))
        return [
            SettledProposal(
                r["proposal"], r["need"], r["child"], r["village"], r["service"], r["tier"],
                r["offer"], r["placement"],
            )
            for r in rows
        ]  # fmt: skip


async def decline_proposal(proposal: UUID, because: str | None, *, by: Actor) -> None:
    """The helper's no; the need goes to the round's next best at once.

    Raises:
        NotFound: it was not proposed to the actor.
        TooLate: answered, withdrawn or past its time.

    """
    async with transaction(by) as db:
        try:
            async with transaction(by):
                rows = await db.fetch(
                    "select app.decline_proposal($1, $2, $3) as id", proposal, because, clock.now()
                )
        except asyncpg.PostgresError as wrong:
            raise _refusal(wrong) from None
        for row in rows:
            await let_go(row["id"], by)
            await announce(ProposalDeclined(row["id"], lapsed=False))


def _refusal(wrong: asyncpg.PostgresError) -> Exception:
    if wrong.sqlstate == "CN404":
        return NotFound()
    return TooLate() if wrong.sqlstate == "CN002" else wrong
