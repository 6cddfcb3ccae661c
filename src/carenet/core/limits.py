"""Limits per account, address or target: fixed windows, one round trip, atomic between processes."""

import hashlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from litestar.connection import ASGIConnection
from litestar.exceptions import TooManyRequestsException
from litestar.handlers import BaseRouteHandler
from redis.exceptions import RedisError

Connection = ASGIConnection[Any, Any, Any, Any]
LUA: Final = """local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('PTTL', KEYS[1])}"""
LOCAL_MAX: Final = 10_000
log = structlog.get_logger()
_local: Counter[str] = Counter()


def by_address(connection: Connection) -> str:
    """The client's address; None on a Unix socket."""
    return connection.client.host if connection.client else "socket"


def by_account(connection: Connection) -> str:
    """The signed-in account, else the address."""
    actor = connection.scope.get("state", {}).get("actor")
    return str(actor.account) if actor and actor.account else by_address(connection)


def slot_of(name: str, key: str) -> str:
    """Where Valkey keeps the count; the key itself does not stand in it."""
    return f"rl:{name}:{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"


async def count(connection: Connection, name: str, key: str, times: int, seconds: int) -> None:
    """Count one act of `key`.

    Without Valkey each process counts alone: acts stay bounded and nobody is locked out.

    Raises:
        TooManyRequestsException: it was one too many in this window.

    """
    slot = slot_of(name, key)
    try:
        n, ttl = await connection.app.state.redis.eval(LUA, 1, slot, seconds * 1000)
    except (RedisError, OSError):
        log.warning("rate limiter without Valkey", limiter=name)
        if len(_local) > LOCAL_MAX:
            _local.clear()
        slot = f"{slot}:{int(time.time()) // seconds}"
        _local[slot] += 1
        n, ttl = _local[slot], seconds * 1000
    if n > times:
        raise TooManyRequestsException(headers={"Retry-After": str(max(1, -(-ttl // 1000)))})


def limit(
    name: str, times: int, seconds: int, key: Callable[[Connection], str] = by_address
) -> Callable[[Connection, BaseRouteHandler], Awaitable[None]]:
    """A guard. By address only on sign-in and codes: schools and WeChat share addresses."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        await count(connection, name, key(connection), times, seconds)

    return guard
