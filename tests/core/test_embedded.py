"""The servers of `carenet up`, as themselves."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest
import redis

from carenet.core.embedded import CannotStart, launch, postgres, start_postgres, start_valkey
from carenet.core.paths import enterable, servers_owner
from tests.folders import a_data_dir


@pytest.fixture(scope="module")
def root():
    with a_data_dir("a \u4e2d place") as path:
        yield path


@pytest.fixture(scope="module")
def server(root):
    started = start_postgres(root)
    yield started
    started.stop()


async def one(url, sql):
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_a_path_with_a_space_and_chinese_letters_serves(server):
    assert (await one(server.url, "show server_version")).startswith("18.")


async def test_chinese_sorts_the_same_on_every_host(server):
    assert await one(server.url, "select datlocale from pg_database where datname = 'carenet'") == (
        "C.UTF-8"
    )


async def test_nothing_listens_on_the_network(server):
    assert await one(server.url, "show listen_addresses") == ""
    folder = launch.socket_dir(server.log.parents[1]).stat()
    assert folder.st_mode & 0o077 == 0


async def test_a_second_start_attaches_and_its_stop_leaves_the_owner_alone(root, server):
    second = start_postgres(root)
    assert (second.pid, second.url, second.alive()) == (None, server.url, True)
    second.stop()
    assert await one(server.url, "select 1") == 1


def test_a_long_path_gets_a_short_socket(root):
    deep = root / ("d" * 90)
    assert len(str(launch.socket_dir(deep))) < 60
    assert launch.socket_dir(deep) != launch.socket_dir(root / ("e" * 90))


async def test_killed_postgres_starts_again_on_the_same_rows():
    with a_data_dir() as root:
        first = start_postgres(root)
        await one(first.url, "create table kept as select 7 as seven")
        os.kill(first.pid, signal.SIGKILL)
        first.process.wait()
        again = start_postgres(root)
        try:
            assert await one(again.url, "select seven from kept") == 7
        finally:
            again.stop()


def test_a_cluster_that_was_half_made_is_made_again():
    with a_data_dir() as root:
        (root / "pg.half").mkdir(parents=True)
        (root / "pg.half" / "PG_VERSION").write_text("18\n")
        start_postgres(root).stop()
        assert not (root / "pg.half").exists()


def test_data_of_another_major_is_refused_in_words():
    with a_data_dir() as root:
        (root / "pg").mkdir(parents=True)
        (root / "pg" / "PG_VERSION").write_text("17\n")
        if os.geteuid() == 0:
            os.chown(root / "pg" / "PG_VERSION", 65534, 65534)
        with pytest.raises(CannotStart, match="17"):
            start_postgres(root)


def test_killed_valkey_keeps_what_it_was_told():
    with a_data_dir() as root:
        first = start_valkey(root)
        client = redis.Redis.from_url(first.url)
        client.set("kept", "7")
        client.config_set("appendfsync", "always")
        client.set("kept", "8")
        client.close()
        os.kill(first.pid, signal.SIGKILL)
        first.process.wait()
        again = start_valkey(root)
        try:
            with redis.Redis.from_url(again.url) as client:
                assert client.get("kept") == b"8"
        finally:
            again.stop()


def test_four_starts_at_once_make_one_server():
    with a_data_dir() as root:
        script = (
            "import sys; from pathlib import Path; from carenet.core.embedded import start_valkey\n"
            "s = start_valkey(Path(sys.argv[1])); print(s.pid or 0, flush=True); sys.stdin.read()"
        )
        command = [sys.executable, "-c", script, str(root)]
        with ThreadPoolExecutor(4) as pool:
            started = list(
                pool.map(
                    lambda _: subprocess.Popen(
                        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                    ),
                    range(4),
                )
            )
        owners = [int(process.stdout.readline()) for process in started]
        for process in started:
            process.communicate("")
        assert sum(pid > 0 for pid in owners) == 1


def test_nobody_may_walk_through_a_closed_folder(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert enterable(closed / "pg", None)
    if os.geteuid() == 0:
        assert not enterable(closed / "pg", servers_owner("nobody"))


def test_an_unknown_user_for_the_servers_is_named(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(RuntimeError, match="no-such-user"):
        servers_owner("no-such-user")


def test_the_superuser_is_not_who_the_application_signs_in_as(root):
    assert postgres.url(root, "carenet_app").startswith("postgresql://carenet_app@/carenet?host=/")
