"""How often a page goes to the database: every GET route within a named limit, counted, not timed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import pytest_asyncio
from asyncpg.connection import Connection

from tests import cast
from tests.architecture.crawl import COLUMNS, Line, fill, handle_of, written
from tests.architecture.furniture import REACH

TRIPS_MAX = 16
"""Statements of one page with its sign-in, context, BEGIN and COMMIT. A second transaction costs three."""
NARROWER = {"/week": 13, "/children": 9, "/sessions": 11, "/children/{child}": 14}
"""The pages that are asked most, as `make bench-pages` measures them."""
FEED_TRIPS_MAX = 2
WIDER = {
    "/matching/rounds/{round_}/between": 22,
    "/matching/rounds/{round_}": 22,
    "/matching/rounds/{open_round}": 20,
}
"""A round shows its lines, map, comparison and what became of it: some ten readings of its own."""
ASKERS_MAX = 4


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Everything that connections send, in turn: prepared statements and plain ones."""
    sent: list[str] = []
    prepared, plain = Connection._do_execute, Connection.execute

    async def note_prepared(self: Any, query: str, *args: Any, **options: Any) -> Any:
        sent.append(query)
        return await prepared(self, query, *args, **options)

    async def note_plain(self: Any, query: str, *args: Any, **options: Any) -> Any:
        if not args:  # with values it is a prepared one
            sent.append(query)
        return await plain(self, query, *args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "_do_execute", note_prepared)
        patched.setattr(Connection, "execute", note_plain)
        yield sent


@pytest_asyncio.fixture
async def everyone(visitor):
    """A client for each column of the table."""
    came = {}
    for one in COLUMNS:
        came[one] = await visitor(one)
        came[one].canaries.allow(*REACH.get(handle_of(one), ()))
    return came


def askers(line: Line) -> list[Any]:
    """Some of those who get the page, from both ends of the table: families and officers see different ones."""
    let_in = [one for one, letter in zip(COLUMNS, line.letters, strict=True) if letter == "o"]
    return let_in if len(let_in) <= ASKERS_MAX else [*let_in[:2], *let_in[-2:]]


def most_of(path: str) -> int:
    """The limit of a page."""
    return NARROWER.get(path) or WIDER.get(path) or TRIPS_MAX


async def test_no_page_asks_the_database_more_often_than_its_limit(everyone, things, monkeypatch):
    wrong = []
    for line in written():
        if line.method != "GET":
            continue
        for one in askers(line):
            address = fill(line.target, things)
            await everyone[one].get(address)  # what is read once a process is read now
            with counted(monkeypatch) as sent:
                answer = await everyone[one].get(address)
            if answer.status_code < 400 and len(sent) > most_of(line.path):
                wrong.append(f"{line.target} as {handle_of(one)}: {len(sent)} round trips")
    assert not wrong, "\n".join(wrong)


async def test_a_feed_that_is_unchanged_asks_twice(act, app, visitor, monkeypatch):
    from carenet.calendars.services import make_feed

    path = f"/calendars/{await make_feed('shifts', 0, by=await act(cast.BIN))}.ics"
    client = await visitor()
    mark = (await client.get(path)).headers["etag"]
    with counted(monkeypatch) as sent:
        answer = await client.get(path, headers={"if-none-match": mark})
    assert answer.status_code == 304
    assert len(sent) <= FEED_TRIPS_MAX
