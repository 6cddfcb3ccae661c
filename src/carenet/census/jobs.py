"""Entry points of long work."""

from typing import Any
from uuid import UUID

from carenet.census.services import import_workbook


async def take(ctx: dict[Any, Any], task: str) -> None:
    """Import the workbook that a task names."""
    await import_workbook(UUID(task), by=ctx["by"])
