"""Entry points of long work."""

from typing import Any
from uuid import UUID

from carenet.timetables.services.publishing import publish_timetable
from carenet.timetables.services.solving import solve_timetable


async def solve(ctx: dict[Any, Any], task: str) -> str:
    """Solve the timetable that a task names."""
    return await solve_timetable(UUID(task), by=ctx["by"])


async def publish(ctx: dict[Any, Any], task: str) -> str:
    """Publish the timetable that a task names."""
    return await publish_timetable(UUID(task), by=ctx["by"])
