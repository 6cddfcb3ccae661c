"""Entry points of long work."""

from typing import Any
from uuid import UUID

from carenet.letters.services.envelopes import make_envelopes


async def print_envelopes(ctx: dict[Any, Any], task: str) -> None:
    """Print the envelopes that a task asks for."""
    await make_envelopes(UUID(task), by=ctx["by"])
