"""Every cron line, with the reason beside it."""

from typing import Any

from arq import cron
from arq.cron import CronJob

from carenet.core import beats, clock
from workers.drain import turn

EVERY_SECOND = set(range(60))
EVERY_FIVE = set(range(0, 60, 5))


async def tick(ctx: dict[Any, Any]) -> dict[str, int]:
    """The main loop's turn."""
    return await turn(ctx)


async def alive(ctx: dict[Any, Any]) -> None:
    """A queue that mostly waits says that it is there."""
    name = f"{ctx['queue']}.alive"
    await beats.beat(name, 5, by=ctx["by"], now=clock.now())


# The tick is the latency of everything: a second from a fact to its listeners.
MAIN: list[CronJob] = [cron(tick, name="main.tick", second=EVERY_SECOND, timeout=20, max_tries=1)]
# Without it nobody would know that no solver is there until a round is started.
SOLVER: list[CronJob] = [
    cron(alive, name="solver.alive", second=EVERY_FIVE, timeout=5, max_tries=1)
]
DOCUMENTS: list[CronJob] = [
    cron(alive, name="documents.alive", second=EVERY_FIVE, timeout=5, max_tries=1)
]
