"""A database for each test as if nobody had written to it: copied once a file, put back after that.

A copy is a thousand and a half small files, and most tests write to a dozen tables. So between two
tests of a file only those tables are put back that the server counted writes to; where a test
changed the shape of anything (its writes are to the catalogue) there is a new copy. The tests of a
file also share their connections (`Copies.part` ends them): a new one plans every statement anew.
"""

import asyncio
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg

from carenet.core import database as core_database
from tests import servers

LEAVE_STEPS_MAX, LEAVE_STEP_S = 2000, 0.003
ALL = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
WRITES = """select relname as name, relnamespace = 'public'::regnamespace as ours, writes
from pg_class c, lateral (select pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid)
  + pg_stat_get_tuples_deleted(oid) as writes offset 0) w
where relkind = 'r' and not relisshared and writes > 0"""
SEQUENCES = (
    "select schemaname || '.' || sequencename as name, last_value, start_value from pg_sequences"
)
OTHERS = """from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and pid <> all ($1)"""
TELL = "select pg_stat_force_next_flush()"
"""Before it answers the next time, the server counts what this connection wrote."""
FORGET = "reset role; discard temp"


async def _tell(pool: Any) -> list[int]:
    """Have the server count what the application wrote; the pool's connections.

    Raises:
        LookupError: there is no pool, or a test still holds one of its connections.

    """
    if pool is None or pool.get_idle_size() != pool.get_size():
        raise LookupError
    held = [await pool.acquire() for _ in range(pool.get_size())]
    for one in held:
        await one.execute(TELL)
    for one in held:
        await pool.release(one)
    return [one.get_server_pid() for one in held]


class Copies:
    """The one test database of a process."""

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.name = root, name
        self._stands: tuple[str, str] | None = None
        """The template that it is a copy of, and the file of tests that it was made for."""
        self._seen: dict[str, int] = {}
        """Writes that the server had counted when it was last as the template is, by table."""
        self._rows: dict[str, dict[str, bytes]] = {}
        """By template: what stands in its tables, for those that are not empty."""
        self._counts: dict[str, dict[str, int | None]] = {}
        """By template: where its sequences stand."""
        self._hand: Any = None
        """The connection that puts things back."""
        self._eyes: Any = None
        self._engine: Any = None
        """The application's, from the first database on: it wants one when it is made."""

    async def ready(self, template: str, *, for_file: str) -> None:
        """Make it like the template, with the application's pool on it."""
        os.environ["CARENET_DATABASE_URL"] = servers.database_url(
            self.root, "carenet_app", self.name
        )
        if self._stands != (template, for_file) or not await self._put_back(template):
            await self._copy(template)
        self._stands = (template, for_file)
        self._engine = core_database.engine()
        if self._engine.config["dsn"] != os.environ["CARENET_DATABASE_URL"]:
            await self._close_pool()  # a test logged in as somebody else and broke off
        if self._engine.pool is None:
            self._engine.config["dsn"] = os.environ["CARENET_DATABASE_URL"]
            await core_database.connect("test")

    async def eyes(self) -> Any:
        """A superuser's connection; its days are those of the place."""
        if self._eyes is None or self._eyes.is_closed():
            self._eyes = await asyncpg.connect(
                servers.database_url(self.root, "carenet", self.name),
                server_settings={"timezone": "Asia/Shanghai"},
            )
            await core_database._prepare(self._eyes)
        return self._eyes

    async def part(self) -> None:
        """End the connections that the tests of a file share."""
        for one in (self._hand, self._eyes):
            if one is not None:
                one.terminate()
        self._hand = self._eyes = None
        await self._close_pool()

    async def _close_pool(self) -> None:
        if self._engine and self._engine.pool:
            self._engine.pool.terminate()
            self._engine.pool = None

    async def _connect(self, name: str) -> Any:
        return await asyncpg.connect(servers.database_url(self.root, "carenet", name))

    async def _copy(self, template: str) -> None:
        self._stands = None
        await self.part()
        admin = await self._connect("postgres")
        await admin.execute(f"drop database if exists {self.name} with (force)")
        await servers.copy_database(admin, template, self.name)
        await admin.close()
        if template not in self._rows:
            await self._remember(template)
        self._seen = {}

    async def _remember(self, template: str) -> None:
        db = await self._connect(self.name)
        rows = self._rows[template] = {}
        for (table,) in await db.fetch(ALL):
            if await db.fetchval(f"select exists (select from public.{table})"):
                held = BytesIO()
                await db.copy_from_table(table, schema_name="public", output=held, format="binary")
                rows[table] = held.getvalue()
        self._counts[template] = {r["name"]: r["last_value"] for r in await db.fetch(SEQUENCES)}
        await db.close()

    async def _put_back(self, template: str) -> bool:
        """Put back what was written to; False if that cannot be done by rows."""
        if self._hand is None or self._hand.is_closed():
            self._hand = await self._connect(self.name)
        db = self._hand
        await self._alone(db)
        counted = await db.fetch(WRITES)
        changed = [r for r in counted if r["writes"] != self._seen.get(r["name"], 0)]
        if any(not r["ours"] or r["writes"] < self._seen.get(r["name"], 0) for r in changed):
            return False
        if changed:
            await self._rewrite(db, template, [r["name"] for r in changed])
            self._seen = {r["name"]: r["writes"] for r in await db.fetch(WRITES)}
        return True

    async def _kept(self) -> list[int]:
        """The connections that stay, each having said what it wrote; those that cannot are ended."""
        kept = []
        if (eyes := self._eyes) is not None:
            try:
                await eyes.reset()
                await eyes.execute(FORGET)
                await eyes.execute(TELL)
                kept.append(eyes.get_server_pid())
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                eyes.terminate()
                self._eyes = None
        pool = self._engine.pool
        try:
            kept += await _tell(pool)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, LookupError):
            await self._close_pool()
        return kept

    async def _alone(self, db: Any) -> None:
        """End all other connections: what a process wrote is counted when it has ended.

        Raises:
            TimeoutError: one of them did not end.

        """
        kept = await self._kept()
        for _ in range(LEAVE_STEPS_MAX):
            if not await db.fetch(f"select pg_terminate_backend(pid) {OTHERS}", kept):
                return
            await asyncio.sleep(LEAVE_STEP_S)
        raise TimeoutError(await db.fetch(f"select pid, state, query {OTHERS}", kept))

    async def _rewrite(self, db: Any, template: str, tables: list[str]) -> None:
        """Some tables as the template has them, past every trigger; the sequences too."""
        async with db.transaction():
            await db.execute("set local session_replication_role = replica")
            for table in tables:
                await db.execute(f"delete from public.{table}")
            for table in tables:
                if rows := self._rows[template].get(table):
                    await db.copy_to_table(
                        table, schema_name="public", source=BytesIO(rows), format="binary"
                    )
            was = self._counts[template]
            for now in await db.fetch(SEQUENCES):
                if now["last_value"] != was[now["name"]]:
                    await db.execute(
                        "select setval($1::text::regclass, $2, $3)", now["name"],
                        was[now["name"]] or now["start_value"], was[now["name"]] is not None,
                    )  # fmt: skip
            await db.execute("select pg_stat_force_next_flush()")
