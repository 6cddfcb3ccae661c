"""Who saw what: written by the database, read by the auditor alone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:14:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who saw what: written by the database, read by the auditor alone"

UP = r"""
set local role carenet_sealed;

create function app.log_read(p_child uuid, p_fields text[], p_purpose text, p_reason text default null) returns void
language plpgsql security definer set search_path = '' as $$
declare who record;
begin
  select * into who from app.acting();
  if who.account is null then raise exception 'no live sign-in'; end if;
  insert into public.read_log (account, duties, child, fields, purpose, reason)
  values (who.account, who.duties, p_child, p_fields, p_purpose, p_reason);
end $$;

-- A worker has no token: it names the person who began the work, and a duty that has ended is refused.
create function app.log_read_for(p_account uuid, p_duties uuid[], p_child uuid, p_fields text[], p_purpose text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from unnest(p_duties) d where d not in (select l.id from app.live_duties(p_account) l)) then
    raise exception 'the duty has ended';
  end if;
  insert into public.read_log (account, duties, child, fields, purpose) values (p_account, p_duties, p_child, p_fields, p_purpose);
end $$;

create function app.audit(p_verb text, p_subject text, p_detail jsonb default '{}') returns void
language sql security definer set search_path = '' as $$
  insert into public.audit_events (account, duties, verb, subject, detail)
  select a.account, coalesce(a.duties, '{}'), p_verb, p_subject, p_detail from (select 1) one left join app.acting() a on true $$;

create function app.read_trail(p_child uuid, p_account uuid, p_before bigint, p_limit int)
returns table (id bigint, at timestamptz, account uuid, who text, child uuid, fields text[], purpose text, reason text)
language sql stable security definer set search_path = '' as $$
  select l.id, l.at, l.account, a.name::text, l.child, l.fields::text[], l.purpose::text, l.reason::text
  from public.read_log l left join public.accounts a on a.id = l.account
  where exists (select from app.acting() x join app.live_duties(x.account) d on d.id = any (x.duties) where d.role = 'auditor' and x.factors >= 2)
    and (p_child is null or l.child = p_child) and (p_account is null or l.account = p_account) and (p_before is null or l.id < p_before)
  order by l.id desc limit least(p_limit, 100) $$;

create function app.audit_trail(p_before timestamptz, p_limit int)
returns table (id uuid, at timestamptz, who text, verb text, subject text, detail jsonb)
language sql stable security definer set search_path = '' as $$
  select e.id, e.at, a.name::text, e.verb::text, e.subject::text, e.detail
  from public.audit_events e left join public.accounts a on a.id = e.account
  where exists (select from app.acting() x join app.live_duties(x.account) d on d.id = any (x.duties) where d.role in ('auditor', 'security') and x.factors >= 2)
    and (p_before is null or e.at < p_before) order by e.at desc limit least(p_limit, 100) $$;

-- The number goes in and nothing comes out: whether it is known elsewhere is the township's case, not an answer.
create function app.seal_identity(p_id uuid, p_child uuid, p_kind text, p_number bytea, p_index bytea, p_pupil bytea, p_mark text, p_insurance text)
returns void language plpgsql security definer set search_path = '' as $$
declare where_ text; other record;
begin
  select c.village into where_ from public.children c where c.id = p_child;
  insert into public.child_identities (id, child, village, kind, id_number, id_number_index, pupil_number, preschool_mark, insurance_place)
  values (p_id, p_child, where_, p_kind, p_number, p_index, p_pupil, p_mark, p_insurance)
  on conflict (child) do update set kind = excluded.kind, id_number = excluded.id_number, id_number_index = excluded.id_number_index,
    pupil_number = excluded.pupil_number, preschool_mark = excluded.preschool_mark, insurance_place = excluded.insurance_place, id = excluded.id;
  if p_index is not null then
    for other in select i.child from public.child_identities i where i.id_number_index = p_index and i.child <> p_child loop
      insert into public.child_merges (child, village, other, proposed_by, undo)
      select p_child, where_, other.child, '00000000-0000-0000-0000-000000000000', '{}'
      where not exists (select from public.child_merges m where m.child = p_child and m.other = other.child and m.undone_at is null);
    end loop;
  end if;
end $$;

-- Which child has this number, within the caller's own scope; elsewhere the answer is none, as for no child at all.
create function app.child_by_identity(p_index bytea) returns uuid language sql stable security definer set search_path = '' as $$
  select i.child from public.child_identities i, app.acting() a
  where i.id_number_index = p_index and a.role <> 'carenet_helper' and i.village >= a.lo and i.village < a.hi
    and (a.towns = '{}' or left(i.village, 9) = any (a.towns)) limit 1 $$;

create function app.child_by_identity_within(p_index bytea, p_lo text, p_hi text) returns uuid language sql stable security definer set search_path = '' as $$
  select i.child from public.child_identities i where i.id_number_index = p_index and i.village >= p_lo and i.village < p_hi limit 1 $$;

-- A move blinds the old village at once: the whole file follows by the composite keys.
create function app.move_child(p_child uuid, p_village text, p_hamlet uuid, p_day date) returns void
language plpgsql security definer set search_path = '' as $$
declare a record; was text;
begin
  select * into a from app.acting();
  select c.village into was from public.children c where c.id = p_child for update;
  if a.account is null or was is null or a.role = 'carenet_helper' or was < a.lo or was >= a.hi
     or (a.towns <> '{}' and left(was, 9) <> all (a.towns)) then
    raise exception using errcode = 'CN404', message = 'no such child in this scope';
  end if;
  update public.care_places set ends_on = p_day where child = p_child and ends_on is null;
  update public.children set village = p_village where id = p_child;
  insert into public.care_places (child, village, division, hamlet, starts_on, moved_by) values (p_child, p_village, p_village, p_hamlet, p_day, a.account);
  insert into public.child_moves (child, village, came_from, went_to, on_day, by) values (p_child, p_village, was, p_village, p_day, a.account);
end $$;

revoke all on all functions in schema app from public;
grant execute on function app.log_read(uuid, text[], text, text), app.audit(text, text, jsonb) to carenet_app, carenet_officer, carenet_area, carenet_helper;
grant execute on function app.audit(text, text, jsonb), app.log_read_for(uuid, uuid[], uuid, text[], text),
  app.seal_identity(uuid, uuid, text, bytea, bytea, bytea, text, text), app.child_by_identity_within(bytea, text, text) to carenet_worker;
grant execute on function app.read_trail(uuid, uuid, bigint, int), app.audit_trail(timestamptz, int) to carenet_helper, carenet_officer, carenet_area;
grant execute on function app.seal_identity(uuid, uuid, text, bytea, bytea, bytea, text, text), app.child_by_identity(bytea),
  app.move_child(uuid, text, uuid, date) to carenet_officer, carenet_area;
set local role carenet_owner;
create unique index on child_identities (child);
create index on child_identities (id_number_index);
create index on read_log (child, at);
create index on read_log (account, at);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
