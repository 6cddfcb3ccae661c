"""The main loop's turn and its neighbours: bounded, alone in their process, and not held up by one fault."""

import asyncio
from dataclasses import dataclass

import pytest

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.tasks import ask, working_on
from carenet.notifications.channels.protocol import Receipt
from tests.cast import BIN, LAN, MEI
from tests.notifications.conftest import SESSION
from tests.notifications.provider import Provider
from workers import drain, listeners, senders


@dataclass(frozen=True)
class Happened:
    """Something happened, so many times."""

    n: int


class Queue:
    """What a turn puts on other queues."""

    def __init__(self):
        self.jobs = []

    async def enqueue_job(self, job, *args, **how):
        self.jobs.append((job, args, how["_queue_name"], how["_job_id"]))


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def context(worker, provider):
    return {
        "by": worker, "redis": Queue(), "channels": {provider.name: provider},
        "public_url": "https://test", "ping_url": None,
    }  # fmt: skip


@pytest.fixture
def heard(monkeypatch):
    """A listener that hears `Happened` and cannot bear the number 3."""
    found = []

    async def listen(payloads, by):
        for payload in payloads:
            if payload["n"] == 3:
                raise ValueError("three")
        async with transaction(by) as db:
            await db.execute("select 1")
        found.extend(payload["n"] for payload in payloads)

    monkeypatch.setattr(drain, "LISTENERS", {Happened: [listen]})
    return found


async def happen(worker, *numbers):
    async with transaction(worker):
        for n in numbers:
            await announce(Happened(n))


async def test_a_fact_reaches_its_listener_in_one_turn_once(context, worker, heard):
    await happen(worker, 1, 2)
    await drain.turn(context)
    await drain.turn(context)
    assert sorted(heard) == [1, 2]


async def test_a_poisoned_delivery_is_put_off_alone(context, worker, heard, eyes):
    await happen(worker, *range(1, 7))
    await drain.turn(context)
    assert sorted(heard) == [1, 2, 4, 5, 6]
    late = await eyes.fetch(
        "select attempts, last_error, next_at > now() as later from deliveries where done_at is null"
    )
    assert [(r["attempts"], r["later"]) for r in late] == [(1, True)]
    assert late[0]["last_error"].startswith("ValueError")


async def test_two_turns_at_once_hear_everything_once(context, worker, heard):
    await happen(worker, *(n for n in range(100) if n != 3))
    await asyncio.gather(*(drain.turn(context) for _ in range(4)))
    assert sorted(heard) == [n for n in range(100) if n != 3]


async def test_a_reminder_that_is_due_is_in_the_inbox_after_one_turn(context, worker, eyes):
    from carenet.core.reminders import remind

    async with transaction(worker):
        await remind("session.soon", "session:1", BIN.person, clock.now(), **SESSION)
    await drain.turn(context)
    assert (
        await eyes.fetchval("select count(*) from inbox_messages where person = $1", BIN.person)
        == 1
    )
    beat = await eyes.fetchrow("select * from heartbeats where name = 'main.tick'")
    assert beat["every_seconds"] == 1


async def test_two_turns_at_once_fill_an_inbox_once(context, worker, eyes):
    from carenet.core.reminders import remind

    async with transaction(worker):
        for n in range(60):
            await remind("session.soon", f"session:{n}", BIN.person, clock.now(), **SESSION)
    await asyncio.gather(*(drain.turn(context) for _ in range(4)))
    assert await eyes.fetchval("select count(*) from inbox_messages") == 60


async def test_long_work_is_put_on_its_queue_again_after_valkey_was_wiped(
    context, act, monkeypatch
):
    lan = await act(LAN)
    monkeypatch.setattr(drain, "LONG_WORK", {"census.read": ("documents", "census.read")})
    async with transaction(lan):
        task = await ask("census.read", None, by=lan)
    for _ in range(2):  # the queue forgot; the row did not
        context["redis"].jobs.clear()
        await drain.turn(context)
        assert context["redis"].jobs == [
            ("census.read", (str(task),), "carenet:documents", f"task:{task}")
        ]


async def test_work_that_took_long_is_said_when_it_ends(context, worker, act, eyes):
    mei = await act(MEI)
    async with transaction(mei):
        quick, slow = [await ask("census.read", None, by=mei) for _ in range(2)]
    await eyes.execute(
        "update tasks set created_at = now() - interval '5 minutes' where id = $1", slow
    )
    for task in (quick, slow):
        async with working_on(task, worker) as job:
            assert job
    await drain.turn(context)
    rows = await eyes.fetch("select subject, recipient from reminders where kind = 'task.done'")
    assert [(r["subject"], r["recipient"]) for r in rows] == [(f"task:{slow}", MEI.person)]


async def test_a_loop_whose_last_turn_still_runs_is_not_begun_again():
    running, release, turns = asyncio.Event(), asyncio.Event(), []

    async def slow(context):
        turns.append(1)
        running.set()
        await release.wait()

    first = asyncio.create_task(senders.alone("slow", slow, {}))
    await running.wait()
    await senders.alone("slow", slow, {})
    assert len(turns) == 1
    release.set()
    await first
    await senders.alone("slow", slow, {})
    assert len(turns) == 2


async def test_a_slow_provider_does_not_hold_up_the_tick(context, worker, eyes, provider):
    from carenet.core.reminders import remind

    answered = asyncio.Event()

    async def never(message):
        await answered.wait()
        return Receipt()

    provider.send = never
    async with transaction(worker):
        await remind(
            "alarm.child", "alarm:1", MEI.person, clock.now(), time="16:50", place="活动室"
        )
    await drain.turn(context)
    await senders.send(context)  # it returns though its post hangs
    async with transaction(worker):
        await remind(
            "alarm.child", "alarm:2", MEI.person, clock.now(), time="16:51", place="活动室"
        )
    await drain.turn(context)
    assert await eyes.fetchval("select count(*) from inbox_messages") == 2
    (lane,) = context["lanes"].values()
    assert len(lane.posts) == 1
    answered.set()
    await lane.stop()
    assert not lane.posts


async def test_sending_and_settling_leave_a_heartbeat(context, eyes):
    await senders.send(context)
    await senders.settle(context)
    await senders.speak_early(context)
    await senders.digest(context)
    names = {r["name"] for r in await eyes.fetch("select name from heartbeats")}
    assert names == {"main.send", "main.settle", "main.early", "main.digest"}


def test_every_listener_has_a_name_of_its_own():
    from carenet.core.facts import listener_name

    names = [
        listener_name(x) for heard in listeners.LISTENERS.values() for x in dict.fromkeys(heard)
    ]
    assert all(names)
