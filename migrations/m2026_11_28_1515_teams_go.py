"""A team hands over before it goes, and what its visit opened ends with its last day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Teams hand over and go"

UP = r"""
create table team_handovers (
  id uuid primary key default uuidv7(),
  visit uuid not null references team_visits on delete restrict on update cascade,
  centre uuid not null references centres on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  series uuid references series on delete restrict on update cascade,
  done varchar(1000) not null check (length(trim(done)) >= 10),
  next varchar(500),
  at timestamptz not null default now(),
  by uuid not null,
  read_at timestamptz,
  read_by uuid,
  check ((read_at is null) = (read_by is null)),
  constraint one_handover_a_group unique nulls not distinct (visit, series));
create index on team_handovers (visit);
create index on team_handovers (centre);
create index on team_handovers (village);
create index on team_handovers (series);
create index on team_handovers (by);
alter table team_handovers enable row level security, force row level security;
create policy seen on team_handovers for select to carenet_officer, carenet_area, carenet_helper
  using (exists (select from team_visits v where v.id = visit and (v.team = any ((select app.teams_led())::uuid[])
    or v.centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[])
    or current_setting('role', true) <> 'carenet_helper')));
create policy leads on team_handovers for insert to carenet_officer, carenet_area, carenet_helper
  with check (exists (select from team_visits v where v.id = visit and v.centre = team_handovers.centre and v.village = team_handovers.village
    and (v.state = 'approved' or v.state = 'over') and v.team = any ((select app.teams_led())::uuid[])));
create policy worker on team_handovers for select to carenet_worker using (true);
grant select, insert on team_handovers to carenet_officer, carenet_area, carenet_helper;
grant select on team_handovers to carenet_worker;

grant select, update on team_handovers to carenet_sealed;
grant select, update on feeds, standing_sign_ups to carenet_sealed;
grant insert on duty_endings to carenet_sealed;
set local role carenet_sealed;
-- Whoever runs the place has read what the team wrote; the leader cannot say so.
create function app.read_team_handover(p_visit uuid, p_at timestamptz) returns int
language sql security definer set search_path = '' as $$
  with seen as (update public.team_handovers h set read_at = p_at, read_by = (select a.account from app.acting() a)
    where h.visit = p_visit and h.read_at is null and app.runs_centre(h.centre)
      and h.by <> (select a.account from app.acting() a) returning 1)
  select count(*)::int from seen
$$;
-- With the last day, or when the visit is called off: duties at the place and reach of whoever came with the team end; what would
-- serve another visit ahead, the calendar and coming every time, ends where none is.
create function app.end_visit_access(p_visit uuid, p_at timestamptz) returns int language plpgsql security definer set search_path = '' as $$
declare v record; m record; ended int := 0; n int;
begin
  select * into v from public.team_visits x where x.id = p_visit and x.state in ('over', 'called_off');
  if v.id is null then return 0; end if;
  for m in select x.person from public.team_members x where x.team = v.team and x.visiting loop
    insert into public.duty_endings (duty, at, by, because)
      select d.id, p_at, coalesce(v.decided_by, v.proposed_by), 'the visit of the team is over' from public.duties d join public.accounts a on a.id = d.account
      where a.person = m.person and d.organisation = v.centre and d.approved_at is not null
        and not exists (select from public.duty_endings e where e.duty = d.id);
    get diagnostics n = row_count; ended := ended + n;
    update public.reaches r set ends_at = greatest(p_at, r.starts_at) where r.person = m.person and (r.ends_at is null or r.ends_at > p_at);
    get diagnostics n = row_count; ended := ended + n;
    if not exists (select from public.team_members o join public.team_visits w on w.team = o.team where o.person = m.person and o.left_at is null
        and w.state = 'approved' and w.last_on >= app.local_today()) then
      update public.feeds f set ended_at = p_at, ended_because = 'the visit of the team is over' where f.person = m.person and f.ended_at is null;
      get diagnostics n = row_count; ended := ended + n;
      update public.standing_sign_ups t set ended_at = p_at, ended_because = 'the visit of the team is over' where t.person = m.person and t.ended_at is null;
      get diagnostics n = row_count; ended := ended + n;
    end if;
  end loop;
  return ended;
end $$;
revoke all on function app.read_team_handover(uuid, timestamptz), app.end_visit_access(uuid, timestamptz) from public;
grant execute on function app.read_team_handover(uuid, timestamptz) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.end_visit_access(uuid, timestamptz) to carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
