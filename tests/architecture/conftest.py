"""The database of these tests is furnished: one of everything stands in Mei's village."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests import servers
from tests.architecture.furniture import furnish
from tests.cast import One

THINGS: dict[str, str] = {}


async def _act(one: One, *, factors: int = 2) -> Any:
    from carenet.accounts.entry import actor_for
    from carenet.accounts.services import open_sign_in

    return await actor_for(await open_sign_in(one.account, factors=factors, device="test"))


async def _furnish(root: Path, plain: str, name: str) -> None:
    from carenet.core import database as core_database
    from carenet.core.actors import Actor

    admin = await asyncpg.connect(servers.database_url(root, "carenet", "postgres"))
    await admin.execute(f"drop database if exists {name} with (force)")
    await servers.copy_database(admin, plain, name)
    await admin.close()
    os.environ["CARENET_DATABASE_URL"] = servers.database_url(root, "carenet_app", name)
    core_database.engine().config["dsn"] = os.environ["CARENET_DATABASE_URL"]
    await core_database.connect("test")
    eyes = await asyncpg.connect(servers.database_url(root, "carenet", name))
    await core_database._prepare(eyes)
    try:
        THINGS.update(await furnish(eyes, _act, Actor("carenet_worker", name="test")))
    finally:
        await eyes.close()
        await core_database.disconnect()


async def _drop(root: Path, name: str) -> None:
    admin = await asyncpg.connect(servers.database_url(root, "carenet", "postgres"))
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.close()


@pytest.fixture(scope="session")
def template(root: Path, template: str) -> Iterator[str]:
    """The database that each test of this folder gets a copy of."""
    name = f"furnished_{os.getpid()}"
    asyncio.run(_furnish(root, template, name))
    yield name
    asyncio.run(_drop(root, name))


@pytest.fixture
def things(template: str) -> dict[str, str]:
    """What each parameter of an address stands for."""
    return dict(THINGS)
