"""Which consent a placement rests on is written down once; whoever asks for it or ends by it reads it there."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T21:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "which consent a placement rests on, once"

UP = """
set local role carenet_sealed;
create function app.consent_for(p_kind text) returns text language sql immutable parallel safe set search_path = '' as $$
  select case p_kind when 'tutoring' then 'volunteer' when 'proxy_parent' then 'proxy_parent' when 'peer' then 'peer'
    when 'full_care' then 'host_family' when 'half_care' then 'host_family' end
$$;
revoke all on function app.consent_for(text) from public;
grant execute on function app.consent_for(text) to carenet_app, carenet_officer, carenet_area, carenet_helper, carenet_worker, carenet_owner;

create or replace function app.may_be_placed() returns trigger language plpgsql security definer set search_path = '' as $$
declare from_ date := coalesce(new.starts_on, new.planned_from);
begin
  if app.restricted(new.person, new.child) then raise exception using errcode = 'CN001', message = 'not possible'; end if;
  if new.kind in ('full_care', 'half_care', 'proxy_parent', 'tutoring') then
    if app.tier_on(new.person, from_) is distinct from 'cleared' then raise exception using errcode = 'CN001', message = 'not cleared on that day'; end if;
    if not app.consented(new.child, app.consent_for(new.kind), from_) then
      raise exception using errcode = 'CN004', message = 'the guardian has not agreed';
    end if;
    if new.kind = 'proxy_parent' and not app.proxy_ready(new.person, from_) then
      raise exception using errcode = 'CN010', message = 'a step before the approval is missing';
    end if;
    if new.kind in ('full_care', 'half_care') then perform app.home_takes(new.host_family, new.person, new.child, new.kind, from_); end if;
  end if;
  if new.kind = 'peer' and new.need is not null then
    if not app.may_accompany(new.person, from_) then raise exception using errcode = 'CN001', message = 'not cleared on that day'; end if;
    if not app.consented(new.child, app.consent_for(new.kind), from_) then raise exception using errcode = 'CN004', message = 'the guardian has not agreed'; end if;
  end if;
  return new;
end $$;

create or replace function app.may_stand_in() returns trigger language plpgsql security definer set search_path = '' as $$
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
  purpose_ := app.consent_for(p.kind);
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

create or replace function app.consent_taken_back() returns trigger language plpgsql security definer set search_path = '' as $$
declare p record; why constant text := 'The guardian took the consent back.';
begin
  if app.consented(new.child, new.purpose, app.local_today()) then return null; end if;
  for p in select x.* from public.placements x where x.child = new.child and app.consent_for(x.kind) = new.purpose and x.ends_on is null
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
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
