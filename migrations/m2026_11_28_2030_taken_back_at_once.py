"""A consent that is taken back ends access and duties in its own transaction, whether or not a worker runs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T20:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a consent taken back ends what rests on it at once"

UP = """
set local role carenet_sealed;
-- The listener of ConsentWithdrawn still sees to what is out for an answer, and to what this finds no more.
create function app.consent_taken_back() returns trigger language plpgsql security definer set search_path = '' as $$
declare p record; why constant text := 'The guardian took the consent back.';
  kinds constant text[] := case new.purpose when 'volunteer' then array['tutoring'] when 'proxy_parent' then array['proxy_parent']
    when 'host_family' then array['full_care', 'half_care'] when 'peer' then array['peer'] else '{}' end;
begin
  if app.consented(new.child, new.purpose, app.local_today()) then return null; end if;
  for p in select x.* from public.placements x where x.child = new.child and x.kind = any (kinds) and x.ends_on is null
      and not exists (select from public.placement_endings e where e.placement = x.id and e.received_at is null and e.withdrawn_at is null)
      order by x.id limit 50 loop
    insert into public.placement_endings (placement, child, village, asked_by, because, received_at)
      values (p.id, p.child, p.village, '00000000-0000-0000-0000-000000000000', why, case when p.kind <> 'full_care' then now() end);
    if p.kind <> 'full_care' then
      perform app.close_placement_for(p.id, why, now());
      update public.reminders r set state = 'cancelled', changed_at = now()
        where r.subject in (select 'obligation:' || o.id from public.obligations o where o.placement = p.id) and r.state in ('due', 'handed_over');
    end if;
    insert into public.facts (name, payload, announced_at) values (case when p.kind = 'full_care' then 'PlacementEnding' else 'PlacementEnded' end,
      jsonb_build_object('placement', p.id, 'child', p.child, 'person', p.person, 'kind', p.kind), now());
  end loop;
  return null;
end $$;
revoke all on function app.consent_taken_back() from public;
grant execute on function app.consent_taken_back() to carenet_owner;
reset role;
set local role carenet_owner;
create trigger consent_taken_back after insert on consents for each row when (not new.agreed) execute function app.consent_taken_back();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
