"""Visits of teams: proposed by one, approved by another, for known days at one place; teams are seen by whom they concern."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Visits of teams"

UP = r"""
-- Who looks after a team: a county, a township, or a village.
alter table teams add column division varchar(13) collate "C";
update teams t set division = o.division from organisations o where o.id = t.organisation;
create index on teams (division);

create table team_visits (
  id uuid primary key default uuidv7(),
  team uuid not null references teams on delete restrict on update cascade,
  centre uuid not null references centres on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  rhythm varchar(8) not null check (rhythm in ('block', 'weekend')),
  first_on date not null,
  last_on date not null,
  agreement varchar(100) not null check (length(trim(agreement)) >= 2),
  agreed_on date not null,
  state varchar(10) not null default 'proposed'
    check (state in ('proposed', 'approved', 'refused', 'called_off', 'over')),
  proposed_by uuid not null,
  proposed_at timestamptz not null default now(),
  decided_by uuid,
  decided_at timestamptz,
  check (last_on between first_on and first_on + 13),
  check (rhythm = 'block' or last_on <= first_on + 2),
  check (agreed_on <= first_on),
  check ((decided_by is null) = (decided_at is null)),
  constraint another_decides check (decided_by <> proposed_by),
  check (state not in ('approved', 'refused', 'over') or decided_by is not null),
  constraint one_visit_at_a_time exclude using gist (team with =, daterange(first_on, last_on, '[]') with &&)
    where (state in ('proposed', 'approved', 'over')));
create index on team_visits (team);
create index on team_visits (centre, first_on);
create index on team_visits (village);
create index on team_visits (proposed_by);

create table team_visit_states (
  id uuid primary key default uuidv7(),
  visit uuid not null references team_visits on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  state varchar(10) not null check (state in ('proposed', 'approved', 'refused', 'called_off', 'over')),
  at timestamptz not null default now(),
  by uuid,
  because varchar(200),
  check (state = 'over' or by is not null),
  check (state not in ('refused', 'called_off') or length(trim(because)) >= 4));
create index on team_visit_states (visit);
create index on team_visit_states (village);
create index on team_visit_states (by);

grant select on teams, team_members, team_visits to carenet_sealed;
grant update on team_visits to carenet_sealed;
grant select, insert on team_visit_states to carenet_sealed;
set local role carenet_sealed;
create function app.teams_led() returns uuid[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(t.id), '{}') from public.teams t where t.leader = (select a.person from app.acting() a)
$$;
create function app.my_teams() returns uuid[] language sql stable security definer set search_path = '' as $$
  select app.teams_led() || coalesce(array_agg(m.team), '{}') from public.team_members m
  where m.person = (select a.person from app.acting() a)
$$;

-- Whoever acts proposes under the own name; the place and the days are those of the place and of the team.
create function app.propose_visit() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if current_setting('role', true) in ('carenet_helper', 'carenet_officer', 'carenet_area') then
    new.proposed_by := (select a.account from app.acting() a);
    new.state := 'proposed'; new.decided_by := null; new.decided_at := null;
  end if;
  if not exists (select from public.centres c where c.id = new.centre and c.village = new.village and c.closed_on is null) then
    raise exception using errcode = 'CN404', message = 'no such place';
  end if;
  if not exists (select from public.teams t where t.id = new.team and new.first_on >= t.starts_on and new.last_on <= t.ends_on) then
    raise exception using errcode = 'CN042', message = 'outside the days of the team';
  end if;
  return new;
end $$;
create function app.note_proposal() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.team_visit_states (visit, village, state, at, by)
  values (new.id, new.village, 'proposed', new.proposed_at, new.proposed_by);
  return null;
end $$;
-- A state is a row; the visit repeats the last one. An office above the village decides, never who proposed it or who belongs to the team.
create function app.change_visit() returns trigger language plpgsql security definer set search_path = '' as $$
declare v record; a record; person_acts constant boolean :=
  current_setting('role', true) in ('carenet_helper', 'carenet_officer', 'carenet_area');
begin
  select * into v from public.team_visits x where x.id = new.visit for update;
  new.village := v.village;
  if new.state = 'proposed' then
    if v.state <> 'proposed' or exists (select from public.team_visit_states s where s.visit = v.id) then
      raise exception using errcode = 'CN044', message = 'proposed already';
    end if;
    return new;
  end if;
  if person_acts then
    select * into a from app.acting();
    new."by" := a.account;
    if new.state = 'over' then raise exception using errcode = 'CN404', message = 'the calendar says so'; end if;
    if new.state in ('approved', 'refused') then
      if a.account = v.proposed_by or a.person = (select t.leader from public.teams t where t.id = v.team)
          or exists (select from public.team_members m where m.team = v.team and m.person = a.person) then
        raise exception using errcode = 'CN043', message = 'somebody else decides';
      end if;
    end if;
    if not exists (select from app.live_duties(a.account) d where d.id = any (a.duties) and d.role in ('city', 'county', 'township'))
        and not (new.state = 'called_off' and a.person = (select t.leader from public.teams t where t.id = v.team)) then
      raise exception using errcode = 'CN404', message = 'an office above the village decides';
    end if;
  end if;
  if (v.state || '>' || new.state) not in ('proposed>approved', 'proposed>refused', 'proposed>called_off', 'approved>called_off', 'approved>over') then
    raise exception using errcode = 'CN044', message = 'decided already';
  end if;
  if new.state = 'approved' and v.last_on < app.local_today() then
    raise exception using errcode = 'CN042', message = 'its days are over';
  end if;
  update public.team_visits x set state = new.state,
    decided_by = case when new.state in ('approved', 'refused') then new."by" else x.decided_by end,
    decided_at = case when new.state in ('approved', 'refused') then new.at else x.decided_at end
  where x.id = v.id;
  return new;
end $$;
revoke all on function app.teams_led(), app.my_teams(), app.propose_visit(), app.note_proposal(), app.change_visit() from public;
grant execute on function app.teams_led(), app.my_teams() to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant execute on function app.propose_visit(), app.note_proposal(), app.change_visit() to carenet_owner;
set local role carenet_owner;
create trigger propose_visit before insert on team_visits for each row execute function app.propose_visit();
create trigger note_proposal after insert on team_visits for each row execute function app.note_proposal();
create trigger change_visit before insert on team_visit_states for each row execute function app.change_visit();

alter table team_visits enable row level security, force row level security;
create policy officer on team_visits to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on team_visits to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy place on team_visits for select to carenet_helper
  using (centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy own on team_visits for select to carenet_officer, carenet_area, carenet_helper
  using (team = any ((select app.my_teams())::uuid[]));
create policy leads on team_visits for insert to carenet_officer, carenet_area, carenet_helper
  with check (team = any ((select app.teams_led())::uuid[]));
create policy worker on team_visits to carenet_worker using (true) with check (true);
grant select, insert on team_visits to carenet_officer, carenet_area, carenet_helper;
grant select on team_visits to carenet_worker;

alter table team_visit_states enable row level security, force row level security;
create policy seen on team_visit_states for select to carenet_officer, carenet_area, carenet_helper
  using (exists (select from team_visits v where v.id = visit));
create policy officer on team_visit_states for insert to carenet_officer
  with check (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on team_visit_states for insert to carenet_area
  with check (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy leads on team_visit_states for insert to carenet_officer, carenet_area, carenet_helper
  with check (state = 'called_off' and exists (select from team_visits v where v.id = visit and v.team = any ((select app.teams_led())::uuid[])));
create policy worker on team_visit_states to carenet_worker using (true) with check (true);
grant select, insert on team_visit_states to carenet_officer, carenet_area, carenet_helper, carenet_worker;

-- Until now every role could read every team. A team is seen where it is looked after and below, where it comes to, by its leader and members.
alter table teams enable row level security, force row level security;
create policy officer on teams to carenet_officer
  using (division >= current_setting('app.lo', true) and division < current_setting('app.hi', true));
create policy area on teams to carenet_area
  using (division >= current_setting('app.lo', true) and division < current_setting('app.hi', true)
    and left(division, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy visits on teams for select to carenet_officer, carenet_area, carenet_helper
  using (id = any ((select app.my_teams())::uuid[]) or exists (select from team_visits v where v.team = teams.id));
create policy above on teams for select to carenet_officer, carenet_area
  using (current_setting('app.lo', true) <> '' and (division = rpad(left(current_setting('app.lo', true), 6), 12, '0') or division = rpad(left(current_setting('app.lo', true), 9), 12, '0')));
create policy worker on teams to carenet_worker using (true) with check (true);
alter table team_members enable row level security, force row level security;
create policy officer on team_members to carenet_officer, carenet_area
  using (exists (select from team_visits v where v.team = team_members.team) or exists (select from teams t where t.id = team
    and t.division >= current_setting('app.lo', true) and t.division < current_setting('app.hi', true)));
create policy own on team_members for select to carenet_helper
  using (person = nullif(current_setting('app.person', true), '')::uuid or team = any ((select app.teams_led())::uuid[])
    or exists (select from team_visits v where v.team = team_members.team
      and v.centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[])));
create policy worker on team_members to carenet_worker using (true) with check (true);
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
