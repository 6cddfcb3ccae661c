"""Bring a database to this version's schema; several processes at once: one applies, all end well."""

import os

import asyncpg

LOCK = 7261_2018
LOCK_SECONDS_MAX = 600


class MigrationFailed(Exception):  # noqa: N818  it reads as what happened
    """A migration did not run; the database is as it was before it."""


async def migrate(url: str) -> None:
    """Apply what is missing, as carenet_owner.

    Args:
        url: the database as carenet_migrator.

    Raises:
        MigrationFailed: with Piccolo's own words.

    """
    os.environ["PICCOLO_CONF"] = "carenet.piccolo_conf_migrations"
    os.environ["CARENET_MIGRATION_DATABASE_URL"] = url
    from piccolo.apps.migrations.commands.forwards import run_forwards
    from piccolo.engine.finder import engine_finder

    gate = await asyncpg.connect(url, server_settings={"application_name": "carenet-migrate"})
    try:
        await gate.execute("select pg_advisory_lock($1)", LOCK, timeout=LOCK_SECONDS_MAX)
        engine = engine_finder()
        if engine is None:
            raise MigrationFailed("PICCOLO_CONF cannot be imported")
        engine.config["server_settings"] = {  # type: ignore[attr-defined]
            "role": "carenet_owner",
            "row_security": "off",
            "lock_timeout": "2000",
            "statement_timeout": "0",
            "timezone": "UTC",
            "client_min_messages": "warning",
        }
        done = await run_forwards("carenet")
        if not done.success:
            raise MigrationFailed(done.message)
    finally:
        await gate.close()


async def pending(connection: asyncpg.Connection) -> list[str]:
    """The ids of migrations that this program has and the database has not."""
    from carenet.core.paths import MIGRATIONS

    ids = []
    for path in sorted(MIGRATIONS.glob("m*.py")):
        for line in path.read_text().splitlines():
            if line.startswith("ID = "):
                ids.append(line.split('"')[1])
                break
    there = await connection.fetchval("select to_regclass('public.migration') is not null")
    if not there:
        return ids
    done = {r["name"] for r in await connection.fetch("select name from migration")}
    return [i for i in ids if i not in done]
