"""/health/live and /health/ready: is the process there, and does everything it needs answer."""

import asyncio
from typing import Any, Final

import asyncpg
from litestar import Request, Response, get
from redis.exceptions import RedisError

from carenet.core import beats, clock
from carenet.core.database import definer
from carenet.core.migrate import missing_migrations

ANSWER_SECONDS_MAX: Final = 3
LOOPS: Final = ("main.tick", "solver.alive", "documents.alive")


@get("/health/live", opt={"public": True, "static": True})
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


async def state(redis: Any) -> dict[str, str]:
    """Each thing needed, and `ok` or what is wrong with it."""
    found: dict[str, str] = {}
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            rows = await definer("select name, beat_at, every_seconds from heartbeats")
            done = {r["name"] for r in await definer("select name from migration")}
        found["database"] = "ok"
        missing = missing_migrations(done)
        found["migrations"] = "ok" if not missing else f"{len(missing)} missing"
        now = clock.now()
        beating = {
            r["name"] for r in rows if not beats.is_silent(r["beat_at"], r["every_seconds"], now)
        }
        for loop in LOOPS:
            found[f"worker {loop.split('.')[0]}"] = "ok" if loop in beating else "silent"
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        found["database"] = "does not answer"
    try:
        await redis.ping()
        found["valkey"] = "ok"
    except (RedisError, OSError, TimeoutError):
        found["valkey"] = "does not answer"
    return found


@get("/health/ready", opt={"public": True, "static": True})
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """Database, Valkey, each worker's heartbeat, migrations; 503 unless all are well."""
    found = await state(request.app.state.redis)
    well = all(v == "ok" for v in found.values())
    return Response(
        {"status": "ok" if well else "not ready", "parts": found}, status_code=200 if well else 503
    )
