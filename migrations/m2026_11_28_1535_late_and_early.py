"""A child that came late: when it came, beside the tick that says it is here."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Children who came late"

UP = r"""
alter table child_attendances add column late_at timestamptz;
alter table child_attendances add constraint child_attendances_late check (late_at is null or state = 'here');
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
