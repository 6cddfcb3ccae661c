"""Whether a child's record has a number of its own: for the import, which may not read it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T12:06:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Whether a child's record has a number of its own"

UP = r"""
set local role carenet_sealed;
create function app.has_number(p_child uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.child_identities i where i.child = p_child and i.id_number_index is not null) $$;
revoke all on function app.has_number(uuid) from public;
grant execute on function app.has_number(uuid) to carenet_worker;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
