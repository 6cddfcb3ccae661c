"""Several went to one home together: one writes it down, each of the others says whether they were there."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind, unremind
from carenet.placements.services import meet_obligations
from carenet.visits.facts import CompanionNamed
from carenet.visits.rules import MEETS, CannotLog
from carenet.visits.services.records import About, When

STRANGER: Final = N_("This person does not look after this child. Please choose from the list.")


async def name_companions(
    db: Scope, made: Sequence[tuple[About, UUID]], when: When, people: Sequence[UUID], *, by: Actor
) -> None:
    """Ask those who came along whether they did, each about the children they look after. The verb's transaction is open.

    Args:
        db: the open transaction.
        made: the children visited and the report on each.
        when: when it was.
        people: who came along.
        by: who writes it down.

    Raises:
        CannotLog: somebody looks after none of these children.

    """
    wanted = dict.fromkeys(people)
    strangers = set(wanted)
    for child, report in made if wanted else ():
        rows = await db.fetch("select person from app.might_come($1)", child.id)
        known = [row["person"] for row in rows if row["person"] in wanted]
        await _name(db, report, child, when, known, by)
        strangers -= set(known)
    if strangers:
        raise CannotLog(STRANGER, "companions")


async def _name(
    db: Scope, report: UUID, child: About, when: When, people: Sequence[UUID], by: Actor
) -> None:
    for person in people:
        id_ = uuid7()
        await db.execute(
            """insert into visit_companions (id, report, child, village, person, named_by, named_at, on_day, happened_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            id_, report, child.id, child.village, person, by.me, clock.now(),
            clock.day_of(when.happened_at), when.happened_at,
        )  # fmt: skip
        await announce(CompanionNamed(id_, person))


async def answer_companion(
    companion: UUID, words: str | None = None, *, came: bool, by: Actor
) -> None:
    """I was there too, or I was not. A yes meets what the person owed to the child on that day.

    Raises:
        NotFound: it was not asked of the actor, or was answered.

    """
    async with transaction(by) as db:
        try:
            row = await db.fetchrow(
                """update visit_companions set came = $2, words = $3, answered_at = $4
                   where id = $1 and person = $5 and answered_at is null
                   returning child, report, happened_at""",
                companion, came, words, clock.now(), by.me,
            )  # fmt: skip
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate != "CN404":
                raise
            raise NotFound from None
        if row is None:
            raise NotFound
        await unremind(f"companion:{companion}")
        if came:
            because = f"visit_report:{row['report']}"
            await meet_obligations(
                row["child"], by.me, MEETS["visit"], row["happened_at"], because, by=by
            )


async def ask_companions(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of CompanionNamed: each is asked."""
    async with transaction(by):
        for one in payloads:
            await remind(
                "visit.together", f"companion:{one['companion']}", UUID(one["person"]), clock.now()
            )
