"""Who comes after somebody who came every time, and whether goodbye was said."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T21:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A named successor and a goodbye for whoever comes every time"

UP = r"""
alter table standing_sign_ups
    add column successor uuid references people on delete restrict on update cascade,
    add column named_at timestamptz,
    add column named_by uuid,
    add column goodbye_on date,
    add column goodbye_by uuid,
    add column goodbye_note varchar(300);
create index on standing_sign_ups (successor);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
