"""Brothers and sisters are apart only with a reason that is kept."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:63:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Reasons for siblings apart"

UP = r"""
create table apart_reasons (
  id uuid primary key default uuidv7(),
  child uuid not null,
  village varchar(13) collate "C" not null,
  kind varchar(12) not null check (kind in ('host', 'proxy_parent')),
  person uuid not null references people on delete restrict on update cascade,
  because varchar(200) not null check (because <> ''),
  said_on varchar(10) not null check (said_on in ('match', 'handover', 'review')),
  at timestamptz not null default now(),
  by uuid not null,
  foreign key (child, village) references children (id, village) on delete restrict on update cascade);
create index apart_reasons_child on apart_reasons (child, village);
create index apart_reasons_village on apart_reasons (village);
create index apart_reasons_person on apart_reasons (person);
alter table apart_reasons enable row level security, force row level security;
create policy officer on apart_reasons to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on apart_reasons to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on apart_reasons to carenet_worker using (true) with check (true);
grant select on apart_reasons to carenet_officer, carenet_area, carenet_worker;
grant insert on apart_reasons to carenet_officer, carenet_area;

-- Which brothers and sisters of one household are in another's care of the same kind, or asked of another, if this adult
-- has this child. Two adults of one home are together. Row security applies.
create function app.apart_from(p_child uuid, p_kind text, p_person uuid) returns setof uuid
language plpgsql stable set search_path = '' as $$
begin
  return query select n.child from public.household_members m
    join public.household_members n on n.household = m.household and n.child <> m.child and n.ends_on is null
    join public.children c on c.id = n.child and c.left_on is null
  where m.child = p_child and m.ends_on is null and (
    exists (select from public.placements o where o.child = n.child and o.ends_on is null and o.person <> p_person
      and case p_kind when 'host' then o.kind in ('full_care', 'half_care') else o.kind = p_kind end
      and not exists (select from public.host_family_adults a where a.family = o.host_family and a.person = p_person and a.left_on is null))
    or exists (select from public.proposals q join public.needs d on d.id = q.need where q.child = n.child and q.person <> p_person
      and q.state in ('published', 'agreed') and d.service = case p_kind when 'host' then 'host_family' else p_kind end
      and d.met_at is null and d.closed_at is null));
end $$;
revoke all on function app.apart_from(uuid, text, uuid) from public;
grant execute on function app.apart_from(uuid, text, uuid) to carenet_officer, carenet_area, carenet_worker;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
