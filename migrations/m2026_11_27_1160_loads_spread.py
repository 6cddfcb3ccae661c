"""How far the loads of a round are spread over its helpers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T11:60:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Loads are spread"

UP = r"""
-- What each further child at one helper counts for, in minutes of way; 0: the shortest ways. A home's beds decide already.
alter table matching_rounds add column spread smallint not null default 0 check (spread between 0 and 60),
  add constraint matching_rounds_homes_have_beds check (spread = 0 or service <> 'host_family');
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
