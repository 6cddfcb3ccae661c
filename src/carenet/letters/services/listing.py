"""Whoever has not acknowledged in the letter's time comes on a list: a task for a named officer each."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.reminders import remind
from carenet.escalation.queries.people import answering_for
from carenet.letters.rules import LADDER
from carenet.notifications.services.in_person import Walk, ask_for_walks


async def on_letter_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: the list is made, the office is told to print it."""
    for step in payloads:
        if step["ladder"] != LADDER:
            continue
        async with transaction(by) as db:
            await _list(db, UUID(step["subject"].partition(":")[2]), by)


async def _list(db: Scope, letter: UUID, by: Actor) -> None:
    row = await db.fetchrow(
        """update letters set listed_at = $2 where id = $1 and over_at is null and listed_at is null
           returning id, place, title, from_name, sent_by_person,
             exists (select from accounts a where a.id = sent_by and not exists (select
               from account_endings e where e.account = a.id and e.undone_at is null)) as is_here""",
        letter, clock.now(),
    )  # fmt: skip
    if row is None:
        return
    silent = await db.fetch(
        """select person, village from letter_recipients
           where letter = $1 and acknowledged_at is null and call_task is null order by person""",
        letter,
    )
    if not silent:
        return
    walks = [Walk(one["person"], one["village"]) for one in silent]
    said = {"place": row["from_name"], "title": row["title"]}
    tasks = await ask_for_walks(walks, "letter.again", f"letter:{letter}", said, by=by)
    await db.execute(
        """update letter_recipients r set call_task = t.task
           from unnest($2::uuid[], $3::uuid[]) t(person, task)
           where r.letter = $1 and r.person = t.person""",
        letter, list(tasks), list(tasks.values()),
    )  # fmt: skip
    told = [row["sent_by_person"]] if row["is_here"] else await answering_for(
        db, "director", row["place"], None, clock.now()
    )  # fmt: skip
    for person in told:
        await remind(
            "letter.listed", f"letter:{letter}", person, clock.now(), count=len(silent),
            title=row["title"],
        )  # fmt: skip
