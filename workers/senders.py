"""Senders and sweepers of messages: a lane for each channel, so that none waits for another."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from carenet.core import beats, clock
from carenet.notifications.services import forgetting
from carenet.notifications.services.asking import ask_one, follow_up, sweep
from carenet.notifications.services.bots import make_mornings
from carenet.notifications.services.digests import make_digests
from carenet.notifications.services.handing_over import hand_over_early
from carenet.notifications.services.rounds import go_round
from workers.lanes import Lane

TURN_SECONDS_MAX: Final = 12
ASKS_A_TURN_MAX: Final = 100
log = structlog.get_logger()
Job = Callable[[dict[Any, Any]], Awaitable[None]]
_busy: set[str] = set()


async def alone(name: str, job: Job, context: dict[Any, Any]) -> None:
    """Run a loop's turn unless its last one still runs in this process.

    The clock ticks each second whether or not a slow provider has answered; without this its
    waiting turns would fill every place of the worker and delay an alarm.
    """
    if name in _busy:
        return
    _busy.add(name)
    try:
        await job(context)
    finally:
        _busy.discard(name)


def lanes_of(context: dict[Any, Any]) -> dict[str, Lane]:
    """The lanes of this process, one for each channel."""
    lanes: dict[str, Lane] = context.setdefault("lanes", {})
    for name in context["channels"]:
        if name not in lanes:
            lanes[name] = Lane(name, context["channels"], context["public_url"], context["by"])
    return lanes


async def send(context: dict[Any, Any]) -> None:
    """Send what is due, bounded in time; then say that it was done.

    Each lane is alone in its process: one whose provider hangs does not hold up the next turn of
    the others.
    """
    began = time.monotonic()
    lanes = lanes_of(context)

    async def work(lane: Lane) -> None:
        async def turn(_: dict[Any, Any]) -> None:
            await lane.work(began + TURN_SECONDS_MAX)

        await alone(f"send {lane.name}", turn, context)

    ends = await asyncio.gather(*map(work, lanes.values()), return_exceptions=True)
    for wrong in (x for x in ends if isinstance(x, BaseException)):
        log.error("a sender failed", fault=type(wrong).__name__, exc_info=wrong)
    spent = int((time.monotonic() - began) * 1000)
    sent = sum(lane.count() for lane in lanes.values())
    await beats.beat("main.send", 1, by=context["by"], now=clock.now(), late_ms=spent, sent=sent)


async def settle(context: dict[Any, Any]) -> None:
    """Lapsed sends become uncertain and are asked about; what never arrived takes its next way."""
    began = time.monotonic()
    lapsed, expired = await sweep(context["by"])
    asked = 0
    while asked < ASKS_A_TURN_MAX and time.monotonic() - began < TURN_SECONDS_MAX:
        if not await ask_one(context["channels"], context["by"]):
            break
        asked += 1
    followed = 0
    while followed < ASKS_A_TURN_MAX and time.monotonic() - began < TURN_SECONDS_MAX:
        if not await follow_up(context["channels"], context["by"]):
            break
        followed += 1
    spent = int((time.monotonic() - began) * 1000)
    await beats.beat(
        "main.settle", 5, by=context["by"], now=clock.now(), late_ms=spent,
        lapsed=lapsed, expired=expired, asked=asked, followed=followed,
    )  # fmt: skip


async def speak_early(context: dict[Any, Any]) -> None:
    """What falls into quiet hours is said the last minute before them."""
    began = time.monotonic()
    taken = await hand_over_early(context["channels"], context["by"])
    spent = int((time.monotonic() - began) * 1000)
    await beats.beat(
        "main.early", 30, by=context["by"], now=clock.now(), late_ms=spent, taken=taken
    )


async def digest(context: dict[Any, Any]) -> None:
    """The day's summaries, after six in the evening."""
    made = await make_digests(context["by"]) + await make_mornings(context["by"])
    await beats.beat("main.digest", 60, by=context["by"], now=clock.now(), made=made)


async def forget(context: dict[Any, Any]) -> None:
    """What is long over is forgotten, at night."""
    began = time.monotonic()
    gone = await forgetting.forget(context["kept"], context["by"])
    spent = int((time.monotonic() - began) * 1000)
    await beats.beat("main.forget", 60, by=context["by"], now=clock.now(), late_ms=spent, **gone)


async def rounds(context: dict[Any, Any]) -> None:
    """What a date alone brings about."""
    told = await go_round(context["by"])
    await beats.beat("main.rounds", 60, by=context["by"], now=clock.now(), told=told)
