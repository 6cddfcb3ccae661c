"""Where members of a visiting team serve, a cleared adult of the place has a confirmed place as well."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Local adults beside visiting teams"

UP = r"""
-- Who came by a team's own invitation visits: such a person has a place only within an approved visit.
alter table team_members add column visiting boolean not null default false, add column joined_at timestamptz not null default now(),
  add column left_at timestamptz, add column left_by uuid, add check (left_by is null or left_at is not null);
alter table group_sign_ups drop constraint group_sign_ups_why_check;
alter table group_sign_ups add check (why in ('full', 'elsewhere', 'papers', 'away', 'closed', 'way', 'unopened', 'word', 'there', 'off', 'local', 'visit', 'other'));

grant select on care_sessions, sign_ups, centres, team_members, team_visits to carenet_sealed;
set local role carenet_sealed;
-- Does the person come to this place on this day with a team that visits it?
create function app.visits_with_team(p_person uuid, p_centre uuid, p_day date) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.team_members m join public.team_visits v on v.team = m.team
    where m.person = p_person and m.left_at is null and v.centre = p_centre and v.state in ('approved', 'over')
      and p_day between v.first_on and v.last_on)
$$;
-- One fully cleared adult who is of no visiting team has a place, other than the one named.
create function app.has_local_adult(p_session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.sign_ups u join public.care_sessions s on s.id = u.care_session
    where s.id = p_session and u.withdrawn_at is null and app.tier_on(u.person, s.on_day) = 'cleared'
      and not app.visits_with_team(u.person, s.centre, s.on_day)
      and not exists (select from public.team_members m where m.person = u.person and m.visiting))
$$;
-- Sessions ahead at which a visiting team has places and no adult of the place has one: someone withdrew, or papers lapsed.
create function app.lacking_local() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select s.id from public.team_visits v join public.care_sessions s on s.centre = v.centre and s.on_day between v.first_on and v.last_on
  where v.state = 'approved' and v.last_on >= app.local_today() - 1 and s.cancelled_at is null and s.on_day >= app.local_today() - 1
    and exists (select from public.sign_ups u join public.team_members m on m.person = u.person and m.team = v.team and m.left_at is null
      where u.care_session = s.id and u.withdrawn_at is null)
    and not app.has_local_adult(s.id)
$$;
-- Fired after take_place, which holds the session's row: of two racing the local adult comes first. No word of an organiser passes over it.
create function app.beside_local_adult() returns trigger language plpgsql security definer set search_path = '' as $$
declare s record; comes boolean;
begin
  if tg_op = 'UPDATE' and not (old.withdrawn_at is not null and new.withdrawn_at is null) then return new; end if;
  select x.centre, x.on_day into s from public.care_sessions x where x.id = new.care_session;
  comes := app.visits_with_team(new.person, s.centre, s.on_day);
  if not comes and exists (select from public.team_members m where m.person = new.person and m.visiting) then
    raise exception using errcode = 'CN046', message = 'no visit of the team on that day';
  end if;
  if comes and not app.has_local_adult(new.care_session) then
    raise exception using errcode = 'CN045', message = 'no adult of the place has a place';
  end if;
  return new;
end $$;
-- What a visit's page shows of the sessions of its days: how many of the team come, and whether an adult of the place does.
create function app.visit_places(p_visit uuid) returns table (care_session uuid, coming int, has_local boolean)
language sql stable security definer set search_path = '' as $$
  select s.id, (select count(*)::int from public.sign_ups u join public.team_members m on m.person = u.person and m.team = v.team and m.left_at is null
      where u.care_session = s.id and u.withdrawn_at is null), app.has_local_adult(s.id)
  from public.team_visits v join public.care_sessions s on s.centre = v.centre and s.on_day between v.first_on and v.last_on
  where v.id = p_visit and s.cancelled_at is null and exists (select from app.acting() a where a.account is not null
    and (v.team = any (app.teams_led()) or v.centre = any (a.offices) or a.role <> 'carenet_helper'
      and v.village >= a.lo and v.village < a.hi and (a.towns = '{}' or left(v.village, 9) = any (a.towns))))
  order by s.starts_at, s.id limit 120
$$;
create or replace function app.my_teams() returns uuid[] language sql stable security definer set search_path = '' as $$
  select app.teams_led() || coalesce(array_agg(m.team), '{}') from public.team_members m
  where m.person = (select a.person from app.acting() a) and m.left_at is null
$$;
revoke all on function app.visits_with_team(uuid, uuid, date), app.has_local_adult(uuid), app.lacking_local(), app.beside_local_adult(),
  app.visit_places(uuid) from public;
grant execute on function app.visits_with_team(uuid, uuid, date), app.has_local_adult(uuid), app.lacking_local()
  to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant execute on function app.visit_places(uuid) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.beside_local_adult() to carenet_owner;
set local role carenet_owner;
create trigger team_beside_local_adult before insert or update of withdrawn_at on sign_ups
  for each row execute function app.beside_local_adult();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
