"""Whoever comes every time has a place from the hour sign-up opens, and not before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T13:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Places for those who come every time"

UP = r"""
-- When those who come every time were given their places; until then a worker looks at the session.
alter table care_sessions add column created_at timestamptz not null default now(),
  add column standing_at timestamptz;
create index standing_waits on care_sessions (series, starts_at) where standing_at is null and cancelled_at is null;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
