"""Entry points of long work."""

from typing import Any
from uuid import UUID

from carenet.scheduling.services.calendar import roll_out_touched
from carenet.scheduling.services.certificates import make_certificate


async def roll_out(ctx: dict[Any, Any], task: str) -> str:
    """Bring the sessions of every series that a change of the calendar touched up to date."""
    return await roll_out_touched(UUID(task), by=ctx["by"])


async def print_certificate(ctx: dict[Any, Any], task: str) -> None:
    """Print the certificate that a task names."""
    await make_certificate(UUID(task), ctx["public_url"], by=ctx["by"])
