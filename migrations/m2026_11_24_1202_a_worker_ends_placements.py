"""A worker ends what rested on a consent that was taken back."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T12:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A worker ends what rested on a consent that was taken back"

UP = r"""
set local role carenet_sealed;

-- The same end, without a sign-in to ask: for the worker alone.
create function app.close_placement_for(p_placement uuid, p_because text, p_now timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare person_ uuid;
begin
  update public.placements x set ends_on = coalesce(x.ends_on, app.local_today()) where x.id = p_placement returning x.person into person_;
  update public.reaches r set ends_at = greatest(r.starts_at, least(p_now, now())) where r.because = 'placement:' || p_placement and r.ends_at is null;
  delete from public.commitments c where c.person = person_ and c.kind = 'load' and c.because = 'placement:' || p_placement;
  insert into public.exemptions (obligation, because, starts_on, ends_on, approved_by)
    select o.id, p_because, app.local_today(), o.due_on, '00000000-0000-0000-0000-000000000000' from public.obligations o
    where o.placement = p_placement and o.met_at is null and o.missed_at is null and o.due_on >= app.local_today();
end $$;
revoke all on function app.close_placement_for(uuid, text, timestamptz) from public;
grant execute on function app.close_placement_for(uuid, text, timestamptz) to carenet_worker;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
