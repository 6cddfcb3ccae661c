"""An outside watch hears each minute that all loops beat, or which are silent (Healthchecks' protocol).

`/start` opens a run, the bare address closes it well and `/fail` badly; `rid` ties the two. A worker
that dies in between leaves an open run, and one that is gone sends nothing: the watch notices both.
"""

from typing import Any, Final
from uuid import UUID

import asyncpg
import httpx
import structlog

from carenet.core import beats, clock
from carenet.core.columns import uuid7

PING_SECONDS_MAX: Final = 4
"""For each of the two calls; together they stay within the job's time."""
log = structlog.get_logger()


async def silent_loops() -> list[str]:
    """The loops that have missed too many turns; the database itself, if it does not answer."""
    try:
        return await beats.silent_loops(clock.now())
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return ["database"]


async def ping(context: dict[Any, Any]) -> None:
    """Open a run, look, close it well or badly; without an outside watch, nothing."""
    if not context["ping_url"]:
        return
    url, run = context["ping_url"].rstrip("/"), uuid7()
    async with httpx.AsyncClient(timeout=PING_SECONDS_MAX, trust_env=False) as client:
        await _tell(client, f"{url}/start", run, "")
        silent = await silent_loops()
        await _tell(client, f"{url}/fail" if silent else url, run, "\n".join(silent))


async def _tell(client: httpx.AsyncClient, url: str, run: UUID, text: str) -> None:
    try:
        answer = await client.post(url, params={"rid": str(run)}, content=text)
        answer.raise_for_status()
    except httpx.HTTPError as wrong:
        log.warning("the outside watch does not answer", fault=type(wrong).__name__)
