"""Fixtures of the outbox tests."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Playwright, async_playwright

from tests.core.outbox_stage import Server, phone


@pytest.fixture
def stage() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def driver() -> AsyncIterator[Playwright]:
    async with async_playwright() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def mobile(driver: Playwright, tmp_path: Path) -> AsyncIterator[BrowserContext]:
    async with phone(driver, tmp_path / "profile") as context:
        yield context
