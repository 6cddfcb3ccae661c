"""Real worker processes, two of each queue, and what becomes of a reminder while Valkey is wiped."""

import asyncio
import os
import time

import asyncpg
import pytest
import redis.asyncio

from carenet.core.reminders import reminder_id
from tests import servers
from tests.cast import BIN, MEI
from tests.journeys import stack as stacks

SECONDS_MAX = 40
SQL = """insert into reminders (id, kind, subject, recipient, due_at, details, state)
         values ($1, 'alarm.child', $2, $3, now(), '{"time": "16:50", "place": "here"}', 'due')"""


@pytest.fixture
async def stack(root, template, tmp_path):
    name = f"workers_{os.getpid()}"
    admin = await asyncpg.connect(servers.database_url(root, "carenet", "postgres"))
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.execute(f"create database {name} template {template}")
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
    cache = redis.asyncio.Redis.from_url(
        f"unix://{servers.url(root, 'x').split('host=')[1]}/valkey.sock?db=7"
    )
    for n in range(120):
        if n % 40 == 0:
            await cache.flushdb()
        one = (BIN, MEI)[n % 2]
        subject = f"alarm:{n}"
        id_ = reminder_id(subject, "alarm.child", one.person, _now())
        await eyes.execute(SQL, id_, subject, one.person)
    await cache.flushdb()
    await cache.aclose()
    await until(eyes, "select count(*) from inbox_messages", 120)
    await until(
        eyes, "select count(*) from outgoing where channel = 'console' and state = 'sent'", 120
    )
    said = sum(p.read_text().count("message to ") for p in log.glob("*.log"))
    assert said == 120
    silent = await eyes.fetchval(
        "select count(*) from heartbeats where beat_at < now() - interval '30 seconds'"
    )
    assert silent == 0


def _now():
    from carenet.core import clock

    return clock.now()
