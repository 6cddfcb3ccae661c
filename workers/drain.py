"""The main loop's turn: facts to listeners, reminders to messages, climbs up, long work onto queues."""

import asyncio
import time
from collections import Counter
from datetime import timedelta
from typing import Any, Final

import structlog

from carenet.core import beats, clock, facts, ladders, reminders
from carenet.core.database import transaction
from carenet.core.reminders import HAND_OVER_BATCH_MAX
from carenet.core.tasks import BEAT_SECONDS_MAX
from carenet.notifications.services.handing_over import hand_over
from workers.listeners import LADDERS, LISTENERS, LONG_WORK

TURNS_MAX: Final = 20
UNTIL_NEXT_TICK: Final = timedelta(seconds=1)
ENQUEUE_MAX: Final = 50
LANES: Final = 3
"""While one batch is written the next is planned: the database and this process work at once."""
LANE_BATCHES_MAX: Final = 5
log = structlog.get_logger()


async def enqueue_waiting(context: dict[Any, Any]) -> int:
    """Put waiting long work on its queue; work whose worker died comes again after its silence.

    The rows are the truth: after Valkey was wiped they are enqueued anew. arq drops a job id that
    is queued already, and a job that finds its row taken does nothing.
    """
    async with transaction(context["by"]) as db:
        waiting = await db.fetch(
            """select id, kind from tasks where ended_at is null and cancel_asked_at is null
                 and (beat_at is null or beat_at < now() - $1 * interval '1 second')
               order by created_at limit $2""",
            BEAT_SECONDS_MAX,
            ENQUEUE_MAX,
        )
    for row in waiting:
        if (found := LONG_WORK.get(row["kind"])) is None:
            log.error("no queue for this kind of task", kind=row["kind"])
            continue
        queue, job = found
        await context["redis"].enqueue_job(
            job, str(row["id"]), _queue_name=f"carenet:{queue}", _job_id=f"task:{row['id']}"
        )
    return len(waiting)


async def hand_over_all(context: dict[Any, Any]) -> int:
    """Make messages of what is due, bounded: a full batch is a sign that more lanes pay."""
    by, channels = context["by"], context["channels"]

    async def lane() -> int:
        done = 0
        for _ in range(LANE_BATCHES_MAX):
            done += (taken := await hand_over(channels, by))
            if taken < HAND_OVER_BATCH_MAX:
                break
        return done

    taken = await hand_over(channels, by)
    if taken < HAND_OVER_BATCH_MAX:
        return taken
    return taken + sum(await asyncio.gather(*(lane() for _ in range(LANES))))


async def drain(context: dict[Any, Any], done: Counter[str]) -> None:
    """Work off what there is, bounded; `done` counts it."""
    by = context["by"]
    for _ in range(TURNS_MAX):
        round_ = Counter(
            facts=await facts.fan_out(LISTENERS, by),
            deliveries=await facts.deliver(LISTENERS, by),
            climbs=await ladders.climb(LADDERS, clock.now(), by),
            reminders=await hand_over_all(context),
        )
        done.update(round_)
        if not round_.total():
            break


async def turn(context: dict[Any, Any]) -> None:
    """One turn: drain what there is, and what falls due before the next tick; then say that it was done.

    A reminder that is due between two ticks does not wait for the second one: the turn does.
    """
    by, began = context["by"], time.monotonic()
    done: Counter[str] = Counter(facts=0, deliveries=0, climbs=0, reminders=0)
    await drain(context, done)
    now, slept = clock.now(), 0.0
    soon = await reminders.next_due(now, now + UNTIL_NEXT_TICK, by)
    if soon is not None:
        slept = (soon - now).total_seconds()
        await asyncio.sleep(slept)
        await drain(context, done)
    done["tasks"] = await enqueue_waiting(context)
    spent = int((time.monotonic() - began - slept) * 1000)
    await beats.beat("main.tick", 1, by=by, now=clock.now(), late_ms=spent, **done)
