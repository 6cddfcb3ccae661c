"""Silence is noticed: each web process looks at the heartbeats now and then and warns the staff."""

import time
from typing import Any, Final

import asyncpg
import structlog
from litestar import Request

from carenet.core import beats, clock

LOOK_SECONDS: Final = 15
log = structlog.get_logger()


class Watch:
    """The loops that have fallen silent, as this process last saw them."""

    def __init__(self) -> None:
        self.began = clock.now()
        self.silent: tuple[str, ...] = ()
        self._looked_at = 0.0

    async def look(self) -> None:
        """Read the heartbeats."""
        self._looked_at = time.monotonic()
        self.silent = tuple(await beats.silent_loops(clock.now(), self.began))

    @property
    def stale(self) -> bool:
        """Is it time to look again?"""
        return time.monotonic() - self._looked_at > LOOK_SECONDS


async def keep_watch(request: Request[Any, Any, Any]) -> None:
    """Before a request: look again if the last look is old. A page never fails because of it."""
    watch: Watch = request.app.state.watch
    if not watch.stale or request.url.path.startswith(("/static", "/health")):
        return
    try:
        await watch.look()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        log.warning("the heartbeats cannot be read")
