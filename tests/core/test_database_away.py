"""While PostgreSQL is starting up, shut down or out of reach, people are told calmly to try again."""

import asyncio
import struct

import asyncpg
import pytest
import pytest_asyncio

from carenet.core import database as core_database
from carenet.core.database import COMMAND_SECONDS_MAX, engine, is_away
from tests.cast import HONG, LAN, XIAOYU

CUT = """select pg_terminate_backend(pid, 5000) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()"""


def said(code: bytes, text: bytes) -> bytes:
    """PostgreSQL's answer to a connection that it does not take now."""
    fields = b"SFATAL\0VFATAL\0C" + code + b"\0M" + text + b"\0\0"
    return b"E" + struct.pack("!i", len(fields) + 4) + fields


@pytest_asyncio.fixture
async def recovering():
    """A port where PostgreSQL says that it is in recovery, as it does after kill -9."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        writer.write(said(b"57P03", b"the database system is in recovery mode"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


async def lead_to(dsn: str, eyes) -> None:
    """From now on the pool connects there; what it held is cut off."""
    pool = engine().pool
    pool.set_connect_args(
        dsn=dsn, server_settings={"timezone": "UTC"}, command_timeout=COMMAND_SECONDS_MAX, ssl=False
    )
    await eyes.execute(CUT)
    await asyncio.sleep(0)


@pytest.mark.parametrize("how", ["in recovery", "out of reach"])
async def test_a_page_says_try_again_and_comes_back_by_itself(how, visitor, eyes, recovering):
    client = await visitor(LAN)
    home = engine().config["dsn"]
    await lead_to(
        f"postgres://carenet_app@127.0.0.1:{recovering if how == 'in recovery' else 1}/x", eyes
    )
    page = await client.get("/week")
    assert page.status_code == 503
    assert int(page.headers["retry-after"]) > 0
    assert "what you typed still stands there" in page.text
    assert "give this number" in page.text
    json = await client.get("/week", headers={"accept": "application/json"})
    assert json.status_code == 503
    assert json.headers["content-type"] == "application/problem+json"
    assert len(json.json()["incident"]) == 8
    sent = await client.post("/log/contact", data={"child": str(XIAOYU.id), "kind": "call"})
    assert sent.status_code == 503
    await lead_to(home, eyes)
    assert (await client.get("/week")).status_code == 200


async def test_what_a_phone_has_queued_is_to_be_sent_again(visitor, eyes):
    client = await visitor(HONG)
    home = engine().config["dsn"]
    await lead_to("postgres://carenet_app@127.0.0.1:1/x", eyes)
    answer = await client.post(
        "/offline/entries", json={}, headers={"accept": "application/json", "idempotency-key": "x"}
    )
    assert answer.status_code == 503, "any 4xx would make the phone ask for mending"
    assert "key" not in answer.json(), "it must not read as the server's word about the entry"
    await lead_to(home, eyes)


@pytest.mark.parametrize(
    ("wrong", "away"),
    [
        (asyncpg.CannotConnectNowError("starting up"), True),
        (asyncpg.AdminShutdownError("terminating connection"), True),
        (asyncpg.CrashShutdownError("crash of another server process"), True),
        (asyncpg.ConnectionDoesNotExistError("closed in the middle of operation"), True),
        (asyncpg.TooManyConnectionsError("sorry, too many clients"), True),
        (asyncpg.InterfaceError("connection is closed"), True),
        (asyncpg.InterfaceError("another operation is in progress"), False),
        (asyncpg.QueryCanceledError("statement timeout"), False),
        (asyncpg.UniqueViolationError("twice"), False),
        (ConnectionRefusedError(), True),
        (ValueError("x"), False),
    ],
    ids=lambda one: f"{type(one).__name__}: {one}" if isinstance(one, Exception) else str(one),
)
def test_a_fault_of_ours_is_not_taken_for_absence(wrong, away):
    assert is_away(wrong) is away


async def test_of_two_who_wait_for_each_other_one_is_told_to_send_once_more(
    act, visitor, eyes, monkeypatch
):
    """Two real transactions take the same two locks in another order; it is the page's that gives way."""
    lan, client = await act(LAN), await visitor(LAN)
    take, others = "select pg_advisory_xact_lock($1)", []

    async def crossing(*_args, **_more):
        async with core_database.transaction(lan) as db:
            await db.fetchval(take, 1)
            await eyes.fetchval(take, 2)
            others.append(asyncio.create_task(eyes.fetchval(take, 1)))
            await db.fetchval(take, 2)

    monkeypatch.setattr("carenet.pages.routes.week", crossing)
    async with eyes.transaction():
        await eyes.execute("set local deadlock_timeout = '1min'")
        page = await client.get("/week", headers={"accept": "application/json"})
        await asyncio.gather(*others)
    assert page.status_code == 503, "a phone sends by itself again what got no word about its entry"
    assert int(page.headers["retry-after"]) > 0
    assert "please send it once more" in page.json()["detail"]
    assert page.json()["title"] == "Somebody was quicker"
    assert len(page.json()["incident"]) == 8


async def test_a_connection_lost_in_the_middle_counts_as_away(act, eyes):
    lan = await act(LAN)

    async def cut_off() -> None:
        async with core_database.transaction(lan) as db:
            await eyes.execute(CUT)
            await db.fetchval("select 1")

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)) as lost:
        await cut_off()
    assert is_away(lost.value)
