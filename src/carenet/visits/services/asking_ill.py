"""At its hour somebody is asked how an ill child is; where nobody says, it climbs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.ladders import end_climb, start_climb
from carenet.core.reminders import remind_all, unremind
from carenet.escalation.rules import POLICIES, UNASKED
from carenet.escalation.services.telling import Matter, tell

ILL_MAX: Final = 200
# Whoever wrote it down and still has to do with the child, and its home; else who answers for the village.
DUE: Final = """
select i.id, i.village, i.next_check_at, array(select distinct q.who from (
    select r.person as who from reaches r where r.child = i.child and r.person = i.opened_by
      and r.starts_at <= $1 and (r.ends_at is null or r.ends_at > $1)
    union all select app.stands_for(p.id, $1) from placements p
      where p.child = i.child and p.kind = 'full_care' and p.ends_on is null and p.began_at <= $1) q
  where q.who is not null) as who, app.answers_for(i.village, $1) as officer
from illness_episodes i
where i.over_on is null and i.next_check_at <= $1
  and not exists (select from climbs c where c.ladder = $2 and c.subject = 'illness:' || i.id and c.ended_at is null)
order by i.next_check_at, i.id limit $3"""


async def ask_after_ill(now: datetime, *, by: Actor) -> int:
    """Ask after every child whose hour has come, and start its clock; how many there were."""
    asked = 0
    async with transaction(by) as db:
        for ill in await db.fetch(DUE, now, UNASKED, ILL_MAX):
            subject, steps = f"illness:{ill['id']}", POLICIES[UNASKED].steps
            if await start_climb(UNASKED, subject, now, steps, place=ill["village"]):
                asked += 1
                who = ill["who"] or [one for one in (ill["officer"],) if one]
                await remind_all("illness.check", f"{subject}:check", who, now)
    return asked


async def said_how_it_is(episode: UUID, *, by: Actor) -> None:
    """Somebody wrote of the child: nobody is asked any more until the next hour."""
    await end_climb(UNASKED, f"illness:{episode}", by=by, because="how the child is was written")
    await unremind(f"illness:{episode}:check")


async def on_unasked_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: nobody has said how an ill child is."""
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] != UNASKED:
                continue
            row = await db.fetchrow(
                "select child, village from illness_episodes where id = $1 and over_on is null",
                UUID(step["subject"].partition(":")[2]),
            )
            if row is not None:
                matters.append(Matter(step, row["village"], child=row["child"]))
    await tell(matters, by=by)
