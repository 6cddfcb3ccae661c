"""What a helper wrote is for the officers' eyes where it worries about a child; the key phones seal to."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T12:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A worry goes to the director alone; the key that phones seal to"

UP = r"""
-- A worry is for the child's officers: whoever else reaches the child, the parents among them, cannot read
-- that column at all. Its writer may write it.
revoke select on day_logs from carenet_helper;
grant select (id, child, village, person, placement, on_day, arrived_at, ate, homework, slept, health, kind_line,
  other_adult_tonight, happened_at, received_at, offline) on day_logs to carenet_helper;
create index on visit_reports (child, happened_at desc);
create index on family_calls (child, happened_at desc);
create index on illness_episodes (next_check_at) where over_on is null;

grant select, insert on offline_keys to carenet_sealed;
grant select, update on day_logs to carenet_sealed;
set local role carenet_sealed;

-- A second worry of the same day stands beside the first; its writer cannot read either.
create function app.add_worry(p_day_log uuid, p_worry text) returns void
language sql security definer set search_path = '' as $$
  update public.day_logs d set worry = concat_ws(E'\n', d.worry, p_worry)
  where d.id = p_day_log and d.person = (select a.person from app.acting() a) and d.child = any (app.my_children())
$$;

-- The key that phones seal to is made once, by whoever needs it first; the private half comes encrypted with a
-- key that is not in the database. The answer is the live key, one's own or that of whoever was quicker.
create function app.keep_offline_key(p_id uuid, p_kid text, p_jwk jsonb, p_private bytea)
returns table (id uuid, kid text, public_jwk jsonb, private_key bytea)
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(72612021);
  if not exists (select from public.offline_keys k where k.retired_at is null) then
    insert into public.offline_keys (id, kid, public_jwk, private_key) values (p_id, p_kid, p_jwk, p_private);
  end if;
  return query select k.id, k.kid::text, k.public_jwk, k.private_key from public.offline_keys k
    where k.retired_at is null order by k.created_at desc limit 1;
end $$;

revoke all on function app.keep_offline_key(uuid, text, jsonb, bytea), app.add_worry(uuid, text) from public;
grant execute on function app.add_worry(uuid, text) to carenet_helper, carenet_officer, carenet_area;
grant execute on function app.keep_offline_key(uuid, text, jsonb, bytea) to carenet_app;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
