"""Reminders around a session: written with their cause, taken back with it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.database import Scope
from carenet.core.reminders import remind, unremind
from carenet.scheduling.rules.signing import reminders_for
from carenet.scheduling.services.holding import subject_of
from carenet.scheduling.wording import details_of

AHEAD: Final = ("session.evening", "session.soon")
DUTY: Final = """
select distinct a.person from duties d join accounts a on a.id = d.account
where d.role = $1 and d.approved_at is not null and d.starts_on <= $2 and d.ends_on >= $2
  and not exists (select from duty_endings e where e.duty = d.id)
  and ($3::uuid is null or d.organisation = $3)
  and ($4::text is null or d.lo <= $4 and $4 < d.hi and (d.towns = '{}' or left($4, 9) = any (d.towns)))
order by a.person limit 20"""
"""Who holds a duty now: at an office, or over a village."""


async def leads_of(db: Scope, session: Any) -> list[UUID]:
    """Who runs the place of a session; a worker sees them all. Without a lead, the village's director."""
    today = clock.today()
    rows = await db.fetch(DUTY, "lead", today, session["centre"], None)
    if not rows:
        rows = await db.fetch(DUTY, "director", today, None, session["village"])
    return [row["person"] for row in rows]


async def remind_adult(session: Any, person: UUID, now: datetime) -> None:
    """The evening before and two hours before; what is past already is not said."""
    for kind, due in reminders_for(now, session["starts_at"]):
        await remind(
            kind,
            subject_of(session["id"]),
            person,
            due,
            expires_at=session["starts_at"],
            **details_of(session),
        )


async def take_back(session: UUID, person: UUID | None = None) -> None:
    """Nobody is reminded of what they no longer come to."""
    for kind in AHEAD:
        await unremind(subject_of(session), recipient=person, kind=kind)


async def tell(kind: str, session: Any, people: Iterable[UUID], **more: Any) -> None:
    """Have these people told now; twice the same cause is one message."""
    for person in dict.fromkeys(people):
        await remind(
            kind,
            subject_of(session["id"]),
            person,
            clock.now(),
            expires_at=session["ends_at"],
            **{**details_of(session), **more},
        )
