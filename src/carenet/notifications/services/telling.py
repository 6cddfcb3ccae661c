"""Reminders that messages themselves have made."""

from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.reminders import remind


async def tell_task_ended(task: str, begun_by: str, page: str | None, by: Actor) -> None:
    """Say to whoever began a piece of long work that it has ended."""
    async with transaction(by) as db:
        person = await db.fetchval("select person from accounts where id = $1", UUID(begun_by))
        if person is not None:
            await remind("task.done", f"task:{task}", person, clock.now(), path=page)
