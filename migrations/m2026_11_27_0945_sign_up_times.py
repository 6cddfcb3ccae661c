"""From when and until when volunteers sign up for a series."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T09:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Sign-up opens and closes"

UP = r"""
-- So many days before a session sign-up opens, so many hours before it closes; none where it is always open.
alter table series add column opens_days smallint check (opens_days between 1 and 120),
  add column closes_hours smallint check (closes_hours between 1 and 240);
alter table series add constraint series_sign_up_open check (opens_days is null or closes_hours is null or opens_days * 24 > closes_hours);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
