"""Clearances that nobody widens, homes that are approved by another, concerns that stay sealed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Clearances that nobody widens, homes approved by another, concerns that stay sealed"

UP = r"""
alter table clearances add column voided_by uuid, add column voided_because varchar(200);
alter table clearances add check ((voided_at is null) = (voided_by is null) and (voided_at is null) = (voided_because is null));
alter table clearances add check (result in ('passed', 'pending', 'failed'));
alter table clearances add check (ends_on is null or ends_on >= starts_on);
alter table restrictions add column lifted_by uuid, add column lifted_because varchar(200);
alter table host_families add column entered_by uuid;
alter table host_families add check (approved_by is null or approved_by is distinct from entered_by);
alter table cleared_spans add check (tier in ('group', 'cleared'));
create index on cleared_spans (person, ends_on);

-- A tier is written by the function below alone, which asks the papers itself.
revoke insert, update on cleared_spans from carenet_officer, carenet_area;
grant select, insert, update on cleared_spans to carenet_sealed;
grant select on clearances to carenet_sealed;
grant select, insert, update on concerns to carenet_sealed;
grant select, insert on reporters to carenet_sealed;

set local role carenet_sealed;

-- Nobody enters, voids or lifts anything about itself.
create function app.not_oneself() returns trigger language plpgsql security definer set search_path = '' as $$
declare who uuid;
begin
  select a.person into who from app.acting() a;
  if who is not null and who = new.person then
    raise exception using errcode = 'CN006', message = 'nobody decides about itself';
  end if;
  return new;
end $$;

create function app.papers_hold(p_person uuid, p_tier text, p_day date) returns boolean
language sql stable security definer set search_path = '' as $$
  select not exists (
    select from unnest(case p_tier when 'cleared' then
        array['identity', 'record_check', 'references', 'interview', 'code', 'training', 'insurance']
        else array['identity', 'self_declaration', 'record_check'] end) k
    where not exists (select from public.clearances c where c.person = p_person and c.kind = k and c.voided_at is null
      and c.starts_on <= p_day and (c.ends_on is null or c.ends_on >= p_day)
      and (c.result = 'passed' or (c.result = 'pending' and p_tier = 'group' and k = 'record_check' and p_day <= c.starts_on + 60))
      and (c.result = 'pending' or k <> 'record_check' or p_day <= (c.starts_on + interval '12 months')::date)
      and (k <> 'training' or p_day <= (c.starts_on + interval '24 months')::date))) $$;

-- Rows end earlier or are added; a row that ends later, or that the papers do not carry, is refused.
create function app.keep_spans(p_person uuid, p_ended jsonb, p_added jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare x jsonb; a record; here text;
begin
  select * into a from app.acting();
  select p.division into here from public.people p where p.id = p_person;
  if a.account is null or a.person = p_person or not exists (select from app.live_duties(a.account) d where d.id = any (a.duties)
      and d.role in ('city', 'county', 'township', 'director') and here >= d.lo and here < d.hi
      and (d.towns = '{}' or left(here, 9) = any (d.towns))) then
    raise exception using errcode = 'CN404', message = 'not an adult of this duty';
  end if;
  for x in select * from jsonb_array_elements(p_ended) loop
    update public.cleared_spans c set ends_on = (x ->> 1)::date, computed_at = now()
      where c.id = (x ->> 0)::uuid and c.person = p_person and c.ends_on > (x ->> 1)::date;
    if not found then raise exception using errcode = 'CN007', message = 'a span only ends earlier'; end if;
  end loop;
  for x in select * from jsonb_array_elements(p_added) loop
    if (x ->> 1)::date < app.local_today() - 1 or not app.papers_hold(p_person, x ->> 0, (x ->> 1)::date)
       or not app.papers_hold(p_person, x ->> 0, (x ->> 2)::date) then
      raise exception using errcode = 'CN007', message = 'the papers do not carry this';
    end if;
    insert into public.cleared_spans (person, tier, starts_on, ends_on) values (p_person, x ->> 0, (x ->> 1)::date, (x ->> 2)::date);
  end loop;
end $$;

-- A home is approved while every adult in it is cleared, and takes girls only where a cleared woman lives.
create function app.may_be_approved() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.approved_on is not null and new.approved_on is distinct from old.approved_on then
    if not exists (select from public.host_family_adults h where h.family = new.id and h.left_on is null)
       or exists (select from public.host_family_adults h where h.family = new.id and h.left_on is null
                  and app.tier_on(h.person, app.local_today()) is distinct from 'cleared') then
      raise exception using errcode = 'CN001', message = 'an adult of the home is not cleared';
    end if;
    if new.takes_girls and not exists (select from public.host_family_adults h join public.people p on p.id = h.person
        where h.family = new.id and h.left_on is null and p.sex = 'f') then
      raise exception using errcode = 'CN008', message = 'girls need a cleared woman in the home';
    end if;
    if exists (select from public.host_family_adults h join public.accounts x on x.person = h.person
               where h.family = new.id and h.left_on is null and x.id = new.approved_by) then
      raise exception using errcode = 'CN006', message = 'nobody decides about itself';
    end if;
  end if;
  return new;
end $$;

-- 2. Concerns. Whoever reaches the child, or has it in range, may raise one; one factor is enough to warn.
create function app.raise_concern(p_id uuid, p_child uuid, p_kind text, p_mandatory boolean, p_text bytea, p_skips uuid,
  p_reporter uuid, p_words bytea) returns boolean language plpgsql security definer set search_path = '' as $$
declare a record; where_ text;
begin
  select * into a from app.acting();
  select c.village into where_ from public.children c where c.id = p_child;
  if a.account is null or where_ is null or not (p_child = any (app.children_of(a.person))
      or (a.role <> 'carenet_helper' and where_ >= a.lo and where_ < a.hi and (a.towns = '{}' or left(where_, 9) = any (a.towns)))) then
    return false;
  end if;
  insert into public.concerns (id, child, village, kind, mandatory, text, skips)
  values (p_id, p_child, where_, p_kind, p_mandatory, p_text, p_skips);
  insert into public.reporters (id, concern, village, person, words, lowest_level)
  values (p_reporter, p_id, where_, a.person, p_words, left(where_, 6));
  return true;
end $$;

-- Who answers for a child's danger: officers over the village, but never the one it is about.
create function app.officers_for(p_concern uuid) returns table (person uuid, role text, mandatory boolean)
language sql stable security definer set search_path = '' as $$
  select x.person, d.role::text, c.mandatory from public.concerns c
  join public.duties d on c.village >= d.lo and c.village < d.hi and (d.towns = '{}' or left(c.village, 9) = any (d.towns))
  join public.accounts x on x.id = d.account
  where c.id = p_concern and d.role in ('county', 'township', 'director') and d.approved_at is not null
    and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and not exists (select from public.account_endings e where e.account = d.account and e.undone_at is null)
    and x.person is distinct from c.skips order by length(d.lo) desc, x.person limit 50 $$;

create function app.may_see_concern(p_id uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.concerns c, app.acting() a where c.id = p_id and a.factors >= 2 and a.role <> 'carenet_helper'
    and c.village >= a.lo and c.village < a.hi and (a.towns = '{}' or left(c.village, 9) = any (a.towns))
    and c.skips is distinct from a.person) $$;

create function app.take_concern(p_id uuid) returns boolean language sql security definer set search_path = '' as $$
  with taken as (update public.concerns set taken_by = (select a.account from app.acting() a), taken_at = now()
    where id = p_id and taken_at is null and closed_at is null and app.may_see_concern(p_id) returning 1) select exists (select from taken) $$;

-- One of the nine closes with the police's receipt alone; every other with what came of it.
create function app.close_concern(p_id uuid, p_receipt text, p_outcome text) returns boolean
language sql security definer set search_path = '' as $$
  with closed as (update public.concerns set closed_at = now(), receipt = p_receipt, outcome = p_outcome
    where id = p_id and closed_at is null and taken_at is not null and app.may_see_concern(p_id)
      and p_outcome is not null and (not mandatory or length(trim(coalesce(p_receipt, ''))) >= 4) returning 1)
  select exists (select from closed) $$;

revoke all on function app.not_oneself(), app.papers_hold(uuid, text, date), app.keep_spans(uuid, jsonb, jsonb), app.may_be_approved(),
  app.raise_concern(uuid, uuid, text, boolean, bytea, uuid, uuid, bytea), app.officers_for(uuid), app.may_see_concern(uuid),
  app.take_concern(uuid), app.close_concern(uuid, text, text) from public;
grant execute on function app.keep_spans(uuid, jsonb, jsonb), app.take_concern(uuid), app.close_concern(uuid, text, text)
  to carenet_officer, carenet_area;
grant execute on function app.raise_concern(uuid, uuid, text, boolean, bytea, uuid, uuid, bytea)
  to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.officers_for(uuid) to carenet_worker;
grant execute on function app.not_oneself(), app.may_be_approved() to carenet_owner;
set local role carenet_owner;
create trigger not_oneself before insert or update on clearances for each row execute function app.not_oneself();
create trigger not_oneself before insert or update on suspensions for each row execute function app.not_oneself();
create trigger may_be_approved before update of approved_on on host_families for each row execute function app.may_be_approved();
revoke insert on concerns from carenet_officer, carenet_area;

-- A report about somebody passes over that person; who reported is the county's to know, and no lower level's.
create policy skips on concerns as restrictive for select to carenet_officer, carenet_area
  using (skips is distinct from nullif(current_setting('app.person', true), '')::uuid and skips is distinct from (select a.person from app.acting() a));
create policy county_only on reporters as restrictive for select to carenet_officer, carenet_area
  using ((select length(a.lo) from app.acting() a) between 1 and 6);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
