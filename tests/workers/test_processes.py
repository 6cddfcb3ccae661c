"""Real worker processes, two of each queue, and what becomes of a reminder while Valkey is wiped."""

import asyncio
import os
import signal
import time
from datetime import timedelta

import asyncpg
import pytest_asyncio
import redis.asyncio

from carenet.core.reminders import reminder_id
from tests import servers
from tests.cast import BIN, MEI
from tests.journeys import stack as stacks

SECONDS_MAX = 40
SQL = """insert into reminders (id, kind, subject, recipient, due_at, details, state)
         values ($1, 'alarm.child', $2, $3, now(), '{"time": "16:50", "place": "here"}', 'due')"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stack(root, template, tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("workers")
    name = f"workers_{os.getpid()}"
    admin = await asyncpg.connect(servers.database_url(root, "carenet", "postgres"))
    await admin.execute(f"drop database if exists {name} with (force)")
    await servers.copy_database(admin, template, name)
    eyes = await asyncpg.connect(servers.database_url(root, "carenet", name))
    running = None
    try:
        await eyes.execute(
            "insert into installations (demo) values (true)"
        )  # its channel is the log
        running = await asyncio.to_thread(stacks.start, root, name, tmp_path)
        yield running, eyes, tmp_path
    finally:
        if running:
            running.stop()
        await eyes.close()
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.close()


async def until(eyes, sql, wished):
    deadline = time.monotonic() + SECONDS_MAX
    while (found := await eyes.fetchval(sql)) != wished:
        assert time.monotonic() < deadline, f"{found} instead of {wished}: {sql}"
        await asyncio.sleep(0.1)


async def test_reminders_are_said_once_by_four_workers_while_valkey_is_wiped(stack, root):
    _, eyes, log = stack
    before = _said(log)
    cache = redis.asyncio.Redis.from_url(
        f"unix://{servers.url(root, 'x').split('host=')[1]}/valkey.sock?db=7"
    )
    for n in range(120):
        if n % 40 == 0:
            await cache.flushdb()
        one = (BIN, MEI)[n % 2]
        subject = f"wiped:{n}"
        id_ = reminder_id(subject, "alarm.child", one.person, _now())
        await eyes.execute(SQL, id_, subject, one.person)
    await cache.flushdb()
    await cache.aclose()
    mine = "select count(*) from outgoing where subject like 'wiped:%'"
    await until(eyes, f"{mine} and channel = 'inapp' and state = 'delivered'", 120)
    await until(eyes, f"{mine} and channel = 'console' and state = 'sent'", 120)
    assert _said(log) - before == 120
    silent = await eyes.fetchval(
        "select count(*) from heartbeats where beat_at < now() - interval '30 seconds'"
    )
    assert silent == 0


def _said(log):
    return sum(p.read_text().count("message to ") for p in log.glob("*.log"))


async def alarm(eyes, n, ahead=0.0):
    """An alarm that is due, or will be in so many seconds."""
    due = _now() + timedelta(seconds=ahead)
    subject = f"alarm:{n}"
    await eyes.execute(SQL.replace("now()", "$4"), reminder_id(subject, "alarm.child", MEI.person, due),
                       subject, MEI.person, due)  # fmt: skip
    return due


async def said_at(eyes, n):
    """When the row became visible, waited for."""
    sql = f"select count(*) from outgoing where subject = 'alarm:{n}' and channel = 'inapp'"
    await until(eyes, sql, 1)
    return _now()


async def test_alarms_are_in_time_while_every_solver_and_import_is_as_busy_as_can_be(stack):
    running, eyes, _ = stack
    busy = [p for p in running.processes if any("solver" in a or "documents" in a for a in p.args)]
    assert len(busy) == 4
    for process in busy:
        process.send_signal(signal.SIGSTOP)
    try:
        for n in range(10, 13):
            due = await alarm(eyes, n, ahead=1.3)
            assert (await said_at(eyes, n)) - due < timedelta(seconds=5)
    finally:
        for process in busy:
            process.send_signal(signal.SIGCONT)


async def test_the_workers_go_on_within_seconds_after_valkey_answered_nobody(stack, root):
    _, eyes, _ = stack
    address = f"unix://{servers.url(root, 'x').split('host=')[1]}/valkey.sock"
    cache = redis.asyncio.Redis.from_url(address)
    pid = (await cache.info("server"))["process_id"]
    await alarm(eyes, 1)
    await said_at(eyes, 1)
    os.kill(pid, signal.SIGSTOP)
    try:
        await alarm(eyes, 2)
        await asyncio.sleep(2)  # longer than a tick and a poll: they are all waiting for an answer
    finally:
        os.kill(pid, signal.SIGCONT)
    back = _now()
    assert await said_at(eyes, 2) - back < timedelta(seconds=10)
    await cache.aclose()


def test_nothing_that_takes_long_is_on_the_queue_of_the_tick():
    from workers import documents, main, solver

    times = [c.timeout_s for c in main.WorkerSettings["cron_jobs"]]
    times += [f.timeout_s for f in main.WorkerSettings["functions"]]
    assert max(times) < main.WorkerSettings["job_timeout"] + 1 <= 31
    queues = {w.WorkerSettings["queue_name"] for w in (main, solver, documents)}
    assert len(queues) == 3
    assert solver.WorkerSettings["functions"]
    assert not main.WorkerSettings["functions"]


def _now():
    from carenet.core import clock

    return clock.now()
