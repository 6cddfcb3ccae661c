"""How arq runs here: JSON, short timeouts, a patient connection. Clock and executor, never the truth."""

import asyncio
import json
import os
from collections.abc import Sequence
from typing import Any, Final

import redis
import structlog
from arq.connections import RedisSettings
from arq.cron import CronJob
from arq.worker import Function
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from carenet.core import clock, database, logs, words
from carenet.core.actors import worker as worker_actor
from carenet.core.settings import load
from carenet.notifications.channels.opening import close_channels, open_channels
from carenet.notifications.services.forgetting import Kept

RETRIES_MAX: Final = 30
QUEUE_JOBS_MAX: Final = 10
log = structlog.get_logger()


def redis_settings() -> RedisSettings:
    """A connection that lives through a restart of Valkey."""
    url = load(os.environ).redis_url
    if url is None:
        raise RuntimeError("CARENET_REDIS_URL is not set")
    made = RedisSettings.from_dsn(url)
    made.conn_retries, made.conn_retry_delay = 60, 1
    made.retry = Retry(ExponentialBackoff(cap=2, base=0.1), RETRIES_MAX)
    made.retry_on_error = [redis.ConnectionError, redis.TimeoutError, OSError]
    made.retry_on_timeout = True
    return made


def dumps(job: dict[str, Any]) -> bytes:
    """Ids and plain values only."""
    return json.dumps(job, default=str).encode()


async def start(context: dict[Any, Any]) -> None:
    """Before a worker's first job."""
    settings = load(os.environ)
    logs.configure(settings.log_level, settings.log_format)
    clock.check_time_zones()
    words.catalogue(words.DEFAULT)  # read now, not by the first reminder that is due
    await database.connect(context["queue"])
    context["by"] = worker_actor(context["queue"])
    rows = await database.definer("select demo from installations limit 1")
    context["channels"] = open_channels(settings, demo=bool(rows and rows[0]["demo"]))
    context["public_url"] = settings.public_url
    context["kept"] = Kept.of(settings)
    context["ping_url"] = settings.healthcheck_ping_url


async def stop(context: dict[Any, Any]) -> None:
    """After its last: what is on its way arrives first."""
    await asyncio.gather(*(lane.stop() for lane in context.get("lanes", {}).values()))
    await close_channels(context["channels"])
    await database.disconnect()


def worker_settings(
    queue: str, seconds: int, functions: Sequence[Function], cron_jobs: Sequence[CronJob]
) -> dict[str, Any]:
    """What arq reads. A dict: arq takes a class by its own __dict__ and would miss what it inherits."""
    return {
        "redis_settings": redis_settings(),
        "queue_name": f"carenet:{queue}",
        "job_timeout": seconds,
        "max_jobs": QUEUE_JOBS_MAX,
        "functions": list(functions),
        "cron_jobs": list(cron_jobs),
        "keep_result": 0,
        "poll_delay": 0.5,
        "handle_signals": True,
        "on_startup": start,
        "on_shutdown": stop,
        "job_serializer": dumps,
        "job_deserializer": json.loads,
        "ctx": {"queue": queue},
    }
