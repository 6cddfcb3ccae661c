"""The product as processes, and a real browser."""

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
    """The product as it runs for the journeys of one process, started when it is first needed."""

    def __init__(self, root: Path, template: str, logs: Path) -> None:
        self.root, self.template, self.logs = root, template, logs
        self.name = f"journey_{os.getpid()}"
        self.running: stacks.Stack | None = None

    async def open(self) -> stacks.Stack:
        """Two web processes and two workers of each queue on a new database, or those that run."""
        if self.running is None:
            await self._empty(anew=True)
            eyes = await asyncpg.connect(servers.database_url(self.root, "carenet", self.name))
            # Links then sign in with two factors: no journey is about typing six digits.
            await eyes.execute("insert into installations (demo) values (true)")
            await eyes.close()
            self.running = stacks.start(self.root, self.name, self.logs)
        return self.running

    async def close(self) -> None:
        """End it, and forget what was written."""
        if self.running is not None:
            await self.running.close()
            self.running = None
            await self._empty()

    async def _empty(self, *, anew: bool = False) -> None:
        admin = await asyncpg.connect(servers.database_url(self.root, "carenet", "postgres"))
        await admin.execute(f"drop database if exists {self.name} with (force)")
        if anew:
            await admin.execute(f"create database {self.name} template {self.template}")
        await admin.close()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def house(root: Path, template: str, tmp_path_factory: Any) -> AsyncIterator[House]:
    """One house for the journeys: none of them looks for what another has made."""
    made = House(root, template, tmp_path_factory.mktemp("house"))
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stack(house: House) -> stacks.Stack:
    """The running product, perhaps with the traces of other journeys in it."""
    return await house.open()


@pytest_asyncio.fixture(loop_scope="session")
async def new_stack(house: House) -> AsyncIterator[stacks.Stack]:
    """The running product on a database that nobody has written to."""
    await house.close()
    yield await house.open()
    await house.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def township(house: House) -> AsyncIterator[stacks.Stack]:
    """The same for the journeys of one module, one after the other."""
    await house.close()
    yield await house.open()
    await house.close()
