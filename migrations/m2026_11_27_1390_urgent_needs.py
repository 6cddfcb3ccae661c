"""What climbs for a child at high risk without a proxy parent ends with its need, whatever ends that."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T13:90:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Urgent needs climb until they end"

UP = """
set local role carenet_sealed;
create function app.end_urgent_need() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.climbs c set ended_at = now(), ended_because = 'the need ended', next_at = null
    where c.ladder = 'urgent_need' and c.subject like 'need:%:' || new.id and c.ended_at is null;
  return null;
end $$;
revoke all on function app.end_urgent_need() from public;
grant execute on function app.end_urgent_need() to carenet_owner;
set local role carenet_owner;
create trigger end_urgent_need after update of met_at, closed_at, tier on needs for each row
  when (new.met_at is not null or new.closed_at is not null or new.tier > 1) execute function app.end_urgent_need();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
