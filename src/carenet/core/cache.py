"""Valkey: a cache and a counter, never the truth. Everything here may be wiped at any time."""

import os

from redis.asyncio import Redis

from carenet.core.settings import load

SECONDS_MAX = 0.5


def client() -> Redis:
    """A client that gives up quickly: pages must not wait for a cache."""
    url = load(os.environ).redis_url
    if url is None:
        raise RuntimeError("CARENET_REDIS_URL is not set")
    made: Redis = Redis.from_url(
        url, socket_timeout=SECONDS_MAX, socket_connect_timeout=SECONDS_MAX
    )
    return made
