"""Joining by invitation, the second factor, and duties given by two."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Joining by invitation, the second factor, and duties given by two"

UP = r"""
grant insert on people, contact_ways, person_languages, volunteers, availabilities, proxy_parents, host_families,
  host_family_adults, offers, facts to carenet_sealed;
grant usage on sequence facts_id_seq to carenet_sealed;
grant select on centres, organisations, divisions, contact_ways to carenet_sealed;
grant insert, update on duties to carenet_sealed;
grant insert on duty_endings to carenet_sealed;
grant select, update on feeds to carenet_sealed;
-- Nobody gives a duty by writing a row: proposing, approving and ending are the functions below.
revoke insert, update on duties from carenet_officer, carenet_area;
revoke insert on duty_endings from carenet_officer, carenet_area;

set local role carenet_sealed;

-- 1. Invitations. Only somebody with a duty over the place may invite to it.
create function app.make_invitation(p_id uuid, p_sha bytea, p_details jsonb, p_seconds bigint, p_uses int) returns uuid
language plpgsql security definer set search_path = '' as $$
declare a record; place text := p_details ->> 'division';
begin
  select * into a from app.acting();
  if a.account is null or place is null or not exists (
    select from app.live_duties(a.account) d where d.id = any (a.duties)
      and ((d.role in ('city', 'county', 'township', 'director', 'sysadmin', 'security') and place >= d.lo and place < d.hi
            and (d.towns = '{}' or left(place, 9) = any (d.towns)))
        or (d.role = 'lead' and exists (select from public.centres c where c.id = d.organisation and c.village = place)))) then
    raise exception using errcode = 'CN404', message = 'not a place of this duty';
  end if;
  insert into public.links (id, token_sha256, kind, account, details, ends, uses_left, made_by)
  values (p_id, p_sha, 'join', null, p_details, now() + p_seconds * interval '1 second', p_uses, a.account);
  return p_id;
end $$;

create function app.invitations_within(p_id uuid, p_limit int, p_offset int) returns table (id uuid, details jsonb, created_at timestamptz,
  ends timestamptz, uses_left int, by_name text, total bigint)
language sql stable security definer set search_path = '' as $$
  select l.id, l.details, l.created_at, l.ends, l.uses_left::int, x.name::text, count(*) over ()
  from public.links l join public.accounts x on x.id = l.made_by, app.acting() a
  where l.kind = 'join' and a.account is not null and (p_id is null or l.id = p_id)
    and (l.made_by = a.account or exists (select from app.live_duties(a.account) d where d.id = any (a.duties)
         and d.role in ('city', 'county', 'township', 'director') and l.details ->> 'division' >= d.lo and l.details ->> 'division' < d.hi
         and (d.towns = '{}' or left(l.details ->> 'division', 9) = any (d.towns))))
  order by l.created_at desc, l.id limit least(p_limit, 100) offset p_offset $$;

create function app.end_invitation(p_id uuid) returns boolean language sql security definer set search_path = '' as $$
  with ended as (update public.links l set ends = now() where l.id = p_id and l.ends > now()
    and exists (select from app.invitations_within(p_id, 1, 0)) returning 1) select exists (select from ended) $$;

-- 2. Joining: the link is used up and everything about the newcomer written, or nothing is.
create function app.join_by(p_sha bytea, p_person uuid, p_account uuid, p_phone_index bytea, p_row jsonb) returns text
language plpgsql security definer set search_path = '' as $$
declare l public.links; kind text; place text; office uuid; family uuid; today date := app.local_today();
begin
  update public.links x set uses_left = x.uses_left - 1, used_at = now()
    where x.token_sha256 = p_sha and x.kind = 'join' and x.ends > now() and x.uses_left > 0 returning * into l;
  if l.id is null then raise exception using errcode = 'CN010', message = 'the invitation has ended'; end if;
  perform pg_advisory_xact_lock(hashtextextended(encode(p_phone_index, 'hex'), 7262));
  if exists (select from public.accounts a where a.phone_index = p_phone_index
             and not exists (select from public.account_endings e where e.account = a.id and e.undone_at is null)) then
    raise exception using errcode = 'CN011', message = 'this number has an account';
  end if;
  kind := l.details ->> 'kind'; place := rpad(l.details ->> 'division', 12, '0'); office := (l.details ->> 'organisation')::uuid;
  insert into public.people (id, name, sort_key, initials, pinyin, sex, division, created_by)
  values (p_person, p_row ->> 'name', p_row ->> 'sort_key', p_row ->> 'initials', p_row ->> 'pinyin', p_row ->> 'sex', place, l.made_by);
  insert into public.accounts (id, person, name, phone_index, language, created_by)
  values (p_account, p_person, p_row ->> 'name', p_phone_index, p_row ->> 'speaks', l.made_by);
  insert into public.contact_ways (person, kind, value, value_index) values (p_person, 'own_phone', p_row ->> 'phone', decode(p_row ->> 'way_index', 'hex'));
  if kind <> 'staff' then
    insert into public.account_roles (account, role, starts_on) values (p_account, kind, today);
  end if;
  insert into public.person_languages (person, language, can_explain)
    select p_person, x ->> 0, (x ->> 1)::boolean from jsonb_array_elements(p_row -> 'languages') x;
  if kind in ('volunteer', 'proxy_parent') then
    insert into public.availabilities (person, weekday, part)
      select p_person, (x ->> 0)::smallint, x ->> 1 from jsonb_array_elements(p_row -> 'free') x;
  end if;
  if kind = 'volunteer' then
    insert into public.volunteers (person, organisation, subjects, skills, reach_minutes, hours_week_max, joined_on)
    values (p_person, office, array(select jsonb_array_elements_text(p_row -> 'subjects')), array(select jsonb_array_elements_text(p_row -> 'skills')),
            (p_row ->> 'reach_minutes')::int, (p_row ->> 'hours_week_max')::smallint, today);
    insert into public.offers (person, service, division, capacity, starts_on)
    values (p_person, 'tutoring', place, greatest(1, (p_row ->> 'hours_week_max')::int / 2), today);
  elsif kind = 'proxy_parent' then
    insert into public.proxy_parents (person, households_max, joined_on) values (p_person, (p_row ->> 'households_max')::smallint, today);
    insert into public.offers (person, service, division, capacity, starts_on)
    values (p_person, 'proxy_parent', place, (p_row ->> 'households_max')::int, today);
  elsif kind = 'host' then
    insert into public.host_families (name, village, beds, takes_girls, takes_boys, full_care, school_minutes, entered_by)
    values (p_row ->> 'family', place, (p_row ->> 'beds')::smallint, (p_row ->> 'takes_girls')::boolean, (p_row ->> 'takes_boys')::boolean,
            (p_row ->> 'full_care')::boolean, (p_row ->> 'school_minutes')::int, p_account) returning id into family;
    insert into public.host_family_adults (family, person, confirmed_on) values (family, p_person, today);
    insert into public.offers (person, service, division, capacity, starts_on, host_family)
    values (p_person, 'host_family', place, (p_row ->> 'beds')::int, today, family);
  end if;
  insert into public.facts (name, payload, announced_at) values ('HelperJoined',
    jsonb_build_object('person', p_person, 'account', p_account, 'kind', kind, 'division', place, 'invited_by', l.made_by, 'family', family), now());
  return kind;
end $$;

-- 3. One's own second factor and password, bound to the live token.
create function app.my_totp() returns table (id uuid, secret bytea, confirmed boolean)
language sql stable security definer set search_path = '' as $$
  select t.id, t.secret, t.confirmed_at is not null from public.totp_secrets t
  where t.account = (select a.account from app.acting() a) and t.ended_at is null order by t.created_at desc limit 2 $$;

-- Whoever has a second factor changes it only with the second factor.
create function app.begin_my_totp(p_id uuid, p_secret bytea) returns boolean language plpgsql security definer set search_path = '' as $$
declare a record;
begin
  select * into a from app.acting();
  if a.account is null or (a.factors < 2 and exists (select from public.totp_secrets t
      where t.account = a.account and t.confirmed_at is not null and t.ended_at is null)) then return false; end if;
  update public.totp_secrets set ended_at = now() where account = a.account and confirmed_at is null and ended_at is null;
  insert into public.totp_secrets (id, account, secret, last_step) values (p_id, a.account, p_secret, 0);
  return true;
end $$;

-- A step is used once; confirming a new secret ends the one before it.
create function app.use_my_totp_step(p_id uuid, p_step bigint) returns boolean language plpgsql security definer set search_path = '' as $$
declare a record; t public.totp_secrets;
begin
  select * into a from app.acting();
  select * into t from public.totp_secrets x where x.id = p_id and x.account = a.account and x.ended_at is null for update;
  if t.id is null or t.last_step >= p_step then return false; end if;
  if t.confirmed_at is null and a.factors < 2 and exists (select from public.totp_secrets x
      where x.account = a.account and x.confirmed_at is not null and x.ended_at is null) then return false; end if;
  update public.totp_secrets set last_step = p_step, confirmed_at = coalesce(confirmed_at, now()) where id = p_id;
  update public.totp_secrets set ended_at = now() where account = a.account and id <> p_id and ended_at is null;
  return true;
end $$;

create function app.my_password_hash() returns text language sql stable security definer set search_path = '' as $$
  select x.password_hash::text from public.accounts x where x.id = (select a.account from app.acting() a) $$;

-- A new password ends every other sign-in of the account.
create function app.set_my_password(p_hash text) returns bigint language plpgsql security definer set search_path = '' as $$
declare a record; gone bigint;
begin
  select * into a from app.acting();
  if a.account is null then return null; end if;
  update public.accounts set password_hash = p_hash where id = a.account;
  with ended as (update public.sign_ins s set ended_at = now(), ended_because = 'password changed'
    where s.account = a.account and s.ended_at is null
      and s.token_sha256 <> sha256(convert_to(current_setting('app.token', true), 'UTF8')) returning 1) select count(*) into gone from ended;
  return gone;
end $$;

-- 4. Duties. Who may give which role over which codes; nobody gives what it could not oversee.
create function app.may_give(p_role text, p_lo text, p_hi text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from app.acting() a join app.live_duties(a.account) d on d.id = any (a.duties)
    where p_lo >= d.lo and p_hi <= d.hi and (d.towns = '{}' or left(p_lo, 9) = any (d.towns))
      and case d.role
        when 'sysadmin' then true when 'security' then true
        when 'city' then p_role in ('county', 'bureau', 'township', 'director', 'lead', 'teacher', 'principal', 'counsellor')
        when 'county' then p_role in ('bureau', 'township', 'director', 'lead', 'teacher', 'principal', 'counsellor')
        when 'township' then p_role in ('director', 'lead', 'teacher', 'principal', 'counsellor')
        else false end) $$;

create function app.propose_duty(p_account uuid, p_role text, p_organisation uuid, p_division text, p_lo text, p_starts date, p_ends date)
returns uuid language plpgsql security definer set search_path = '' as $$
declare made uuid;
begin
  if not app.may_give(p_role, p_lo, p_lo || '~') or not exists (select from public.accounts x where x.id = p_account
      and not exists (select from public.account_endings e where e.account = x.id and e.undone_at is null)) then
    raise exception using errcode = 'CN404', message = 'not a duty to give';
  end if;
  insert into public.duties (account, role, organisation, division, lo, hi, towns, starts_on, ends_on, proposed_by)
  values (p_account, p_role, p_organisation, p_division, p_lo, p_lo || '~', '{}', p_starts, p_ends, (select a.account from app.acting() a))
  returning id into made;
  return made;
end $$;

-- The table's own check refuses the holder and the proposer.
create function app.approve_duty(p_id uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare d public.duties; a record;
begin
  select * into a from app.acting();
  select * into d from public.duties x where x.id = p_id for update;
  if d.id is null or a.account is null or a.factors < 2 or not app.may_give(d.role, d.lo, d.hi) then
    raise exception using errcode = 'CN404', message = 'not a duty to approve';
  end if;
  if d.approved_at is not null or exists (select from public.duty_endings e where e.duty = p_id) then return false; end if;
  update public.duties set approved_by = a.account, approved_at = now() where id = p_id;
  return true;
end $$;

-- The end of a duty ends the holder's sign-ins and feeds with it.
create function app.end_duty(p_id uuid, p_because text) returns uuid language plpgsql security definer set search_path = '' as $$
declare d public.duties; a record;
begin
  select * into a from app.acting();
  select * into d from public.duties x where x.id = p_id for update;
  if d.id is null or a.account is null or not (d.account = a.account or app.may_give(d.role, d.lo, d.hi)) then
    raise exception using errcode = 'CN404', message = 'not a duty to end';
  end if;
  if exists (select from public.duty_endings e where e.duty = p_id) then return null; end if;
  insert into public.duty_endings (duty, by, because) values (p_id, a.account, p_because);
  if d.approved_at is not null then
    update public.sign_ins set ended_at = now(), ended_because = 'duty ended' where account = d.account and ended_at is null;
    update public.feeds set ended_at = now(), ended_because = 'duty ended' where account = d.account and ended_at is null;
  end if;
  return d.account;
end $$;

create function app.duties_within(p_id uuid, p_state text, p_limit int, p_offset int) returns table (id uuid, account uuid, holder text, role text,
  office text, place text, starts_on date, ends_on date, proposed_by uuid, proposer text, proposed_at timestamptz, approver text, approved_at timestamptz,
  ended_at timestamptz, because text, state text, total bigint)
language sql stable security definer set search_path = '' as $$
  select f.*, count(*) over () from (
    select d.id, d.account, h.name::text, d.role::text, o.name::text as office,
      coalesce((select v.name::text from public.divisions v where v.code = rpad(d.lo, 12, '0')), d.lo::text) as place, d.starts_on, d.ends_on,
      d.proposed_by, (select x.name::text from public.accounts x where x.id = d.proposed_by) as proposer, d.proposed_at,
      (select x.name::text from public.accounts x where x.id = d.approved_by) as approver, d.approved_at, e.at as ended_at, e.because::text,
      case when e.id is not null or d.ends_on < app.local_today() then 'ended' when d.approved_at is null then 'proposed' else 'held' end as state
    from public.duties d join public.accounts h on h.id = d.account left join public.organisations o on o.id = d.organisation
    left join lateral (select * from public.duty_endings z where z.duty = d.id limit 1) e on true
    where (p_id is null or d.id = p_id) and app.may_give(d.role, d.lo, d.hi)) f
  where p_state is null or f.state = p_state
  order by (f.state = 'proposed') desc, f.ends_on, f.id limit least(p_limit, 100) offset p_offset $$;

-- People whom a duty could be given to: accounts of those who live within one's own reach.
create function app.find_accounts(p_name text, p_keys text, p_limit int) returns table (id uuid, name text, place text, held text[])
language sql stable security definer set search_path = '' as $$
  select x.id, x.name::text, (select v.name::text from public.divisions v where v.code = p.division),
    (select coalesce(array_agg(distinct d.role::text), '{}') from app.live_duties(x.id) d)
  from public.accounts x join public.people p on p.id = x.person
  where exists (select from app.acting() a join app.live_duties(a.account) d on d.id = any (a.duties)
      where d.role in ('city', 'county', 'township', 'sysadmin', 'security') and p.division >= d.lo and p.division < d.hi
        and (d.towns = '{}' or left(p.division, 9) = any (d.towns)))
    and (p_name is null or p.name like p_name) and (p_keys is null or p.pinyin like p_keys or p.initials like p_keys)
    and not exists (select from public.account_endings e where e.account = x.id and e.undone_at is null)
  order by p.sort_key, x.id limit least(p_limit, 20) $$;

revoke all on function app.make_invitation(uuid, bytea, jsonb, bigint, int), app.invitations_within(uuid, int, int), app.end_invitation(uuid),
  app.join_by(bytea, uuid, uuid, bytea, jsonb), app.my_totp(), app.begin_my_totp(uuid, bytea), app.use_my_totp_step(uuid, bigint),
  app.my_password_hash(), app.set_my_password(text), app.may_give(text, text, text),
  app.propose_duty(uuid, text, uuid, text, text, date, date), app.approve_duty(uuid), app.end_duty(uuid, text),
  app.duties_within(uuid, text, int, int), app.find_accounts(text, text, int) from public;
grant execute on function app.make_invitation(uuid, bytea, jsonb, bigint, int), app.invitations_within(uuid, int, int), app.end_invitation(uuid),
  app.my_totp(), app.begin_my_totp(uuid, bytea), app.use_my_totp_step(uuid, bigint), app.my_password_hash(), app.set_my_password(text),
  app.may_give(text, text, text), app.propose_duty(uuid, text, uuid, text, text, date, date), app.approve_duty(uuid), app.end_duty(uuid, text),
  app.duties_within(uuid, text, int, int), app.find_accounts(text, text, int) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.join_by(bytea, uuid, uuid, bytea, jsonb) to carenet_app;
-- What the whole application could do to any account before is now bound to the live token.
revoke execute on function app.totp_of(uuid), app.begin_totp(uuid, uuid, bytea), app.use_totp_step(uuid, bigint) from carenet_app;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
