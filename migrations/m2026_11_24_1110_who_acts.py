"""Who acts, and which children that opens."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who acts, and which children that opens"

UP = r"""
create schema app;
grant usage on schema app to carenet_app, carenet_worker, carenet_officer, carenet_area, carenet_helper, carenet_sealed, carenet_report;
grant create on schema app to carenet_sealed;

-- What the definer functions may touch, and nothing more.
grant select, insert, update on accounts, sign_ins, links, one_time_codes, totp_secrets, account_roles to carenet_sealed;
grant select on duties, duty_endings, account_endings, installations, inbox_messages, people, reaches,
  restrictions, suspensions, cleared_spans, consents, host_family_adults, child_identities, areas, area_townships to carenet_sealed;
grant insert, update on child_identities to carenet_sealed;
grant select, update on children to carenet_sealed;
grant select, insert, update on care_places, child_moves, child_merges, reaches to carenet_sealed;
grant select, insert on read_log, audit_events to carenet_sealed;

set local role carenet_sealed;

-- The live sign-in behind this transaction's token. Raw SQL can change a setting; it cannot guess a token.
create function app.acting(out account uuid, out person uuid, out duties uuid[], out offices uuid[], out role text,
                           out lo text, out hi text, out towns text[], out factors smallint)
language sql stable security definer set search_path = '' as $$
  select s.account, s.person, s.duties, s.offices, s.role, s.scope_lo, s.scope_hi, s.towns, s.factors
  from public.sign_ins s
  where s.token_sha256 = sha256(convert_to(current_setting('app.token', true), 'UTF8'))
    and s.ended_at is null and s.idle_ends > now() and s.ends > now()
$$;

-- An adult who is set aside, or kept from a child, reaches nobody: one predicate for every surface.
create function app.suspended(p_person uuid, p_at timestamptz default now()) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.suspensions s where s.person = p_person
                 and s.starts_at <= p_at and (s.ends_at is null or s.ends_at > p_at))
$$;

create function app.restricted(p_person uuid, p_child uuid, p_at timestamptz default now()) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.restrictions r where r.person = p_person and r.child = p_child
                 and r.starts_at <= p_at and (r.ends_at is null or r.ends_at > p_at))
$$;

create function app.children_of(p_person uuid, p_at timestamptz default now()) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct r.child), '{}') from public.reaches r
  where r.person = p_person and r.starts_at <= p_at and (r.ends_at is null or r.ends_at > p_at)
    and not app.restricted(r.person, r.child, p_at) and not app.suspended(r.person, p_at)
$$;

create function app.my_children() returns uuid[]
language sql stable security definer set search_path = '' as $$
  select app.children_of((select a.person from app.acting() a))
$$;

create function app.my_families() returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(a.family), '{}') from public.host_family_adults a
  where a.person = (select x.person from app.acting() x) and a.left_on is null
$$;

-- Names of adults whose ids the caller was rightly shown; a helper sees no list of people.
create function app.names_of(p_people uuid[]) returns table (id uuid, name text)
language sql stable security definer set search_path = '' as $$
  select p.id, p.name::text from public.people p where p.id = any (p_people)
    and (exists (select from app.acting()) or pg_has_role(session_user, 'carenet_worker', 'member'))
$$;

create function app.tier_on(p_person uuid, p_day date) returns text
language sql stable security definer set search_path = '' as $$
  select case when app.suspended(p_person) then null
    else (select c.tier::text from public.cleared_spans c where c.person = p_person
          and c.starts_on <= p_day and c.ends_on >= p_day order by (c.tier = 'cleared') desc limit 1) end
$$;

create function app.consented(p_child uuid, p_purpose text, p_day date) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((select c.agreed and c.withdrawn_at is null and (c.until is null or c.until >= p_day)
    from public.consents c where c.child = p_child and c.purpose = p_purpose
    order by c.given_at desc, c.id desc limit 1), false)
$$;

revoke all on all functions in schema app from public;
grant execute on function app.acting(), app.suspended(uuid, timestamptz), app.restricted(uuid, uuid, timestamptz),
  app.my_children(), app.my_families(), app.names_of(uuid[]), app.tier_on(uuid, date), app.consented(uuid, text, date)
  to carenet_app, carenet_officer, carenet_area, carenet_helper, carenet_worker, carenet_owner;
grant execute on function app.children_of(uuid, timestamptz) to carenet_worker;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
