"""Cover for a while: another adult stands in for a placement, dated, and the base returns by itself."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Cover for a while, laid over a placement"

UP = r"""
set local role carenet_migrator;
update backups set ends_at = starts_at + interval '3 days' where ends_at is null;
set local role carenet_owner;
alter table backups alter column person drop not null, alter column ends_at set not null,
  add column host_family uuid references host_families on delete restrict on update cascade,
  add column asked_at timestamptz not null default now(),
  add column accepted_by uuid, add column gave_up_at timestamptz, add column closed_at timestamptz,
  add check (ends_at > starts_at and ends_at <= starts_at + interval '92 days'),
  add check (accepted_at is null or person is not null);
create index on backups (host_family);
create index backups_by_end on backups (ends_at) where closed_at is null;
-- One adult at a time: of two who say yes at once to the same days one has it.
alter table backups add constraint one_backup_at_a_time exclude using gist
  (placement with =, tstzrange(starts_at, ends_at, '[)') with &&) where (accepted_at is not null and closed_at is null);
create unique index one_backup_asked on backups (placement) where accepted_at is null and closed_at is null;

-- What happened to it, step by step: who, when, why, and the dates that held from then on.
create table backup_changes (
    id uuid primary key default uuidv7(),
    backup uuid not null references backups on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    what varchar(12) not null check (what in ('wanted', 'asked', 'accepted', 'by_word', 'declined', 'gave_up', 'moved', 'ended', 'cancelled', 'replaced')),
    person uuid references people on delete restrict on update cascade,
    by uuid,
    at timestamptz not null,
    because varchar(200),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on backup_changes (backup, at);
create index on backup_changes (person);
create index on backup_changes (child);
create index on backup_changes (village);
alter table backup_changes enable row level security, force row level security;
create policy officer on backup_changes to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on backup_changes to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
         and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy helper on backup_changes for select to carenet_helper using (child = any ((select app.my_children())::uuid[]));
create policy worker on backup_changes to carenet_worker using (true) with check (true);
grant select, insert on backup_changes to carenet_officer, carenet_area, carenet_worker;
grant select on backup_changes to carenet_helper;
-- Helpers change a backup by the functions below alone, each of which asks who acts.
revoke insert, update on backups from carenet_helper;
grant select, insert, update on backups to carenet_sealed;
grant select, insert on backup_changes to carenet_sealed;
grant insert, update, delete on commitments to carenet_sealed;
grant select on children to carenet_sealed;

set local role carenet_sealed;

-- Children a home has on its fullest day of a stretch, with one more: who lives there, and who stays for a while.
create function app.most_at_home(p_family uuid, p_from timestamptz, p_until timestamptz, p_more uuid) returns int
language sql stable security definer set search_path = '' as $$
  select coalesce(max(n), 1)::int from (
    select count(distinct x.child) as n from generate_series((p_from at time zone 'Asia/Shanghai')::date,
      ((p_until - interval '1 second') at time zone 'Asia/Shanghai')::date, interval '1 day') d(day)
    cross join lateral (
      select p.child from public.placements p where p.host_family = p_family and p.kind in ('full_care', 'half_care')
        and coalesce(p.starts_on, p.planned_from) <= d.day::date and (p.ends_on is null or p.ends_on > d.day::date)
      union all select b.child from public.backups b where b.host_family = p_family and b.accepted_at is not null and b.closed_at is null
        and b.starts_at < ((d.day::date + 1)::timestamp at time zone 'Asia/Shanghai') and b.ends_at > (d.day::date::timestamp at time zone 'Asia/Shanghai')
      union all select p_more) x group by d.day) t
$$;

-- How many a helper has in a service, those it stands in for counted too.
create or replace function app.load_of(p_person uuid, p_service text, p_more uuid default null) returns int
language sql stable security definer set search_path = '' as $$
  select count(distinct case when p_service = 'proxy_parent' then coalesce(m.household, x.child) else x.child end)::int
  from (select p.child from public.placements p where p.person = p_person and p.ends_on is null and p.kind = any (case p_service
      when 'host_family' then array['full_care', 'half_care'] else array[p_service] end)
    union all select b.child from public.backups b join public.placements p on p.id = b.placement where b.person = p_person
      and b.accepted_at is not null and b.closed_at is null and b.ends_at > now() and p.ends_on is null and p.kind = any (case p_service
      when 'host_family' then array['full_care', 'half_care'] else array[p_service] end)
    union all select p_more where p_more is not null) x
  left join public.household_members m on m.child = x.child and m.ends_on is null
$$;

-- Clearance, restriction, the guardian's yes and room hold on every day of it, however the row is written.
create function app.may_stand_in() returns trigger language plpgsql security definer set search_path = '' as $$
declare p record; f record; c record; purpose_ text; first_ date; last_ date; most int;
begin
  if new.accepted_at is null or new.closed_at is not null then return new; end if;
  if tg_op = 'UPDATE' and old.accepted_at is not null and old.closed_at is null and new.starts_at >= old.starts_at
     and new.ends_at <= old.ends_at and new.person = old.person and new.host_family is not distinct from old.host_family then
    return new;
  end if;
  select * into p from public.placements x where x.id = new.placement;
  if p.ends_on is not null then raise exception using errcode = 'CN002', message = 'the placement is over'; end if;
  perform pg_advisory_xact_lock(hashtextextended(new.person::text, 7262));
  first_ := (new.starts_at at time zone 'Asia/Shanghai')::date;
  last_ := ((new.ends_at - interval '1 second') at time zone 'Asia/Shanghai')::date;
  if new.person = p.person or app.suspended(new.person) or exists (select from public.restrictions r where r.person = new.person
      and r.child = new.child and r.starts_at < new.ends_at and (r.ends_at is null or r.ends_at > new.starts_at)) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  if p.kind not in ('full_care', 'half_care', 'proxy_parent', 'paired_teacher') then
    raise exception using errcode = 'CN001', message = 'nobody stands in for this kind';
  end if;
  if p.kind <> 'paired_teacher' and exists (select from generate_series(first_, last_, interval '1 day') d
      where app.tier_on(new.person, d::date) is distinct from 'cleared') then
    raise exception using errcode = 'CN001', message = 'not cleared on every day';
  end if;
  purpose_ := case p.kind when 'proxy_parent' then 'proxy_parent' when 'paired_teacher' then null else 'host_family' end;
  if purpose_ is not null and not (app.consented(new.child, purpose_, first_) and app.consented(new.child, purpose_, last_)) then
    raise exception using errcode = 'CN004', message = 'the guardian has not agreed';
  end if;
  if p.kind = 'full_care' then
    select * into f from public.host_families x where x.id = new.host_family and x.left_on is null and x.approved_on is not null
      and (x.renew_by is null or x.renew_by >= last_);
    if f.id is null or f.id = p.host_family or not exists (select from public.host_family_adults a where a.family = f.id and a.person = new.person and a.left_on is null) then
      raise exception using errcode = 'CN010', message = 'not an approved home of this adult on every day';
    end if;
  end if;
  if new.host_family is not null then
    select * into f from public.host_families x where x.id = new.host_family;
    if exists (select from public.host_family_adults a cross join generate_series(first_, last_, interval '1 day') d
        where a.family = f.id and a.left_on is null and app.tier_on(a.person, d::date) is distinct from 'cleared') then
      raise exception using errcode = 'CN001', message = 'an adult of this home is not cleared on every day';
    end if;
    select x.sex into c from public.children x where x.id = new.child;
    if (c.sex = 'f' and not f.takes_girls) or (c.sex = 'm' and not f.takes_boys) then
      raise exception using errcode = 'CN008', message = 'this home does not take the child';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(f.id::text, 7262));
    if app.most_at_home(f.id, new.starts_at, new.ends_at, new.child) > f.beds then
      raise exception using errcode = 'CN003', message = 'no bed left on one of these days';
    end if;
  elsif p.kind = 'proxy_parent' then
    select coalesce(max(x.households_max), 3) into most from public.proxy_parents x where x.person = new.person and x.left_on is null;
    if app.load_of(new.person, 'proxy_parent', new.child) > most then
      raise exception using errcode = 'CN003', message = 'no room left';
    end if;
  end if;
  return new;
end $$;

-- Reach and load have the dates of the backup itself: they begin and end without anybody.
create function app.open_backup(p_backup uuid) returns void language plpgsql security definer set search_path = '' as $$
declare b record; because_ text := 'backup:' || p_backup;
begin
  select * into b from public.backups x where x.id = p_backup;
  update public.reaches r set ends_at = greatest(r.starts_at, least(b.ends_at, now())) where r.because = because_ and r.person is distinct from b.person
    and (r.ends_at is null or r.ends_at > now());
  delete from public.commitments c where c.because = because_;
  if b.accepted_at is null or b.closed_at is not null then
    update public.reaches r set ends_at = greatest(r.starts_at, now()) where r.because = because_ and (r.ends_at is null or r.ends_at > now());
    return;
  end if;
  insert into public.reaches (person, child, village, because, starts_at, ends_at)
    values (b.person, b.child, b.village, because_, b.starts_at, b.ends_at)
    on conflict (person, child, because) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at;
  if b.ends_at > now() + interval '5 seconds' then
    insert into public.commitments (person, kind, starts_at, ends_at, because) values (b.person, 'load', b.starts_at, b.ends_at, because_);
  end if;
end $$;

create function app.backup_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform app.open_backup(new.id);
  return null;
end $$;

-- What ends a placement ends what was laid over it, at the same moment.
create function app.backups_end_too() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.backup_changes (backup, child, village, what, person, at, because, starts_at, ends_at)
    select b.id, b.child, b.village, case when b.starts_at < now() then 'ended' else 'cancelled' end, b.person, now(), null, b.starts_at, b.ends_at
    from public.backups b where b.placement = new.id and b.closed_at is null and b.ends_at > now();
  update public.backups b set closed_at = case when b.accepted_at is null or b.starts_at >= now() then now() end,
      ends_at = case when b.accepted_at is not null and b.starts_at < now() then now() else b.ends_at end
    where b.placement = new.id and b.closed_at is null and b.ends_at > now();
  return null;
end $$;

revoke all on function app.most_at_home(uuid, timestamptz, timestamptz, uuid), app.may_stand_in(), app.open_backup(uuid),
  app.backup_changed(), app.backups_end_too() from public;
grant execute on function app.may_stand_in(), app.backup_changed(), app.backups_end_too() to carenet_owner;
set local role carenet_owner;
create trigger may_stand_in before insert or update on backups for each row execute function app.may_stand_in();
create trigger backup_changed after insert or update on backups for each row execute function app.backup_changed();
create trigger backups_end_too after update of ends_on on placements for each row
  when (old.ends_on is null and new.ends_on is not null) execute function app.backups_end_too();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
