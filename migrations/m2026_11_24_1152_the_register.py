"""What the register still lacked: who filled a record in, a stage without a school, reads of a list."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:52:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What the register still lacked"

UP = r"""
-- A child out of school has a stage and no school; a child nobody looks after has a carer's row that says so.
alter table schoolings alter column organisation drop not null;
alter table carers alter column person drop not null;
alter table carers add check (person is not null or relation = 'nobody');
create unique index one_carer on carers (child) where ends_on is null;
create unique index one_schooling on schoolings (child) where ends_on is null;
create unique index one_hukou on hukou_places (child) where ends_on is null;

create table fillings (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    source varchar(20) not null,
    workbook uuid,
    filled_by varchar(60) not null,
    filled_on date not null,
    confirmed_by varchar(60),
    visited_on date,
    details jsonb not null default '{}',
    recorded_by uuid,
    created_at timestamptz not null default now(),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on fillings (child);
create index on fillings (village);
alter table fillings enable row level security, force row level security;
create policy officer on fillings to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on fillings to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
         and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on fillings to carenet_worker using (true) with check (true);
grant select, insert, update on fillings to carenet_officer, carenet_area, carenet_worker;

grant select, insert, update on health_notes to carenet_sealed;
grant select on children, carers, guardians, contact_ways, people, accounts to carenet_sealed;
set local role carenet_sealed;

-- One row for each child whose name a list showed.
create function app.log_list(p_children uuid[], p_purpose text) returns void
language plpgsql security definer set search_path = '' as $$
declare who record;
begin
  select * into who from app.acting();
  if who.account is null then raise exception 'no live sign-in'; end if;
  insert into public.read_log (account, duties, child, fields, purpose)
  select who.account, who.duties, c, array['list'], p_purpose from unnest(p_children[1:100]) c;
end $$;

-- A health note goes in and does not come out here; the former one of its kind ends.
create function app.seal_health(p_id uuid, p_child uuid, p_kind text, p_note bytea, p_day date) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.health_notes set ends_on = p_day where child = p_child and kind = p_kind and ends_on is null;
  insert into public.health_notes (id, child, village, kind, note, starts_on)
  select p_id, p_child, c.village, p_kind, p_note, p_day from public.children c where c.id = p_child;
end $$;

-- A sealed value is bound to its row's id, so whoever seals asks for that id first; nothing else comes out.
create function app.identity_row(p_child uuid) returns uuid language sql stable security definer set search_path = '' as $$
  select i.id from public.child_identities i where i.child = p_child $$;

-- What is given replaces, what is left out stays. The answer says whether this child's own record changed.
create function app.put_identity(p_id uuid, p_child uuid, p_kind text, p_number bytea, p_index bytea, p_pupil bytea)
returns boolean language plpgsql security definer set search_path = '' as $$
declare c record; was record; other record;
begin
  select k.village into c from public.children k where k.id = p_child;
  if not found or not (pg_has_role(session_user, 'carenet_worker', 'member') and (select count(*) from app.acting() a where a.account is not null) = 0
      or exists (select from app.acting() a where a.account is not null and a.role <> 'carenet_helper' and c.village >= a.lo and c.village < a.hi
        and (a.towns = '{}' or left(c.village, 9) = any (a.towns)))) then
    raise exception using errcode = 'CN404', message = 'no such child in this scope';
  end if;
  select * into was from public.child_identities i where i.child = p_child;
  if found then
    if was.id <> p_id then raise exception 'sealed for another row'; end if;
    update public.child_identities i set kind = case when p_index is null and i.id_number_index is not null then i.kind else p_kind end,
      id_number = coalesce(p_number, i.id_number), id_number_index = coalesce(p_index, i.id_number_index),
      pupil_number = coalesce(p_pupil, i.pupil_number) where i.id = p_id;
  else
    insert into public.child_identities (id, child, village, kind, id_number, id_number_index, pupil_number)
    values (p_id, p_child, c.village, p_kind, p_number, p_index, p_pupil);
  end if;
  if p_index is not null then
    for other in select i.child from public.child_identities i where i.id_number_index = p_index and i.child <> p_child loop
      insert into public.child_merges (child, village, other, proposed_by, undo)
      select p_child, c.village, other.child, '00000000-0000-0000-0000-000000000000', '{}'
      where not exists (select from public.child_merges m where m.child = p_child and m.other = other.child and m.undone_at is null);
    end loop;
  end if;
  return was.id is null or (p_index is not null and was.id_number_index is distinct from p_index)
    or (p_pupil is not null and was.pupil_number is null);
end $$;

-- Whom to ring about a child: for whoever holds an office where the child is, not for volunteers.
create function app.ways_to_reach(p_child uuid)
returns table (person uuid, name text, role text, relation text, kind text, value text, via text, works boolean, tested_on date)
language sql stable security definer set search_path = '' as $$
  select p.id, p.name::text, r.role, r.relation::text, w.kind::text, w.value::text, w.via::text, w.works, w.tested_on
  from (select c.person, c.relation, 'carer' as role from public.carers c where c.child = p_child and c.ends_on is null
        union all
        select g.person, g.relation, 'guardian' from public.guardians g where g.child = p_child and g.ends_on is null) r
  join public.people p on p.id = r.person
  left join public.contact_ways w on w.person = p.id and w.ended_on is null
  where exists (select from app.acting() a join public.children k on k.id = p_child where a.account is not null and (
    (a.role <> 'carenet_helper' and k.village >= a.lo and k.village < a.hi and (a.towns = '{}' or left(k.village, 9) = any (a.towns)))
    or (cardinality(a.offices) > 0 and p_child = any (app.my_children()))))
  order by r.role, p.id, w.rank $$;

revoke all on function app.log_list(uuid[], text), app.seal_health(uuid, uuid, text, bytea, date), app.ways_to_reach(uuid),
  app.identity_row(uuid), app.put_identity(uuid, uuid, text, bytea, bytea, bytea) from public;
grant execute on function app.log_list(uuid[], text), app.ways_to_reach(uuid) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.seal_health(uuid, uuid, text, bytea, date), app.identity_row(uuid),
  app.put_identity(uuid, uuid, text, bytea, bytea, bytea) to carenet_officer, carenet_area, carenet_worker;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
