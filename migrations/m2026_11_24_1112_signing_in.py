"""Signing in: only these functions touch the sign-ins."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Signing in: only these functions touch the sign-ins"

UP = r"""
set local role carenet_sealed;

create function app.local_today() returns date language sql stable set search_path = '' as $$
  select (now() at time zone 'Asia/Shanghai')::date $$;

create function app.live_duties(p_account uuid) returns setof public.duties
language sql stable security definer set search_path = '' as $$
  select d.* from public.duties d
  where d.account = p_account and d.approved_at is not null
    and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and not exists (select from public.account_endings x where x.account = d.account and x.undone_at is null)
$$;

-- The scopes an account may act in: one per area, and one for what it reaches as a person.
create function app.scopes_of(p_account uuid)
returns table (scope text, lo text, hi text, towns text[], duties uuid[], offices uuid[], roles text[], width int)
language sql stable security definer set search_path = '' as $$
  select d.lo || '|' || d.hi || '|' || array_to_string(d.towns, ','), d.lo::text, d.hi::text, d.towns::text[],
         array_agg(d.id order by d.id), coalesce(array_agg(d.organisation) filter (where d.organisation is not null), '{}'),
         array_agg(d.role::text order by d.id), length(d.lo)
  from app.live_duties(p_account) d where d.role in ('city', 'county', 'township', 'bureau', 'director')
  group by d.lo, d.hi, d.towns
  union all
  select 'own', '', '', '{}', coalesce(array_agg(d.id order by d.id) filter (where d.id is not null), '{}'),
         coalesce(array_agg(d.organisation) filter (where d.organisation is not null), '{}'),
         coalesce(array_agg(d.role::text order by d.id) filter (where d.id is not null), '{}'), 99
  from (select 1) one left join app.live_duties(p_account) d
    on d.role not in ('city', 'county', 'township', 'bureau', 'director')
$$;

create function app.open_sign_in(p_account uuid, p_sha bytea, p_factors int, p_scope text, p_device text, p_replaces bytea)
returns uuid language plpgsql security definer set search_path = '' as $$
declare s record; made uuid; desk boolean; idle bigint; longest interval; whose uuid;
begin
  if exists (select from public.account_endings x where x.account = p_account and x.undone_at is null) then
    return null;
  end if;
  select a.person into whose from public.accounts a where a.id = p_account;
  select * into s from app.scopes_of(p_account) x where p_scope is null or x.scope = p_scope order by x.width limit 1;
  if s is null or whose is null then return null; end if;
  -- Duties of an office (lead, teacher) act beside duties over an area: one person, three hats.
  if s.scope <> 'own' then
    s.duties := s.duties || (select x.duties from app.scopes_of(p_account) x where x.scope = 'own');
    s.offices := s.offices || (select x.offices from app.scopes_of(p_account) x where x.scope = 'own');
  end if;
  select bool_or(d.role in ('city', 'county', 'township', 'bureau', 'sysadmin', 'security', 'auditor', 'counsellor'))
    into desk from app.live_duties(p_account) d;
  idle := case when coalesce(desk, false) then 1800 else 30 * 86400 end;
  select case when bool_or(d.role = 'counsellor') then interval '4 hours' when coalesce(desk, false) then interval '12 hours'
    else interval '90 days' end into longest from app.live_duties(p_account) d;
  if p_replaces is not null then
    update public.sign_ins set ended_at = now(), ended_because = 'replaced' where token_sha256 = p_replaces and ended_at is null;
  end if;
  insert into public.sign_ins (token_sha256, account, person, duties, offices, role, scope_lo, scope_hi, towns, factors,
                               idle_seconds, idle_ends, ends, device)
  values (p_sha, p_account, whose, s.duties, s.offices,
          case when s.scope = 'own' then 'carenet_helper' when s.towns <> '{}' then 'carenet_area' else 'carenet_officer' end,
          s.lo, s.hi, s.towns, p_factors, idle, now() + idle * interval '1 second', now() + coalesce(longest, interval '90 days'), left(p_device, 120))
  returning id into made;
  -- At most three live sign-ins an account: the oldest go.
  update public.sign_ins set ended_at = now(), ended_because = 'too many' where id in (
    select id from public.sign_ins where account = p_account and ended_at is null and ends > now() order by created_at desc offset 3);
  return made;
end $$;

-- One look-up a request: who this is, under which duties; moves the idle end at most once a minute.
create function app.sign_in(p_token text) returns table (
  id uuid, account uuid, person uuid, name text, language text, large_text boolean, role text, lo text, hi text, towns text[],
  offices uuid[], factors smallint, duties jsonb, roles text[], unread bigint, demo boolean, scopes jsonb)
language plpgsql security definer set search_path = '' as $$
declare s public.sign_ins;
begin
  select * into s from public.sign_ins x where x.token_sha256 = sha256(convert_to(p_token, 'UTF8'))
    and x.ended_at is null and x.idle_ends > now() and x.ends > now();
  if s.id is null then return; end if;
  if s.touched_at < now() - interval '1 minute' then
    update public.sign_ins x set touched_at = now(), idle_ends = now() + x.idle_seconds * interval '1 second' where x.id = s.id;
  end if;
  return query select s.id, s.account, s.person, a.name::text, a.language::text, a.large_text, s.role::text, s.scope_lo::text,
    s.scope_hi::text, s.towns::text[], s.offices, s.factors,
    (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'role', d.role, 'organisation', d.organisation, 'lo', d.lo,
       'hi', d.hi, 'ends_on', d.ends_on) order by d.id), '[]') from app.live_duties(s.account) d where d.id = any (s.duties)),
    (select coalesce(array_agg(r.role::text), '{}') from public.account_roles r where r.account = s.account
       and r.starts_on <= app.local_today() and (r.ends_on is null or r.ends_on >= app.local_today())),
    (select count(*) from public.inbox_messages m where m.person = s.person and m.read_at is null),
    coalesce((select i.demo from public.installations i limit 1), false),
    case when s.duties = '{}' then '[]'::jsonb else (select coalesce(jsonb_agg(jsonb_build_object('scope', x.scope, 'lo', x.lo, 'hi', x.hi,
       'towns', x.towns, 'roles', x.roles) order by x.width), '[]') from app.scopes_of(s.account) x
       where x.scope <> 'own' or x.duties <> '{}' or exists (select from public.account_roles r where r.account = s.account)) end
  from public.accounts a where a.id = s.account;
end $$;

create function app.end_sign_in(p_token text) returns void language sql security definer set search_path = '' as $$
  update public.sign_ins set ended_at = now(), ended_because = 'signed out'
  where token_sha256 = sha256(convert_to(p_token, 'UTF8')) and ended_at is null $$;

create function app.end_sign_ins(p_account uuid, p_because text) returns bigint language sql security definer set search_path = '' as $$
  with ended as (update public.sign_ins set ended_at = now(), ended_because = p_because
                 where account = p_account and ended_at is null returning 1) select count(*) from ended $$;

create function app.my_sign_ins() returns table (id uuid, created_at timestamptz, touched_at timestamptz, ends timestamptz, device text, this boolean)
language sql stable security definer set search_path = '' as $$
  select s.id, s.created_at, s.touched_at, s.ends, s.device::text, s.token_sha256 = sha256(convert_to(current_setting('app.token', true), 'UTF8'))
  from public.sign_ins s where s.account = (select a.account from app.acting() a) and s.ended_at is null
    and s.ends > now() and s.idle_ends > now() order by s.touched_at desc limit 20 $$;

create function app.end_my_sign_in(p_id uuid) returns bigint language sql security definer set search_path = '' as $$
  with ended as (update public.sign_ins s set ended_at = now(), ended_because = 'ended by the person'
    where s.id = p_id and s.ended_at is null and s.account = (select a.account from app.acting() a) returning 1) select count(*) from ended $$;

create function app.account_for(p_handle text, p_phone_index bytea) returns table (
  id uuid, person uuid, name text, password_hash text, email text, language text, has_totp boolean, staff boolean)
language sql stable security definer set search_path = '' as $$
  select a.id, a.person, a.name::text, a.password_hash::text, a.email::text, a.language::text,
    exists (select from public.totp_secrets t where t.account = a.id and t.confirmed_at is not null and t.ended_at is null),
    exists (select from app.live_duties(a.id))
  from public.accounts a where (a.handle = p_handle or (p_phone_index is not null and a.phone_index = p_phone_index))
    and not exists (select from public.account_endings x where x.account = a.id and x.undone_at is null) limit 1 $$;

create function app.set_password_hash(p_account uuid, p_hash text) returns void language sql security definer set search_path = '' as $$
  update public.accounts set password_hash = p_hash where id = p_account $$;

create function app.set_tongue(p_language text, p_large boolean) returns void language sql security definer set search_path = '' as $$
  update public.accounts set language = coalesce(p_language, language), large_text = coalesce(p_large, large_text)
  where id = (select a.account from app.acting() a) $$;

create function app.make_link(p_sha bytea, p_kind text, p_account uuid, p_details jsonb, p_seconds bigint, p_uses int, p_by uuid)
returns uuid language sql security definer set search_path = '' as $$
  insert into public.links (token_sha256, kind, account, details, ends, uses_left, made_by)
  values (p_sha, p_kind, p_account, p_details, now() + p_seconds * interval '1 second', p_uses, p_by) returning id $$;

create function app.peek_link(p_sha bytea) returns table (id uuid, kind text, account uuid, details jsonb, ends timestamptz)
language sql stable security definer set search_path = '' as $$
  select l.id, l.kind::text, l.account, l.details, l.ends from public.links l
  where l.token_sha256 = p_sha and l.ends > now() and l.uses_left > 0 $$;

create function app.use_link(p_sha bytea) returns table (id uuid, kind text, account uuid, details jsonb)
language sql security definer set search_path = '' as $$
  update public.links l set uses_left = l.uses_left - 1, used_at = now()
  where l.token_sha256 = p_sha and l.ends > now() and l.uses_left > 0
  returning l.id, l.kind::text, l.account, l.details $$;

create function app.make_code(p_account uuid, p_hash bytea, p_seconds int) returns void language sql security definer set search_path = '' as $$
  update public.one_time_codes set used_at = now() where account = p_account and used_at is null;
  insert into public.one_time_codes (account, code_hash, ends) values (p_account, p_hash, now() + p_seconds * interval '1 second') $$;

create function app.try_code(p_account uuid, p_hash bytea) returns boolean language plpgsql security definer set search_path = '' as $$
declare c public.one_time_codes;
begin
  select * into c from public.one_time_codes where account = p_account and used_at is null and ends > now()
    order by created_at desc limit 1 for update;
  if c.id is null or c.attempts >= 5 then return false; end if;
  update public.one_time_codes set attempts = attempts + 1, used_at = case when code_hash = p_hash then now() end where id = c.id;
  return c.code_hash = p_hash;
end $$;

create function app.totp_of(p_account uuid) returns table (id uuid, secret bytea, confirmed boolean)
language sql stable security definer set search_path = '' as $$
  select t.id, t.secret, t.confirmed_at is not null from public.totp_secrets t
  where t.account = p_account and t.ended_at is null order by t.created_at desc limit 1 $$;

create function app.begin_totp(p_account uuid, p_id uuid, p_secret bytea) returns void language sql security definer set search_path = '' as $$
  update public.totp_secrets set ended_at = now() where account = p_account and confirmed_at is null and ended_at is null;
  insert into public.totp_secrets (id, account, secret, last_step) values (p_id, p_account, p_secret, 0) $$;

-- A step is used once: the second use of the same six digits finds nothing to update.
create function app.use_totp_step(p_id uuid, p_step bigint) returns boolean language sql security definer set search_path = '' as $$
  with used as (update public.totp_secrets set last_step = p_step, confirmed_at = coalesce(confirmed_at, now())
    where id = p_id and last_step < p_step and ended_at is null returning 1) select exists (select from used) $$;

revoke all on all functions in schema app from public;
grant execute on all functions in schema app to carenet_app;
grant execute on function app.local_today(), app.live_duties(uuid), app.scopes_of(uuid), app.my_sign_ins(), app.end_my_sign_in(uuid),
  app.set_tongue(text, boolean), app.make_link(bytea, text, uuid, jsonb, bigint, int, uuid), app.end_sign_ins(uuid, text)
  to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.end_sign_ins(uuid, text), app.make_link(bytea, text, uuid, jsonb, bigint, int, uuid), app.local_today() to carenet_worker;
grant execute on function app.local_today() to carenet_owner;
revoke execute on function app.children_of(uuid, timestamptz) from carenet_app;
set local role carenet_owner;
create unique index on sign_ins (token_sha256);
create index on sign_ins (account) where ended_at is null;
create unique index on links (token_sha256);
create index on accounts (phone_index);
create index on accounts (person);
alter table duties add check (approved_by is null or (approved_by <> account and approved_by is distinct from proposed_by));
alter table duties add check ((approved_by is null) = (approved_at is null)), add check (ends_on >= starts_on);
create index on inbox_messages (person) where read_at is null;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
