"""Whoever may see a concern sees who answers for it, also when that is an officer of another level."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T21:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who took a concern"

UP = """
set local role carenet_sealed;
create function app.concern_taker(p_concern uuid) returns text
language sql stable security definer set search_path = '' as $$
  select a.name::text from public.concerns c join public.accounts a on a.id = c.taken_by
  where c.id = p_concern and app.may_see_concern(c.id) $$;
revoke all on function app.concern_taker(uuid) from public;
grant execute on function app.concern_taker(uuid) to carenet_officer, carenet_area;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
