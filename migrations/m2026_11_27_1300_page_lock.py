"""Four digits before the pages of a phone that several people use."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Page lock"

UP = r"""
set local role carenet_owner;
alter table accounts add column page_lock_hash varchar(200);
alter table sign_ins add column open_until timestamptz, add column lock_tries smallint not null default 0;
set local role carenet_sealed;

-- How long pages stay open after the last one that was looked at.
create function app.page_open_for() returns interval language sql immutable set search_path = '' as $$ select interval '5 minutes' $$;

-- 'none' where nobody set one or a duty acts, which must never stand before a locked door; else 'open' or 'shut'.
create function app.page_lock_of(s public.sign_ins) returns text language sql stable security definer set search_path = '' as $$
  select case when s.duties <> '{}' or not exists (select from public.accounts a where a.id = s.account and a.page_lock_hash is not null) then 'none'
    when greatest(s.open_until, s.created_at + app.page_open_for()) > now() then 'open' else 'shut' end $$;

drop function app.sign_in(text);
-- The live sign-in behind a token, with its live duties; moves the idle end at most once a minute.
create function app.sign_in(p_token text) returns table (
  id uuid, account uuid, person uuid, name text, language text, large_text boolean, role text, lo text, hi text, towns text[],
  offices uuid[], factors smallint, duties jsonb, roles text[], unread bigint, demo boolean, scopes jsonb, page_lock text)
language plpgsql security definer set search_path = '' as $$
declare s public.sign_ins; door text;
begin
  select * into s from public.sign_ins x where x.token_sha256 = sha256(convert_to(p_token, 'UTF8'))
    and x.ended_at is null and x.idle_ends > now() and x.ends > now();
  if s.id is null then return; end if;
  door := app.page_lock_of(s);
  if s.touched_at < now() - interval '1 minute' then
    update public.sign_ins x set touched_at = now(), idle_ends = now() + x.idle_seconds * interval '1 second',
      open_until = case door when 'open' then now() + app.page_open_for() end where x.id = s.id;
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
       where x.scope <> 'own' or x.duties <> '{}' or exists (select from public.account_roles r where r.account = s.account)) end, door
  from public.accounts a where a.id = s.account;
end $$;

-- Takes one of the tries before the digits are looked at, so that no number of them at once is more than p_max.
create function app.page_lock_try(p_token text, p_max smallint) returns text language plpgsql security definer set search_path = '' as $$
declare s public.sign_ins;
begin
  update public.sign_ins x set lock_tries = x.lock_tries + 1
    where x.token_sha256 = sha256(convert_to(p_token, 'UTF8')) and x.ended_at is null and x.ends > now() returning * into s;
  if s.id is null then return null; end if;
  if s.lock_tries > p_max then
    update public.sign_ins x set ended_at = now(), ended_because = 'wrong digits' where x.id = s.id;
    return null;
  end if;
  return (select a.page_lock_hash::text from public.accounts a where a.id = s.account);
end $$;

create function app.page_unlock(p_token text) returns void language sql security definer set search_path = '' as $$
  update public.sign_ins x set lock_tries = 0, open_until = now() + app.page_open_for()
  where x.token_sha256 = sha256(convert_to(p_token, 'UTF8')) and x.ended_at is null $$;

-- Sets, changes or takes away one's own lock; who signed in just now has shown enough to do it without the old digits.
create function app.set_my_page_lock(p_hash text) returns boolean language plpgsql security definer set search_path = '' as $$
declare mine uuid := (select a.account from app.acting() a);
begin
  update public.accounts a set page_lock_hash = p_hash where a.id = mine;
  return found;
end $$;

create function app.my_page_lock() returns table (locked boolean, fresh boolean) language sql stable security definer set search_path = '' as $$
  select a.page_lock_hash is not null, s.created_at > now() - interval '10 minutes'
  from public.sign_ins s join public.accounts a on a.id = s.account
  where s.token_sha256 = sha256(convert_to(current_setting('app.token', true), 'UTF8')) and s.ended_at is null
    and s.account = (select x.account from app.acting() x) $$;

revoke all on function app.page_open_for(), app.page_lock_of(public.sign_ins), app.sign_in(text), app.page_lock_try(text, smallint),
  app.page_unlock(text), app.set_my_page_lock(text), app.my_page_lock() from public;
grant execute on function app.sign_in(text), app.page_lock_try(text, smallint), app.page_unlock(text) to carenet_app;
grant execute on function app.set_my_page_lock(text), app.my_page_lock() to carenet_officer, carenet_area, carenet_helper;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
