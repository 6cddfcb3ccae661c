"""The pace of each channel, shared by all workers: when its provider takes the next message."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T10:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The pace of each channel, shared by all workers"

UP = r"""
create table channel_paces (
    channel varchar(20) primary key,
    next_at timestamptz not null
);
grant select, insert, update on channel_paces to carenet_worker;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
