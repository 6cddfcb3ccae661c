"""Names are found by their sound: room for every reading."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Names are found by their sound: room for every reading"

UP = r"""
alter table children alter column initials type text, add column pinyin text not null default '';
alter table people alter column initials type text, add column pinyin text not null default '';
create index on children using gin (pinyin gin_trgm_ops);
create index on children using gin (initials gin_trgm_ops);
create index on people using gin (initials gin_trgm_ops);
create index on people using gin (name gin_trgm_ops);
grant insert (pinyin), update (pinyin) on people to carenet_helper;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
