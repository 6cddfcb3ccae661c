"""The pace of a channel: places with its provider are taken in order, by all workers together."""

from typing import Final

from carenet.core.actors import Actor
from carenet.core.database import transaction

RESERVE: Final = """
insert into channel_paces as p (channel, next_at)
values ($1, clock_timestamp() + $2 * interval '1 second')
on conflict (channel) do update
set next_at = greatest(p.next_at, clock_timestamp()) + $2 * interval '1 second'
returning extract(epoch from p.next_at - clock_timestamp())::float8 - $2"""


async def reserve(channel: str, seconds: float, by: Actor) -> float:
    """Take the next so many seconds of a channel; how many seconds it is until they begin.

    What nobody took in time is gone: after a pause the provider is not overrun.
    """
    async with transaction(by) as db:
        begins: float = await db.fetchval(RESERVE, channel, seconds)
    return max(0.0, begins)
