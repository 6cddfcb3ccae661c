"""Reminders around a session: written with their cause, taken back with it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.database import Scope
from carenet.core.reminders import remind, unremind
from carenet.escalation.queries.people import answering_for
from carenet.scheduling.rules.signing import reminders_for
from carenet.scheduling.services.holding import subject_of
from carenet.scheduling.wording import details_of

AHEAD: Final = ("session.evening", "session.soon")


async def leads_of(db: Scope, session: Any) -> list[UUID]:
    """Who runs the place of a session now: the lead, their deputy, else whoever is above; a worker sees them."""
    return await answering_for(db, "lead", session["village"], session["centre"], clock.now())


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
