"""A team's roster: joined by its own invitation, its papers asked for as one list and their results taken as one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Rosters of teams"

UP = r"""
create table team_results (
  id uuid primary key default uuidv7(),
  visit uuid not null references team_visits on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  name varchar(200) not null,
  taken_by uuid not null,
  taken_at timestamptz not null default now(),
  entered_at timestamptz,
  entered_by uuid,
  check ((entered_at is null) = (entered_by is null)));
create index on team_results (visit);
create index on team_results (village);
create index on team_results (taken_by);
create table team_result_rows (
  id uuid primary key default uuidv7(),
  book uuid not null references team_results on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  line integer not null,
  person uuid references people on delete restrict on update cascade,
  kind varchar(20),
  state varchar(8) not null check (state in ('new', 'changed', 'same', 'faulty')),
  result varchar(10) check (result in ('passed', 'pending', 'failed')),
  on_day date,
  issuer varchar(100),
  before_result varchar(10),
  before_on date,
  why varchar(200),
  entered_at timestamptz,
  check ((state = 'faulty') = (why is not null)),
  check (state = 'faulty' or num_nonnulls(person, kind, result, on_day) = 4),
  check (entered_at is null or state in ('new', 'changed')));
create index on team_result_rows (book);
create index on team_result_rows (village);
create index on team_result_rows (person);
do $$
declare t text;
begin
  foreach t in array array['team_results', 'team_result_rows'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %I to carenet_officer
      using (village >= current_setting(''app.lo'', true) and village < current_setting(''app.hi'', true))', t);
    execute format('create policy area on %I to carenet_area
      using (village >= current_setting(''app.lo'', true) and village < current_setting(''app.hi'', true)
        and left(village, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[]))', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert on %I to carenet_officer, carenet_area', t);
    execute format('grant select on %I to carenet_worker', t);
  end loop;
end $$;
grant update (entered_at, entered_by) on team_results to carenet_officer, carenet_area;
grant update (entered_at) on team_result_rows to carenet_officer, carenet_area;

grant insert, update on team_members to carenet_sealed;
grant select on links to carenet_sealed;
set local role carenet_sealed;
-- May the one who acts see who is on the team: its leader, an office that looks after it or where it comes, the place it comes to.
create function app.sees_roster(p_team uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from app.acting() a join public.teams t on t.id = p_team where a.account is not null and (
    t.leader = a.person
    or (a.role <> 'carenet_helper' and t.division >= a.lo and t.division < a.hi and (a.towns = '{}' or left(t.division, 9) = any (a.towns)))
    or exists (select from public.team_visits v where v.team = t.id and (v.centre = any (a.offices)
      or a.role <> 'carenet_helper' and v.village >= a.lo and v.village < a.hi and (a.towns = '{}' or left(v.village, 9) = any (a.towns))))))
$$;
-- Whom a team brings, and whether the papers of each cover a day; what the papers say is not shown.
create function app.team_roster(p_team uuid, p_day date) returns table (person uuid, name text, sex text, visiting boolean, leads boolean, tier text)
language sql stable security definer set search_path = '' as $$
  select m.person, p.name::text, p.sex::text, m.visiting, t.leader = m.person, app.tier_on(m.person, p_day)
  from public.team_members m join public.teams t on t.id = m.team join public.people p on p.id = m.person
  where m.team = p_team and m.left_at is null and app.sees_roster(p_team)
  order by t.leader <> m.person, p.sort_key, m.person limit 200
$$;
-- The leader invites to the own team, to where it goes next; an office that looks after it may, too.
create function app.make_team_invitation(p_id uuid, p_sha bytea, p_team uuid, p_seconds bigint, p_uses int) returns uuid
language plpgsql security definer set search_path = '' as $$
declare a record; t record; place text;
begin
  select * into a from app.acting();
  select * into t from public.teams x where x.id = p_team;
  if a.account is null or t.id is null or t.ends_on < app.local_today() or not (t.leader = a.person or (a.role <> 'carenet_helper' and app.sees_roster(p_team))) then
    raise exception using errcode = 'CN404', message = 'not a team of this actor';
  end if;
  select v.village into place from public.team_visits v where v.team = p_team and v.state in ('proposed', 'approved') and v.last_on >= app.local_today()
    order by v.first_on limit 1;
  update public.links l set ends = now() where l.kind = 'join' and l.ends > now() and l.details ->> 'team' = p_team::text;
  insert into public.links (id, token_sha256, kind, account, details, ends, uses_left, made_by)
  values (p_id, p_sha, 'join', null, jsonb_build_object('kind', 'volunteer', 'division', coalesce(place, t.division), 'place', t.name,
    'organisation', t.organisation, 'team', p_team), now() + p_seconds * interval '1 second', least(p_uses, 60), a.account);
  return p_id;
end $$;
-- The invitation of a team that still leads somewhere, shown to its leader and its offices.
create function app.team_invitation(p_team uuid) returns table (id uuid, ends timestamptz, uses_left int)
language sql stable security definer set search_path = '' as $$
  select l.id, l.ends, l.uses_left::int from public.links l where l.kind = 'join' and l.details ->> 'team' = p_team::text and l.ends > now()
    and l.uses_left > 0 and app.sees_roster(p_team) order by l.ends desc limit 1
$$;
-- Somebody leaves the team: said by the leader, an office that looks after it, or the person.
create function app.leave_team(p_team uuid, p_person uuid, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
declare a record; t record;
begin
  select * into a from app.acting();
  select * into t from public.teams x where x.id = p_team;
  if a.account is null or t.id is null or t.leader = p_person
      or not (t.leader = a.person or p_person = a.person or (a.role <> 'carenet_helper' and app.sees_roster(p_team))) then return false; end if;
  update public.team_members m set left_at = p_at, left_by = a.account where m.team = p_team and m.person = p_person and m.left_at is null;
  return found;
end $$;
create or replace function app.join_by(p_sha bytea, p_person uuid, p_account uuid, p_phone_index bytea, p_row jsonb) returns text
language plpgsql security definer set search_path = '' as $$
declare l public.links; kind text; place text; office uuid; family uuid; known uuid; today date := app.local_today();
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
  known := (l.details ->> 'adult')::uuid;
  if known is not null then
    -- Somebody written down by the committee: the person is there, the account and its role are new.
    if exists (select from public.accounts x where x.person = known
               and not exists (select from public.account_endings e where e.account = x.id and e.undone_at is null)) then
      raise exception using errcode = 'CN010', message = 'the invitation has ended';
    end if;
    insert into public.accounts (id, person, name, phone_index, language, created_by)
    select p_account, p.id, p.name, p_phone_index, p_row ->> 'speaks', l.made_by from public.people p where p.id = known;
    insert into public.account_roles (account, role, starts_on) values (p_account, kind, today);
    if not exists (select from public.contact_ways w where w.person = known and w.value_index = decode(p_row ->> 'way_index', 'hex') and w.ended_on is null) then
      insert into public.contact_ways (person, kind, value, value_index) values (known, 'own_phone', p_row ->> 'phone', decode(p_row ->> 'way_index', 'hex'));
    end if;
    insert into public.facts (name, payload, announced_at) values ('HelperJoined',
      jsonb_build_object('person', known, 'account', p_account, 'kind', kind, 'division', place, 'invited_by', l.made_by, 'family', null), now());
    return kind;
  end if;
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
    insert into public.candidacies (kind, person, village, how, begun_by, confirmed_on, confirmed_by)
    values ('proxy_parent', p_person, place, 'applied', p_account, today, p_person);
  elsif kind = 'host' then
    insert into public.host_families (name, village, beds, takes_girls, takes_boys, full_care, school_minutes, entered_by)
    values (p_row ->> 'family', place, (p_row ->> 'beds')::smallint, (p_row ->> 'takes_girls')::boolean, (p_row ->> 'takes_boys')::boolean,
            (p_row ->> 'full_care')::boolean, (p_row ->> 'school_minutes')::int, p_account) returning id into family;
    insert into public.host_family_adults (family, person, confirmed_on) values (family, p_person, today);
    insert into public.offers (person, service, division, capacity, starts_on, host_family)
    values (p_person, 'host_family', place, (p_row ->> 'beds')::int, today, family);
    insert into public.candidacies (kind, family, village, how, begun_by, confirmed_on, confirmed_by)
    values ('host', family, place, 'applied', p_account, today, p_person);
  end if;
  -- Invited by a team: on its roster from now on, as a visitor who has places within its approved visits alone.
  if l.details ? 'team' then
    insert into public.team_members (team, person, visiting) values ((l.details ->> 'team')::uuid, p_person, true);
  end if;
  insert into public.facts (name, payload, announced_at) values ('HelperJoined',
    jsonb_build_object('person', p_person, 'account', p_account, 'kind', kind, 'division', place, 'invited_by', l.made_by, 'family', family), now());
  return kind;
end $$;
revoke all on function app.sees_roster(uuid), app.team_roster(uuid, date), app.make_team_invitation(uuid, bytea, uuid, bigint, int), app.team_invitation(uuid),
  app.leave_team(uuid, uuid, timestamptz) from public;
grant execute on function app.sees_roster(uuid), app.team_roster(uuid, date), app.make_team_invitation(uuid, bytea, uuid, bigint, int), app.team_invitation(uuid),
  app.leave_team(uuid, uuid, timestamptz) to carenet_officer, carenet_area, carenet_helper;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
