"""One lane out of the house per channel: so many posts at once, at the pace of its provider.

A lane claims only what it can begin soon, and never waits for a post that hangs: the next turn
claims again while that one is still on its way.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

import structlog

from carenet.core.actors import Actor
from carenet.notifications.channels.protocol import Channels
from carenet.notifications.services.pacing import reserve
from carenet.notifications.services.sending import Claimed, claim, send_claimed

AHEAD_SECONDS_MAX: Final = 2.0
"""So far ahead are places with the provider taken; far less than a lease lasts."""
CLAIMED_TIMES_MAX: Final = 2
"""For each post on its way one more message waits for its place."""
STOP_SECONDS_MAX: Final = 8
log = structlog.get_logger()


@dataclass
class Lane:
    """What is on its way by one channel in this process. Times on the monotonic clock."""

    name: str
    channels: Channels
    public_url: str
    by: Actor
    posts: set[asyncio.Task[None]] = field(default_factory=set)
    done: int = 0
    last_slot: float = 0.0

    def __post_init__(self) -> None:
        self.gate = asyncio.Semaphore(self.channels[self.name].capabilities.at_once_max)

    async def work(self, until: float) -> None:
        """Begin what is due, until there is no more or the time is up."""
        able = self.channels[self.name].capabilities
        while (now := time.monotonic()) < until:
            ahead = self.last_slot - now - AHEAD_SECONDS_MAX
            free = able.at_once_max * CLAIMED_TIMES_MAX - len(self.posts)
            if ahead > 0:
                await asyncio.sleep(min(ahead, until - now))
            elif free < max(1, able.at_once_max // 2):  # a claim for each single place costs more
                await asyncio.wait(
                    self.posts, timeout=until - now, return_when=asyncio.FIRST_COMPLETED
                )
            elif not await self._begin(min(free, 1 + int(able.per_second * AHEAD_SECONDS_MAX))):
                break

    async def _begin(self, many: int) -> int:
        taken = await claim(self.channels, self.by, only=self.name, many=many)
        if taken:
            spacing = 1 / self.channels[self.name].capabilities.per_second
            first = time.monotonic() + await reserve(self.name, len(taken) * spacing, self.by)
            for n, one in enumerate(taken):
                self.last_slot = first + n * spacing
                post = asyncio.create_task(self._post(one, self.last_slot))
                self.posts.add(post)
                post.add_done_callback(self.posts.discard)
        return len(taken)

    async def _post(self, taken: Claimed, slot: float) -> None:
        await asyncio.sleep(max(0.0, slot - time.monotonic()))
        try:
            async with self.gate:
                await send_claimed(taken, self.channels, self.public_url, self.by)
        except Exception:  # its lease lapses, and what is uncertain then is asked about
            log.exception("a sender failed", channel=self.name, key=str(taken.id))
        self.done += 1

    def count(self) -> int:
        """How many posts ended since it was last asked."""
        ended, self.done = self.done, 0
        return ended

    async def stop(self) -> None:
        """Let what is on its way arrive, for a while; the rest is asked about later."""
        if self.posts:
            _, late = await asyncio.wait(self.posts, timeout=STOP_SECONDS_MAX)
            for post in late:
                post.cancel()
