"""What was set aside for an area is taken back before its day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T22:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Set aside for an area, and taken back"

UP = r"""
alter table exemptions
    add column taken_back_at timestamptz,
    add column taken_back_by uuid,
    -- `ends_on` is the last day it held; until when it was meant stays beside it.
    add column meant_until date,
    add check ((taken_back_at is null) = (taken_back_by is null) and (taken_back_at is null) = (meant_until is null));
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
