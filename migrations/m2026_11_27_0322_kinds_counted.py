"""The administrator sees how often each kind of message was said: figures, nobody's name."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T03:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Messages by kind, counted"

UP = """
set local role carenet_sealed;
create function app.kind_states(p_since timestamptz) returns table (kind text, sent bigint, failed bigint, uncertain bigint, once bigint)
language sql stable security definer set search_path = '' as $$
  select o.kind::text, count(*) filter (where o.state in ('sent', 'delivered')), count(*) filter (where o.state = 'failed'),
    count(*) filter (where o.state = 'uncertain'), count(o.uncertain_at)
  from public.outgoing o where o.created_at > p_since group by o.kind $$;
revoke all on function app.kind_states(timestamptz) from public;
grant execute on function app.kind_states(timestamptz) to carenet_app;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
