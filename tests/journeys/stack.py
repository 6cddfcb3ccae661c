"""The whole product as processes: two web processes, two workers of each queue, one database, one cache."""

import asyncio
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from redis.asyncio import Redis

from tests import servers
from tests.cast import One

QUEUES = ("main", "solver", "documents")
READY_SECONDS_MAX = 180
LOOK_AGAIN_SECONDS = 0.2
CACHES_FROM, CACHES = 8, 8  # of the sixteen that Valkey has
PHONE, DESK = (390, 844), (1440, 900)
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Stack:
    """A running product on a database of its own."""

    base: str
    database: str
    root: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    opened: list[Any] = field(default_factory=list)

    async def eyes(self) -> Any:
        """A superuser's connection, for arranging and counting; closed with the stack."""
        eyes = await asyncpg.connect(
            servers.database_url(self.root, "carenet", self.database),
            server_settings={"timezone": "Asia/Shanghai"},
        )
        self.opened.append(eyes)
        return eyes

    async def close(self) -> None:
        """End every process, and every connection that looked on."""
        self.stop()
        for eyes in self.opened:
            await eyes.close()

    async def link_for(self, one: One) -> str:
        """A one-time sign-in address."""
        token = secrets.token_urlsafe(32)
        eyes = await self.eyes()
        await eyes.execute(
            """insert into links (token_sha256, kind, account, details, ends, uses_left)
               values ($1, 'sign-in', $2, '{}', now() + interval '1 hour', 1)""",
            hashlib.sha256(token.encode()).digest(),
            one.account,
        )
        await eyes.close()
        return f"{self.base}/sign-in/link/{token}"

    async def enter(self, browser: Any, one: One, size: tuple[int, int] = PHONE) -> Any:
        """A page in which this member of the cast is signed in, in Chinese as people meet it."""
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN"
        )
        page = await context.new_page()
        await page.goto(await self.link_for(one))
        await page.locator("form[action^='/sign-in/link/'] button").click()
        await page.wait_for_load_state()
        return page

    def stop(self) -> None:
        """End every process, by its own handle."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


async def until(look: Callable[[], Awaitable[Any]], what: str, seconds: float = 30) -> Any:
    """Look again until there is something; what it was. A worker's work is waited for this way.

    Raises:
        AssertionError: it did not come in time.

    """
    try:
        async with asyncio.timeout(seconds):
            while not (found := await look()):  # noqa: ASYNC110 - another process answers
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
            return found
    except TimeoutError:
        raise AssertionError(f"waited {seconds} s for {what}") from None


def _environment(root: Path, database: str, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "CARENET_DATA_DIR": str(root),
        "CARENET_DATABASE_URL": servers.database_url(root, "carenet_app", database),
        "CARENET_WORKER_DATABASE_URL": servers.database_url(root, "carenet_worker", database),
        "CARENET_MIGRATION_DATABASE_URL": servers.database_url(root, "carenet_migrator", database),
        "CARENET_REDIS_URL": _cache_url(root),
        "CARENET_PUBLIC_URL": f"http://localhost:{port}",
        "CARENET_PORT": str(port),
        "CARENET_WEB_WORKERS": "2",
    }


def _cache_url(root: Path) -> str:
    """A cache of this run's own: a ticking worker of another run would take our ticks from us."""
    socket_of = servers.url(root, "x").split("host=")[1]
    return f"unix://{socket_of}/valkey.sock?db={CACHES_FROM + os.getpid() % CACHES}"


async def wipe_cache(root: Path) -> None:
    """Forget all that the cache holds; nothing may be lost by it."""
    async with Redis.from_url(_cache_url(root)) as cache:
        await cache.flushdb()


def free_port() -> int:
    """A port nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def start(root: Path, database: str, log: Path) -> Stack:
    """Start everything and wait until it says that it is ready."""
    port = free_port()
    env = _environment(root, database, port)
    commands = [[sys.executable, "-m", "carenet", "serve"]]
    commands += [[sys.executable, "-m", "arq", f"workers.{q}.WorkerSettings"] for q in QUEUES * 2]
    stack = Stack(f"http://localhost:{port}", database, root)
    for number, command in enumerate(commands):
        with (log / f"{number}.log").open("ab") as out:
            stack.processes.append(
                subprocess.Popen(command, env=env, cwd=ROOT, stdout=out, stderr=out)
            )
    try:
        wait_until_ready(stack, log)
    except BaseException:  # also when somebody stops the tests: no process may stay behind
        stack.stop()
        raise
    return stack


def wait_until_ready(stack: Stack, log: Path) -> None:
    """Wait until the web answers and every worker has said that it lives.

    Raises:
        RuntimeError: it does not; with what it said and the last of its logs.

    """
    deadline = time.monotonic() + READY_SECONDS_MAX
    said = ""
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{stack.base}/health/ready", timeout=5) as answer:
                if json.load(answer)["status"] == "ok":
                    return
        except urllib.error.HTTPError as not_yet:
            said = not_yet.read().decode()
        except OSError as not_yet:
            said = str(not_yet)
        time.sleep(0.2)
    raise RuntimeError(
        f"not ready: {said}\n" + "\n".join(p.read_text()[-800:] for p in log.iterdir())
    )
