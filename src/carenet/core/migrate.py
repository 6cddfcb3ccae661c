"""Bring a database to this version's schema; several processes at once: one applies, all end well."""

import os
from collections.abc import Collection

import asyncpg

from carenet.core.paths import MIGRATIONS

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


def missing_migrations(done: Collection[str]) -> list[str]:
    """The ids of migrations that this program has and a database has not."""
    ids = []
    for path in sorted(MIGRATIONS.glob("m*.py")):
        for line in path.read_text().splitlines():
            if line.startswith("ID = "):
                ids.append(line.split('"')[1])
                break
    return [i for i in ids if i not in done]
