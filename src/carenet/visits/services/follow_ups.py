"""What should follow a visit: a task with a day, until somebody says what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import NotFound
from carenet.core.reminders import remind, unremind
from carenet.visits.facts import FollowUpOpened
from carenet.visits.rules import follow_up_due
from carenet.visits.services.records import About
from carenet.visits.services.telling import tell_officers_of

VISITORS_OWN: Final = ("again",)
"""What the visitor does; everything else is the director's to see to."""
MORNING: Final = time(9)
REMIND_DAYS: Final = 2
CAME_AGAIN: Final = "visited again"


async def open_follow_up(
    db: Scope, child: About, report: UUID, what: str, on_day: date, *, by: Actor
) -> None:
    """Make a task of it. The verb's transaction is open."""
    id_, today = uuid7(), clock.today()
    person = by.me if what in VISITORS_OWN else None
    await db.execute(
        """insert into visit_tasks (id, child, village, report, what, person, opened_on, due_on)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        id_, child.id, child.village, report, what, person, today,
        follow_up_due(what, on_day, today),
    )  # fmt: skip
    await announce(FollowUpOpened(id_, child.id, child.village, person))


async def came_again(db: Scope, child: UUID, *, by: Actor) -> None:
    """A visit that was to be made again is done by the next one."""
    await db.execute(
        """update visit_tasks set done_at = $3, done_by = $2, outcome = $4
           where child = $1 and person = $2 and what = 'again' and done_at is null""",
        child, by.me, clock.now(), CAME_AGAIN,
    )  # fmt: skip


async def finish_follow_up(follow_up: UUID, outcome: str, *, by: Actor) -> None:
    """Say what came of it.

    Raises:
        NotFound: it is done, or not the actor's to see.

    """
    async with transaction(by) as db:
        found = await db.fetchval(
            """update visit_tasks set done_at = $2, done_by = $3, outcome = $4
               where id = $1 and done_at is null returning id""",
            follow_up, clock.now(), by.me, outcome,
        )  # fmt: skip
    if found is None:
        raise NotFound


async def hand_to_director(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of PersonSuspended: what the adult was to see to is the director's now, who hears of it."""
    async with transaction(by) as db:
        for one in payloads:
            rows = await db.fetch(
                """update visit_tasks set person = null where person = $1 and done_at is null
                   returning id, child, village""",
                UUID(one["person"]),
            )
            for row in rows:
                await unremind(f"follow_up:{row['id']}")
                await announce(FollowUpOpened(row["id"], row["child"], row["village"], None))


async def tell_of_follow_up(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of FollowUpOpened: the director, or the visitor two days before it is due."""
    async with transaction(by) as db:
        for one in payloads:
            subject = f"follow_up:{one['follow_up']}"
            if one["person"] is None:
                await tell_officers_of(db, "visit_task.opened", subject, one["village"])
                continue
            due_on = await db.fetchval(
                "select due_on from visit_tasks where id = $1 and person = $2 and done_at is null",
                UUID(one["follow_up"]),
                UUID(one["person"]),
            )
            if due_on is not None:
                await remind(
                    "visit_task.due", subject, UUID(one["person"]),
                    clock.at(due_on - timedelta(days=REMIND_DAYS), MORNING), date=due_on.isoformat(),
                )  # fmt: skip
