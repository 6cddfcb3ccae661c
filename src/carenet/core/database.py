"""The one way to the database: a scoped transaction that nests, survives a failed COMMIT, never leaks.

`transaction(by)` and `reading(by)` take the actor; PostgreSQL then knows which rows there are.
Piccolo's own transactions are refused: nested they join silently, and a failed COMMIT leaks.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Literal, NoReturn, Protocol

import asyncpg
from piccolo.engine.finder import engine_finder
from piccolo.engine.postgres import PostgresEngine

from carenet.core.refusals import N_, Refusal

Row = dict[str, Any]
Isolation = Literal["read_committed", "repeatable_read", "serializable"]
COMMAND_SECONDS_MAX = 20
JSONB_VERSION = b"\1"
POOL_MAX = {"web": 8, "main": 8, "solver": 2, "documents": 2, "cli": 4, "test": 4}


class HasContext(Protocol):
    """Whoever acts: it knows the settings that row-level security reads."""

    def context(self) -> Mapping[str, str]:
        """Names and values for set_config."""


class AlreadyThere(Refusal):
    """The database holds something that the new row would contradict."""

    msgid = N_("This is already there or already taken.")


_fields: dict[str, tuple[str, ...]] = {}
"""The columns of each part that was ever gathered: parts are constants of the code, so they are few."""


class Scope:
    """An open transaction of one task and one actor; Piccolo looks for `.connection`."""

    __slots__ = ("by", "connection", "task")

    def __init__(self, connection: Any, by: HasContext) -> None:
        self.connection, self.by, self.task = connection, by, asyncio.current_task()

    def _mine(self) -> Any:
        if self.task is not asyncio.current_task():
            raise RuntimeError("a transaction belongs to one task")
        return self.connection

    async def fetch(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        """All rows."""
        found: list[asyncpg.Record] = await self._mine().fetch(sql, *values)
        return found

    async def fetchrow(self, sql: str, *values: Any) -> asyncpg.Record | None:
        """The first row, or None."""
        found: asyncpg.Record | None = await self._mine().fetchrow(sql, *values)
        return found

    async def fetchval(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        return await self._mine().fetchval(sql, *values)

    async def gather(self, parts: Mapping[str, str], *values: Any) -> dict[str, list[Row]]:
        """The rows of several selects over the same values, in one round trip, by the parts' names."""
        connection = self._mine()
        for sql in parts.values():
            if sql not in _fields:
                columns = (await connection.prepare(sql)).get_attributes()
                _fields[sql] = tuple(column.name for column in columns)
        arrays = ", ".join(f"array(select part from ({sql}) part)" for sql in parts.values())
        found = await connection.fetchrow(f"select {arrays}", *values)
        return {
            name: [dict(zip(_fields[sql], row, strict=True)) for row in rows]
            for (name, sql), rows in zip(parts.items(), found, strict=True)
        }

    async def execute(self, sql: str, *values: Any) -> int:
        """Run one statement; how many rows it touched."""
        tag: str = await self._mine().execute(sql, *values)
        last = tag.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def executemany(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each tuple of values, in one round trip."""
        await self._mine().executemany(sql, values)

    async def copy(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write many rows at once."""
        await self._mine().copy_records_to_table(table, columns=columns, records=rows)


class ScopedEngine(PostgresEngine):
    """Piccolo's engine that runs nothing outside a scoped transaction."""

    def here(self) -> Scope:
        """The open scope of this task.

        Raises:
            RuntimeError: there is none, or it belongs to another task.

        """
        open_: Any = self.current_transaction.get()
        if open_ is None:
            raise RuntimeError("query without a scoped transaction")
        if open_.task is not asyncio.current_task():
            raise RuntimeError("a transaction belongs to one task")
        assert isinstance(open_, Scope)  # noqa: S101  nothing else is ever put there
        return open_

    async def run_querystring(self, querystring: Any, in_pool: bool = True) -> Any:
        self.here()
        return await super().run_querystring(querystring, in_pool)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        self.here()
        return await super().run_ddl(ddl, in_pool)

    def refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Stand in for Piccolo's own transactions."""
        raise RuntimeError("use carenet.core.database.transaction")

    transaction = atomic = batch = refuse


def _json(value: Any) -> bytes:
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()


async def _prepare(connection: Any) -> None:
    """JSON comes and goes as Python values; text that is JSON already passes through.

    In binary, since inside a gathered record there is no other form; jsonb has its version before.
    """
    await connection.set_type_codec(
        "json", encoder=_json, decoder=json.loads, schema="pg_catalog", format="binary"
    )
    await connection.set_type_codec(
        "jsonb",
        encoder=lambda value: JSONB_VERSION + _json(value),
        decoder=lambda data: json.loads(data[1:]),
        schema="pg_catalog",
        format="binary",
    )


def engine_for(url: str | None) -> ScopedEngine:
    """Piccolo's engine on a database address; its pool is started by `connect`."""
    config = {
        "dsn": url,
        "server_settings": {"timezone": "UTC", "application_name": "carenet"},
        "command_timeout": COMMAND_SECONDS_MAX,
    }
    return ScopedEngine(config, extensions=())


@cache
def engine() -> ScopedEngine:
    """The engine of this process."""
    found = engine_finder()
    if not isinstance(found, ScopedEngine):
        raise TypeError("PICCOLO_CONF names another engine")
    return found


async def _nothing(_connection: Any) -> None:
    """What a returned connection needs: every setting of ours lives as long as its transaction.

    asyncpg's own reset is a round trip after each use. Nothing here listens, locks for a session,
    keeps a cursor or sets anything outside a transaction; test_database.py looks.
    """


async def connect(pool: str) -> None:
    """Start this process's pool; `pool` is one of POOL_MAX."""
    await engine().start_connection_pool(
        min_size=1, max_size=POOL_MAX[pool], init=_prepare, reset=_nothing
    )


async def disconnect() -> None:
    """Close this process's pool."""
    await engine().close_connection_pool()


def _joined(by: HasContext) -> Scope:
    open_ = engine().here()
    if open_.by != by:
        raise RuntimeError("a transaction belongs to one actor")
    return open_


async def _enter(connection: Any, by: HasContext) -> None:
    pairs = list(by.context().items())
    places = ", ".join(f"set_config(${2 * i + 1}, ${2 * i + 2}, true)" for i in range(len(pairs)))
    await connection.fetchrow(f"select {places}", *[x for pair in pairs for x in pair])


@asynccontextmanager
async def transaction(
    by: HasContext, *, isolation: Isolation | None = None, readonly: bool = False
) -> AsyncIterator[Scope]:
    """One verb, one transaction; inside another it is a savepoint.

    Raises:
        RuntimeError: another task's or another actor's transaction is open, or no pool runs.

    """
    here = engine()
    if here.current_transaction.get() is not None:
        open_ = _joined(by)
        async with open_.connection.transaction():
            yield open_
        return
    if here.pool is None:
        raise RuntimeError("start the pool first")
    async with (
        here.pool.acquire() as connection,
        connection.transaction(isolation=isolation, readonly=readonly),
    ):
        await _enter(connection, by)
        scope = Scope(connection, by)
        token = here.current_transaction.set(scope)  # type: ignore[arg-type]
        try:
            yield scope
        finally:
            here.current_transaction.reset(token)


@asynccontextmanager
async def reading(by: HasContext, *, recorded: bool = False) -> AsyncIterator[Scope]:
    """For queries: joins the open transaction, or opens a read-only one.

    Where a child's file is shown, `recorded` makes it read-write; then audit.log_read may write,
    and nothing else.
    """
    if engine().current_transaction.get() is not None:
        yield _joined(by)
        return
    async with transaction(by, readonly=not recorded) as scope:
        yield scope


async def definer(sql: str, *values: Any) -> list[asyncpg.Record]:
    """Call a definer function outside any scope: for those who have not signed in yet."""
    pool = engine().pool
    if pool is None:
        raise RuntimeError("start the pool first")
    found: list[asyncpg.Record] = await pool.fetch(sql, *values)
    return found


# Shut down, crashed, starting up, in recovery, out of room for connections: asked again, it may well answer.
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InternalClientError,  # the driver lost its place because the other end hung up
    OSError,
    TimeoutError,
)


def is_away(wrong: BaseException) -> bool:
    """Is this the database not answering just now, and no fault in what it was asked?"""
    if isinstance(wrong, asyncpg.InterfaceError):
        return "closed" in str(wrong) or "closing" in str(wrong)
    return isinstance(wrong, AWAY) and not isinstance(wrong, asyncpg.QueryCanceledError)


class TooPowerful(RuntimeError):  # noqa: N818  it reads as what happened
    """The application's login could go round row-level security."""


async def check_login() -> None:
    """Refuse to serve as a superuser, as a role past row security, or as an owner of tables.

    Raises:
        TooPowerful: it is one of these.

    """
    rows = await definer(
        """select current_user as name, r.rolsuper or r.rolbypassrls
             or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname in ('public', 'app') and c.relowner = r.oid) as powerful
           from pg_roles r where r.rolname = current_user"""
    )
    if rows[0]["powerful"]:
        raise TooPowerful(
            f"CARENET_DATABASE_URL logs in as {rows[0]['name']}, which could read past row-level "
            "security; expected: carenet_app"
        )
