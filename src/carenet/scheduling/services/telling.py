"""Reminders around a session: written with their cause, taken back with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.database import Scope, engine
from carenet.core.reminders import remind, unremind
from carenet.escalation.queries.people import answering_for
from carenet.scheduling.rules.nearness import travel_minutes
from carenet.scheduling.rules.signing import reminders_for, sets_off
from carenet.scheduling.services.holding import subject_of
from carenet.scheduling.wording import details_of

AHEAD: Final = ("session.evening", "session.leave", "session.soon")
WAYS: Final = "select * from app.way_to($1, $2)"


async def leads_of(db: Scope, session: Any) -> list[UUID]:
    """Who runs the place of a session now: the lead, their deputy, else whoever is above; a worker sees them."""
    return await answering_for(db, "lead", session["village"], session["centre"], clock.now())


async def remind_adults(session: Any, people: Sequence[UUID], now: datetime) -> None:
    """The evening before, before setting off on a long way, two hours before; never what is past."""
    ways = await _ways(session, people)
    for person in people:
        minutes = ways.get(person, 0)
        leaves = sets_off(session["starts_at"], minutes).astimezone(clock.SHANGHAI)
        for kind, due in reminders_for(now, session["starts_at"], minutes):
            values = details_of(session)
            if kind == "session.leave":
                values["until"] = leaves.strftime("%H:%M")
            await remind(
                kind, subject_of(session["id"]), person, due,
                expires_at=session["starts_at"], **values,
            )  # fmt: skip


async def _ways(session: Any, people: Sequence[UUID]) -> dict[UUID, int]:
    """Minutes from each one's home to the place; who has no known home is not in it."""
    rows = await engine().here().fetch(WAYS, session["id"], list(people)) if people else []
    return {
        row["person"]: travel_minutes(
            row["home"], row["place"], _point(row, "home"), _point(row, "place")
        )
        for row in rows
    }


def _point(row: Any, end: str) -> tuple[float, float] | None:
    latitude, longitude = row[f"{end}_latitude"], row[f"{end}_longitude"]
    return None if latitude is None or longitude is None else (latitude, longitude)


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
