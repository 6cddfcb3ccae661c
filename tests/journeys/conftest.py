"""The product as processes, and a real browser."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from tests import servers
from tests.browser import ARGS, find_chromium
from tests.journeys import stack as stacks


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Any]:
    """Chromium, once for all journeys."""
    expect.set_options(timeout=30_000)  # a loaded machine is slow, not wrong
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGS))
        yield started
        await started.close()


class House:
    """The product as it runs for the journeys, started when it is first needed."""

    def __init__(self, root: Path, template: str, logs: Path) -> None:
        self.root, self.template, self.logs = root, template, logs
        self.name = f"journey_{os.getpid()}"
        self.running: stacks.Stack | None = None

    async def open(self) -> stacks.Stack:
        """Two web processes and two workers of each queue on a database that nobody has written to.

        They are started once: to them it is a database that was away for a moment, and a cache that
        was wiped.
        """
        await self._furnish()
        if self.running is None:
            self.running = stacks.start(self.root, self.name, self.logs)
        else:
            await stacks.wipe_cache(self.root)
            await asyncio.to_thread(stacks.wait_until_ready, self.running, self.logs)
        return self.running

    async def close(self) -> None:
        """End it, and forget what was written."""
        if self.running is not None:
            await self.running.close()
            self.running = None
            await self._drop()

    async def _furnish(self) -> None:
        await self._drop()
        admin = await asyncpg.connect(servers.database_url(self.root, "carenet", "postgres"))
        await servers.copy_database(admin, self.template, self.name)
        await admin.close()
        eyes = await asyncpg.connect(servers.database_url(self.root, "carenet", self.name))
        # Links then sign in with two factors: no journey is about typing six digits.
        await eyes.execute("insert into installations (demo) values (true)")
        await eyes.close()

    async def _drop(self) -> None:
        admin = await asyncpg.connect(servers.database_url(self.root, "carenet", "postgres"))
        await admin.execute(f"drop database if exists {self.name} with (force)")
        await admin.close()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def house(root: Path, template: str, tmp_path_factory: Any) -> AsyncIterator[House]:
    """One house for all journeys."""
    made = House(root, template, tmp_path_factory.mktemp("house"))
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stack(house: House, browser: Any) -> AsyncIterator[stacks.Stack]:
    """The running product on a database that nobody has written to."""
    yield await house.open()
    await _put_away(browser)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def township(house: House, browser: Any) -> AsyncIterator[stacks.Stack]:
    """The same for the journeys of one module, one after the other."""
    yield await house.open()
    await _put_away(browser)


async def _put_away(browser: Any) -> None:
    """Phones and desks are switched off: an open page would go on asking."""
    for context in browser.contexts:
        await context.close()
