"""Every test has a database to itself that holds the cast, as if nobody had written to it (tests/copies.py).

The application logs in as carenet_app, as in production: nothing here can see more than it may.
What the tests themselves count, they count as the superuser, so that no assertion is vacuous.
"""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from carenet.core import clock
from tests import servers
from tests.canaries import Canaries
from tests.cast import One
from tests.copies import Copies

os.environ.setdefault("CARENET_PUBLIC_URL", "https://test")

# A busy machine is slow, not wrong: no example fails for the time it took.
settings.register_profile("carenet", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("carenet")


TEMPLATE = "template_cast"

DEAR = (
    "tests/deploy/test_drill_crash.py", "tests/deploy/test_drill_reminders.py",
    "tests/architecture/test_every_page_in_a_browser.py", "tests/architecture/test_routes.py",
    "tests/journeys/", "tests/cli/test_up.py", "tests/matching/engine/", "tests/demo/",
    "tests/workers/test_processes.py", "tests/core/test_outbox",
)  # fmt: skip
"""Files that take longest come first, so that at the end no process waits for another's last file."""


class ByHouse(LoadFileScheduling):
    """A file is run by one process, and all journeys by the same: starting the product is dear."""

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if nodeid.startswith("tests/journeys/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """How the tests are shared out, see `ByHouse`."""
    return ByHouse(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the dear ones first; all else stays in its order."""

    def place(item: pytest.Item) -> int:
        return next((n for n, start in enumerate(DEAR) if item.nodeid.startswith(start)), len(DEAR))

    items.sort(key=place)


def pytest_configure(config: pytest.Config) -> None:
    """One folder for what the processes of this run share."""
    if not hasattr(config, "workerinput"):
        os.environ[servers.SEED] = tempfile.mkdtemp(prefix="carenet-seed-", dir=servers.folder())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Throw away what they shared."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ[servers.SEED], ignore_errors=True)


@pytest.fixture(scope="session")
def root() -> Path:
    """The data directory of the test servers."""
    found = servers.start(lambda root: asyncio.run(_build_template(root)))
    os.environ["CARENET_REDIS_URL"] = (
        f"unix://{servers.url(found, 'x').split('host=')[1]}/valkey.sock"
    )
    return found


async def _build_template(root: Path) -> None:
    from carenet.core.migrate import migrate
    from carenet.core.roles import ensure_roles
    from tests.world import build

    admin = await asyncpg.connect(servers.database_url(root, "carenet", "postgres"))
    for setting in servers.SPEEDY:
        await admin.execute(f"alter system set {setting}")
    await admin.execute("select pg_reload_conf()")
    await admin.execute(f"create database {TEMPLATE}")
    await ensure_roles(servers.database_url(root, "carenet", TEMPLATE))
    await admin.execute("grant carenet_worker to carenet_app with inherit false, set true")
    await admin.close()
    before = os.environ.pop("PICCOLO_CONF", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        await migrate(servers.database_url(root, "carenet_migrator", TEMPLATE))
    os.environ["PICCOLO_CONF"] = before or "carenet.piccolo_conf"
    eyes = await asyncpg.connect(servers.database_url(root, "carenet", TEMPLATE))
    await build(eyes, clock.today())
    await eyes.close()


@pytest.fixture(scope="session")
def template(root: Path) -> str:
    """A migrated database with the cast in it."""
    return TEMPLATE


async def _drop(root: Path, name: str) -> None:
    admin = await asyncpg.connect(servers.database_url(root, "carenet", "postgres"))
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.close()


@pytest.fixture(scope="session")
def copies(root: Path) -> Iterator[Copies]:
    """Where the tests of this process have their database from."""
    made = Copies(root, f"test_{os.getpid()}")
    yield made
    asyncio.run(_drop(root, made.name))


@pytest_asyncio.fixture(scope="module")
async def shared(copies: Copies) -> AsyncIterator[Copies]:
    """The connections that the tests of one file share."""
    yield copies
    await copies.part()


@pytest_asyncio.fixture
async def database(request: pytest.FixtureRequest, shared: Copies, template: str) -> str:
    """A database as the template is, and the application's engine on it."""
    await shared.ready(template, for_file=str(request.path))
    return shared.name


@pytest_asyncio.fixture
async def eyes(database: str, shared: Copies) -> Any:
    """The test's own eyes: a superuser's connection, past every policy; its days are those of the place."""
    return await shared.eyes()


@pytest.fixture
def worker(database: str) -> Any:
    """The actor of a worker process."""
    from carenet.core.actors import Actor

    return Actor("carenet_worker", name="test")


@pytest.fixture
def travel() -> Iterator[Callable[[timedelta], None]]:
    """Move the clock; it comes back by itself."""
    yield clock.shift
    clock.shift(timedelta(0))


@pytest.fixture(scope="session")
def built() -> Any:
    """The application's routes, put together once: that takes as long as twenty requests."""
    from carenet.app import create_app

    return create_app()


@pytest_asyncio.fixture
async def app(database: str, built: Any) -> AsyncIterator[Any]:
    """The application as after its start, running on this test's database."""
    from carenet.app import first_state
    from carenet.core import cache
    from carenet.core.settings import load

    made = built
    made.state.update(first_state(load(os.environ)))
    made.state.redis = cache.client()
    await made.state.redis.flushall()
    from carenet.places.cache import forget_names, load_names

    forget_names()
    await load_names()
    await made.state.demo.load()
    yield made
    if made.state.running:
        await asyncio.gather(*made.state.running, return_exceptions=True)
    await made.state.redis.aclose()


Visitor = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest_asyncio.fixture
async def visitor(app: Any) -> AsyncIterator[Visitor]:
    """`await visitor(MEI)` is a client signed in as Mei; `await visitor()` is a stranger.

    Every answer is scanned for the names of children out of the visitor's reach.
    """
    from carenet.accounts.entry import COOKIE
    from carenet.accounts.services import open_sign_in

    open_: list[httpx.AsyncClient] = []

    async def come(
        one: One | None = None, *, factors: int = 2, also: Sequence[str] = (), **headers: str
    ) -> httpx.AsyncClient:
        canaries = Canaries.for_(one)
        canaries.allow(*also)

        async def look(response: httpx.Response) -> None:
            await response.aread()
            canaries.check(response)

        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="https://test",
            headers={"origin": "https://test", "accept-language": "en", **headers},
            event_hooks={"response": [look]},
        )
        client.canaries = canaries  # type: ignore[attr-defined]  a test that gives reach says so there
        open_.append(client)
        if one is not None:
            token = await open_sign_in(one.account, factors=factors, device="test")
            client.cookies.set(COOKIE, token, domain="test.local", path="/")
        return client

    yield come
    for client in open_:
        await client.aclose()


@pytest_asyncio.fixture
async def act(database: str) -> Callable[..., Awaitable[Any]]:
    """`await act(MEI)` is Mei as an actor, for calling verbs and queries directly."""
    from carenet.accounts.entry import actor_for
    from carenet.accounts.services import open_sign_in

    async def come(one: One, *, factors: int = 2) -> Any:
        return await actor_for(await open_sign_in(one.account, factors=factors, device="test"))

    return come
