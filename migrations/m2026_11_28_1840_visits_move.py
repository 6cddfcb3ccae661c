"""A team's visit moves to other days: asked for by one, decided by another; what still fits stays."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T18:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Visits of teams move"

UP = r"""
create table team_visit_moves (
  id uuid primary key default uuidv7(),
  visit uuid not null references team_visits on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  first_on date not null,
  last_on date not null,
  was_first_on date not null,
  was_last_on date not null,
  because varchar(200) not null check (length(trim(because)) >= 4),
  state varchar(8) not null default 'asked' check (state in ('asked', 'moved', 'refused', 'dropped')),
  asked_by uuid not null,
  asked_at timestamptz not null default now(),
  decided_by uuid,
  decided_at timestamptz,
  why varchar(200),
  check (last_on between first_on and first_on + 13),
  check (state = 'asked' or decided_at is not null),
  check (state <> 'refused' or length(trim(why)) >= 4),
  constraint another_decides check (state not in ('moved', 'refused') or decided_by is null or decided_by <> asked_by));
create index on team_visit_moves (visit);
create index on team_visit_moves (village);
create index on team_visit_moves (asked_by);
create unique index one_move_asked on team_visit_moves (visit) where state = 'asked';

alter table team_visit_moves enable row level security, force row level security;
create policy seen on team_visit_moves for select to carenet_officer, carenet_area, carenet_helper
  using (exists (select from team_visits v where v.id = visit));
create policy worker on team_visit_moves for select to carenet_worker using (true);
grant select on team_visit_moves to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant select, insert, update on team_visit_moves to carenet_sealed;

set local role carenet_sealed;
-- An office above the village that looks after the place of a visit.
create function app.office_of_visit(p_village text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from app.acting() a, app.live_duties(a.account) d where a.role <> 'carenet_helper'
    and p_village >= a.lo and p_village < a.hi and (a.towns = '{}' or left(p_village, 9) = any (a.towns))
    and d.id = any (a.duties) and d.role in ('city', 'county', 'township'))
$$;
-- Days a visit may have: of the team's time, no other visit of it then; under way only the last day changes. Length and words are the verb's.
create function app.require_visit_days(p_visit uuid, p_first date, p_last date) returns void
language plpgsql stable security definer set search_path = '' as $$
declare v record; today constant date := app.local_today();
begin
  select x.*, t.starts_on, t.ends_on into v from public.team_visits x join public.teams t on t.id = x.team where x.id = p_visit;
  if v.last_on < today or v.state not in ('proposed', 'approved') then
    raise exception using errcode = 'CN044', message = 'its days are over';
  end if;
  if p_first < v.starts_on or p_last > v.ends_on or p_last < today or p_first < today and p_first <> v.first_on
      or v.state = 'approved' and v.first_on <= today and p_first <> v.first_on then
    raise exception using errcode = 'CN042', message = 'these days do not do';
  end if;
  if exists (select from public.team_visits o where o.team = v.team and o.id <> v.id and o.state in ('proposed', 'approved', 'over')
      and daterange(o.first_on, o.last_on, '[]') && daterange(p_first, p_last, '[]')) then
    raise exception using errcode = 'CN048', message = 'the team comes elsewhere then';
  end if;
end $$;
-- While nobody has decided on the visit its days are changed at once, and whoever changed them does not decide; later another is asked.
create function app.move_visit(p_visit uuid, p_first date, p_last date, p_because text, p_at timestamptz) returns text
language plpgsql security definer set search_path = '' as $$
declare v record; a record; wanted text;
begin
  select * into a from app.acting();
  select x.*, t.leader into v from public.team_visits x join public.teams t on t.id = x.team where x.id = p_visit for update of x;
  if v.id is null or a.account is null or not (v.leader = a.person or app.office_of_visit(v.village)) then return null; end if;
  perform app.require_visit_days(p_visit, p_first, p_last);
  wanted := case v.state when 'proposed' then 'moved' else 'asked' end;
  insert into public.team_visit_moves (visit, village, first_on, last_on, was_first_on, was_last_on, because, state, asked_by, asked_at, decided_at)
  values (p_visit, v.village, p_first, p_last, v.first_on, v.last_on, p_because, wanted, a.account, p_at, case wanted when 'moved' then p_at end);
  if wanted = 'moved' then
    update public.team_visits x set first_on = p_first, last_on = p_last, proposed_by = a.account where x.id = p_visit;
  end if;
  return wanted;
end $$;
-- Another office than who asked, and none of the team, says yes or no; null where nothing is asked, or it is not for the actor to say.
create function app.decide_visit_move(p_visit uuid, p_yes boolean, p_why text, p_at timestamptz) returns uuid
language plpgsql security definer set search_path = '' as $$
declare v record; m record; a record;
begin
  select * into a from app.acting();
  select x.*, t.leader into v from public.team_visits x join public.teams t on t.id = x.team where x.id = p_visit for update of x;
  select * into m from public.team_visit_moves x where x.visit = p_visit and x.state = 'asked' for update;
  if v.id is null or a.account is null or not app.office_of_visit(v.village) then return null; end if;
  if m.id is null then raise exception using errcode = 'CN044', message = 'decided already'; end if;
  if a.account = m.asked_by or a.person = v.leader
      or exists (select from public.team_members t where t.team = v.team and t.person = a.person) then
    raise exception using errcode = 'CN043', message = 'somebody else decides';
  end if;
  if p_yes then
    perform app.require_visit_days(p_visit, m.first_on, m.last_on);
    update public.team_visits x set first_on = m.first_on, last_on = m.last_on where x.id = p_visit;
  end if;
  update public.team_visit_moves x set state = case when p_yes then 'moved' else 'refused' end, decided_by = a.account, decided_at = p_at,
    why = p_why, was_first_on = v.first_on, was_last_on = v.last_on where x.id = m.id;
  return m.id;
end $$;
-- The leader, who asked, or an office takes it back.
create function app.drop_visit_move(p_visit uuid, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
declare a record; n int;
begin
  select * into a from app.acting();
  update public.team_visit_moves m set state = 'dropped', decided_at = p_at, decided_by = a.account
    from public.team_visits v join public.teams t on t.id = v.team
    where m.visit = p_visit and v.id = m.visit and m.state = 'asked' and a.account is not null
      and (t.leader = a.person or m.asked_by = a.account or app.office_of_visit(v.village));
  get diagnostics n = row_count;
  return n > 0;
end $$;
-- Whatever ends a visit ends what was asked about its days.
create function app.end_visit_moves() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.state in ('refused', 'called_off', 'over') then
    update public.team_visit_moves m set state = 'dropped', decided_at = new.at where m.visit = new.visit and m.state = 'asked';
  end if;
  return null;
end $$;
-- Sessions ahead of the old days or the new: how many of the team come, and whether an adult who is of no team at all does.
create function app.visit_move_effect(p_visit uuid, p_first date, p_last date)
returns table (care_session uuid, was boolean, becomes boolean, coming int, has_local boolean)
language sql stable security definer set search_path = '' as $$
  select s.id, s.on_day between v.first_on and v.last_on, s.on_day between p_first and p_last,
    (select count(*)::int from public.sign_ups u join public.team_members m on m.person = u.person and m.team = v.team and m.left_at is null
      where u.care_session = s.id and u.withdrawn_at is null),
    exists (select from public.sign_ups u where u.care_session = s.id and u.withdrawn_at is null and app.tier_on(u.person, s.on_day) = 'cleared'
      and not app.visits_with_team(u.person, s.centre, s.on_day)
      and not exists (select from public.team_members m where m.person = u.person and m.left_at is null and (m.visiting or m.team = v.team)))
  from public.team_visits v join public.teams t on t.id = v.team join public.care_sessions s on s.centre = v.centre
    and (s.on_day between v.first_on and v.last_on or s.on_day between p_first and p_last)
  where v.id = p_visit and s.cancelled_at is null and s.starts_at > now()
    and exists (select from app.acting() a where t.leader = a.person or app.office_of_visit(v.village))
  order by s.starts_at, s.id limit 200
$$;
revoke all on function app.office_of_visit(text), app.require_visit_days(uuid, date, date), app.move_visit(uuid, date, date, text, timestamptz),
  app.decide_visit_move(uuid, boolean, text, timestamptz), app.drop_visit_move(uuid, timestamptz), app.end_visit_moves(),
  app.visit_move_effect(uuid, date, date) from public;
grant execute on function app.move_visit(uuid, date, date, text, timestamptz), app.decide_visit_move(uuid, boolean, text, timestamptz),
  app.drop_visit_move(uuid, timestamptz), app.visit_move_effect(uuid, date, date) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.end_visit_moves() to carenet_owner;
set local role carenet_owner;
create trigger end_visit_moves after insert on team_visit_states for each row execute function app.end_visit_moves();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
