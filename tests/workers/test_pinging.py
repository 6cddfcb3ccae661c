"""The outside watch: a fake one that speaks Healthchecks' protocol, and what it hears."""

import asyncio
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from carenet.core import beats, clock
from carenet.core.beats import beat
from workers import pinging


@pytest.fixture
async def watch():
    """A small outside watch on loopback; `answers` is the status it gives."""
    heard, answers = [], [200]

    async def serve(reader, writer):
        while head := (await reader.readuntil(b"\r\n\r\n")).decode():
            method, target, _ = head.split(" ", 2)
            fields = dict(x.lower().split(": ", 1) for x in head.split("\r\n")[1:] if ": " in x)
            body = await reader.readexactly(int(fields.get("content-length", "0")))
            parts = urlsplit(target)
            heard.append((method, parts.path, parse_qs(parts.query)["rid"][0], body.decode()))
            writer.write(f"HTTP/1.1 {answers[-1]} -\r\ncontent-length: 0\r\n\r\n".encode())
            await writer.drain()

    async def forgiving(reader, writer):
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(forgiving, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/ping/abc", heard, answers
    server.close()


async def test_a_run_is_opened_and_closed_well_under_one_id(worker, watch):
    url, heard, _ = watch
    await beat("main.tick", 1, by=worker, now=clock.now())
    await pinging.ping({"ping_url": f"{url}/"})
    assert [(m, path, text) for m, path, _, text in heard] == [
        ("POST", "/ping/abc/start", ""), ("POST", "/ping/abc", ""),
    ]  # fmt: skip
    assert len({rid for _, _, rid, _ in heard}) == 1


async def test_a_silent_loop_is_named_and_fails_the_run(worker, watch):
    url, heard, _ = watch
    await beat("main.tick", 1, by=worker, now=clock.now())
    await beat("solver.alive", 5, by=worker, now=clock.now() - timedelta(minutes=10))
    await pinging.ping({"ping_url": url})
    assert [(path, text) for _, path, _, text in heard] == [
        ("/ping/abc/start", ""), ("/ping/abc/fail", "solver.alive"),
    ]  # fmt: skip


async def test_a_database_that_does_not_answer_is_told(watch, monkeypatch):
    async def gone(_sql, *_values):
        raise asyncpg.CannotConnectNowError("starting up")

    monkeypatch.setattr(beats, "definer", gone)
    url, heard, _ = watch
    await pinging.ping({"ping_url": url})
    assert heard[-1][1:2] + heard[-1][3:] == ("/ping/abc/fail", "database")


async def test_a_watch_that_fails_or_is_gone_harms_nobody(worker, watch):
    url, heard, answers = watch
    answers.append(500)
    await pinging.ping({"ping_url": url})
    assert len(heard) == 2
    await pinging.ping({"ping_url": "http://127.0.0.1:1/ping"})
    await pinging.ping({"ping_url": None})


async def test_staff_see_a_banner_when_a_loop_is_silent(worker, visitor, app):
    from tests.cast import LAN

    app.state.watch.began = clock.now() - timedelta(hours=1)
    await beat("main.tick", 1, by=worker, now=clock.now() - timedelta(minutes=10))
    client = await visitor(LAN)
    app.state.watch._looked_at = 0.0
    silent = (await client.get("/today")).text
    await beat("main.tick", 1, by=worker, now=clock.now())
    app.state.watch._looked_at = 0.0
    well = (await client.get("/today")).text
    assert "a part of the system has fallen silent" in silent
    assert "has fallen silent" not in well


async def test_after_a_standstill_a_loop_has_its_first_turn_and_a_minute_before_it_counts_as_silent(
    worker, eyes
):
    now = clock.now()
    await eyes.execute("delete from heartbeats")
    await beat("main.tick", 1, by=worker, now=now - timedelta(days=9))
    await beat("main.kin", 3600, by=worker, now=now - timedelta(days=9))

    async def told(minutes):
        return await beats.silent_loops(now + timedelta(minutes=minutes), now)

    assert await told(0.9) == []
    assert await told(1.1) == ["main.tick"]
    assert await told(61) == ["main.kin", "main.tick"]
    assert await beats.silent_loops(now) == ["main.kin", "main.tick"], "the outside watch at once"
    await beat("main.tick", 1, by=worker, now=now + timedelta(minutes=3))
    assert await told(3.9) == []
    assert await told(4.1) == ["main.tick"]
