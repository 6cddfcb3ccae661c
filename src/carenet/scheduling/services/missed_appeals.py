"""The word against a missed place: said by whose it is, answered by another within days."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind
from carenet.escalation.rules import MISSED, POLICIES
from carenet.escalation.services.telling import Matter, tell
from carenet.scheduling.rules.missed import (
    DECIDED_WITHIN,
    CannotAppeal,
    CannotJudge,
    require_appeal_in_time,
)
from carenet.scheduling.services.holding import require_runs
from carenet.scheduling.services.missed import ANSWERED, lift

OPEN: Final = """
select a.id, a.village, a.centre, a.person, c.name as place, x.person as recorder
from no_show_appeals a join no_shows n on n.id = a.no_show and n.lifted_at is null
join centres c on c.id = a.centre left join accounts x on x.id = a.recorded_by
where a.id = $1 and a.decided_at is null"""


def _subject(appeal: UUID) -> str:
    return f"missed:{appeal}"


async def appeal(no_show: UUID, because: str, *, by: Actor) -> UUID:
    """That is not right, in one's own words; nothing of it holds until another has answered.

    Raises:
        CannotAppeal: said already, taken back, or too long ago.
        NotFound: it is not this person's.

    """
    now = clock.now()
    async with transaction(by) as db:
        row = await db.fetchrow("select * from no_shows where id = $1", no_show)
        if row is None or row["person"] != by.me:
            raise NotFound
        if not row["counts"]:
            raise CannotAppeal
        require_appeal_in_time(now, row["at"])
        made = uuid7()
        try:
            async with transaction(by):
                await db.execute(
                    """insert into no_show_appeals (id, no_show, centre, village, person, recorded_by,
                         because, at, by, decide_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
                    made, no_show, row["centre"], row["village"], by.me, row["by"], because, now,
                    by.id, now + DECIDED_WITHIN,
                )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise CannotAppeal from None
        await start_climb(
            MISSED, _subject(made), now, POLICIES[MISSED].steps, place=row["village"], appeal=made
        )
    return made


async def answer_appeal(appeal: UUID, *, uphold: bool, answer: str | None, by: Actor) -> None:
    """They are right, and nothing of it holds any more; or it stays, and why.

    Raises:
        CannotJudge: it was written down by this person, is its own, or was answered.
        NotFound: no such thing at one's places.

    """
    async with transaction(by) as db:
        asked = await db.fetchrow("select * from no_show_appeals where id = $1 for update", appeal)
        if asked is None:
            raise NotFound
        await require_runs(asked["centre"], by=by, db=db)
        if asked["decided_at"] is not None:
            raise CannotJudge(N_("This was decided already."))
        if by.me == asked["person"] or by.id in (asked["recorded_by"], asked["by"]):
            raise CannotJudge
        if not uphold and not answer:
            raise CannotJudge(N_("Please say in a word why not: they will read it."))
        now = clock.now()
        await db.execute(
            """update no_show_appeals set decided_at = $2, decided_by = $3, upheld = $4, answer = $5
               where id = $1""",
            appeal, now, by.id, uphold, answer,
        )  # fmt: skip
        row = await db.fetchrow("select * from no_shows where id = $1", asked["no_show"])
        if uphold and row is not None:
            await lift(db, row, "appeal", by=by)
        await end_climb(MISSED, _subject(appeal), by=by, because="decided")
        await remind(ANSWERED, _subject(appeal), asked["person"], now)


async def on_missed_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: a word against a missed place waits for somebody else's answer."""
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] != MISSED:
                continue
            row = await db.fetchrow(OPEN, UUID(step["subject"].partition(":")[2]))
            if row is not None:
                about = frozenset(p for p in (row["person"], row["recorder"]) if p)
                matters.append(
                    Matter(
                        step, row["village"], row["centre"], about=about,
                        values={"place": row["place"]},
                    )
                )  # fmt: skip
    await tell(matters, by=by)
