"""Asking: a proposal goes to the guardian, then to the helper, each told and told once more before its end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.reminders import remind, unremind
from carenet.core.steps import Step
from carenet.matching.facts import ProposalAgreed, ProposalPublished
from carenet.matching.rules import HELPER_DAYS, SECOND_ASK, answer_due

ANSWER_LADDER: Final = "helper_answer"
ANSWER_STEPS: Final = (Step(HELPER_DAYS * 24 * 60, "lapse"),)
SYSTEM: Final = UUID(int=0)


async def note(db: Scope, rows: Sequence[Any], what: str, by: Actor) -> None:
    """The dated row of what was decided about each of these proposals."""
    await db.executemany(
        """insert into proposal_decisions (proposal, child, village, what, by, at)
           values ($1, $2, $3, $4, $5, $6)""",
        [
            (r["id"], r["child"], r["village"], what, by.account or SYSTEM, clock.now())
            for r in rows
        ],
    )


async def ask_guardian(db: Scope, row: Mapping[str, Any], purpose: str, now: datetime) -> None:
    """The proposal waits for a guardian's answer; they are told, and told once more before its end."""
    due = answer_due("guardian", now)
    await db.execute(
        "update proposals set state = 'published', answer_by = $2 where id = $1", row["id"], due
    )
    guardians = await db.fetch(
        "select person from guardians where child = $1 and ends_on is null", row["child"]
    )
    for guardian in guardians:
        for kind, at in (("consent.asked", now), ("consent.due", due - SECOND_ASK)):
            await remind(
                kind,
                f"proposal:{row['id']}",
                guardian["person"],
                at,
                expires_at=due,
                purpose=purpose,
            )
    await announce(ProposalPublished(row["id"], row["child"], purpose))


async def ask_helper(db: Scope, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """The family's side is settled: the helper is asked, once for brothers and sisters together."""
    due = answer_due("helper", now)
    asked: set[tuple[UUID, Any]] = set()
    for row in rows:
        await unremind(f"proposal:{row['id']}")
        await db.execute(
            "update proposals set state = 'agreed', answer_by = $2 where id = $1", row["id"], due
        )
        await start_climb(ANSWER_LADDER, f"proposal:{row['id']}", now, ANSWER_STEPS)
        together = (row["person"], row["group_key"] or row["need"])
        if together in asked:
            continue
        asked.add(together)
        for kind, at in (("proposal.asked", now), ("proposal.due", due - SECOND_ASK)):
            await remind(kind, f"proposal:{row['id']}", row["person"], at, expires_at=due)
        await announce(ProposalAgreed(row["id"], row["person"]))


async def let_go(proposal: UUID, by: Actor) -> None:
    """Nothing more is awaited for a proposal."""
    await unremind(f"proposal:{proposal}")
    await end_climb(ANSWER_LADDER, f"proposal:{proposal}", by=by, because="answered")
