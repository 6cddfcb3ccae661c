"""Reminders that messages themselves have made."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.reminders import remind, unremind


async def tell_task_ended(task: str, begun_by: str, page: str | None, by: Actor) -> None:
    """Say to whoever began a piece of long work that it has ended."""
    async with transaction(by) as db:
        person = await db.fetchval("select person from accounts where id = $1", UUID(begun_by))
        if person is not None:
            await remind("task.done", f"task:{task}", person, clock.now(), path=page)


async def tell_of_beginning(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A placement began: the adult hears from which day on, and where to read what comes next."""
    async with transaction(by):
        for one in payloads:
            await remind(
                "placement.began", f"placement:{one['placement']}", UUID(one["person"]),
                clock.now(), date=clock.today().isoformat(),
            )  # fmt: skip


async def tell_of_end(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A placement is over: the adult is thanked; what was still to be said of it is not said."""
    async with transaction(by):
        for one in payloads:
            subject = f"placement:{one['placement']}"
            await unremind(subject)
            await unremind(f"{subject}:ending")
            await remind("placement.ended", subject, UUID(one["person"]), clock.now())
