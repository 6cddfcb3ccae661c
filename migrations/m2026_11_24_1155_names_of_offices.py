"""Names of offices are public: every frame shows them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Names of offices are public: every frame shows them"

UP = r"""
grant select on organisations to carenet_app;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
