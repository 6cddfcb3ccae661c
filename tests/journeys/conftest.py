"""The product as processes, and a real browser."""

import os
from collections.abc import AsyncIterator
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


@pytest_asyncio.fixture(loop_scope="session")
async def stack(root: Any, template: str, tmp_path: Any) -> AsyncIterator[stacks.Stack]:
    """Two web processes and two workers of each queue on a database of this journey's own."""
    name = f"journey_{os.getpid()}"
    admin = await asyncpg.connect(servers.database_url(root, "carenet", "postgres"))
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.execute(f"create database {name} template {template}")
    eyes = await asyncpg.connect(servers.database_url(root, "carenet", name))
    # Links then sign in with two factors: no journey is about typing six digits.
    await eyes.execute("insert into installations (demo) values (true)")
    await eyes.close()
    running = stacks.start(root, name, tmp_path)
    yield running
    await running.close()
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.close()
