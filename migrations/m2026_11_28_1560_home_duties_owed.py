"""What homes owe stands on the board of what is owed: exempted by name, tried, and its dates in two functions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:60:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Home duties on the board of what is owed"

UP = r"""
alter table home_duties add column exempted_at timestamptz;
drop index home_duties_one_of_home;
drop index home_duties_one_of_adult;
create unique index home_duties_one_of_home on home_duties (family, kind) where met_at is null and missed_at is null and exempted_at is null;
create unique index home_duties_one_of_adult on home_duties (person, kind) where met_at is null and missed_at is null and exempted_at is null;
grant update (exempted_at) on home_duties to carenet_officer, carenet_area;

alter table exemptions add column home_duty uuid references home_duties on delete restrict on update cascade;
alter table exemptions add check (num_nonnulls(division, obligation, home_duty) = 1) not valid;
create index exemptions_home_duty on exemptions (home_duty);

create table duty_tries (
  id uuid primary key default uuidv7(),
  obligation uuid references obligations on delete restrict on update cascade,
  home_duty uuid references home_duties on delete restrict on update cascade,
  child uuid,
  village varchar(13) collate "C" not null,
  tried_on date not null,
  how varchar(12) not null check (how in ('rang', 'went', 'wrote', 'not_now')),
  note varchar(200),
  written_at timestamptz not null default now(),
  written_by uuid not null,
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check (num_nonnulls(obligation, home_duty) = 1 and (obligation is null) = (child is null)));
create index duty_tries_obligation on duty_tries (obligation);
create index duty_tries_home_duty on duty_tries (home_duty);
create index duty_tries_child on duty_tries (child, village);
create index duty_tries_village on duty_tries (village);
alter table duty_tries enable row level security, force row level security;
create policy officer on duty_tries to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on duty_tries to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on duty_tries to carenet_worker using (true) with check (true);
create policy helper on duty_tries to carenet_helper using (child = any ((select app.my_children())::uuid[]));
grant select on duty_tries to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant insert on duty_tries to carenet_officer, carenet_area;

set local role carenet_sealed;
-- Is what homes of a village owe set aside on a day for the whole area?
create function app.home_duty_rests(p_village text, p_kind text, p_day date) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.exemptions e where e.division is not null and p_day between e.starts_on and e.ends_on
    and p_village like e.division || '%' and (e.kind is null or e.kind = p_kind))
$$;
-- Who lives in a home is said anew 90 days after it was last known; a home is taken on for a year.
create function app.roster_due(p_known_on date) returns date language sql immutable set search_path = '' as $$ select p_known_on + 90 $$;
-- Looked at before its year is over, no day of it is lost; a household that changed keeps its year while more than 60 days are left.
create function app.taken_on_until(p_how text, p_before date, p_today date) returns date language sql immutable set search_path = '' as $$
  select case when p_how = 'renewal' and p_before >= p_today then (p_before + interval '1 year')::date
    when p_how = 'changed' and p_before > p_today + 60 then p_before else (p_today + interval '1 year')::date end
$$;

create or replace function app.take_on(p_id uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare c public.candidacies; d public.candidacy_decisions; k public.home_checks; today date := app.local_today(); old_ date; until_ date;
begin
  select * into c from public.candidacies x where x.id = p_id for update;
  if c.id is null or c.done_at is not null or c.ended_at is not null or app.unmet(p_id) <> '{}' then return false; end if;
  select * into d from public.candidacy_decisions x where x.candidacy = p_id and x.agreed and x.voided_at is null;
  select * into k from public.home_checks x where x.candidacy = p_id and x.agreed and x.voided_at is null;
  select coalesce((select f.renew_by from public.host_families f where f.id = c.family),
    (select x.renew_by from public.proxy_parents x where x.person = c.person and x.left_on is null order by x.joined_on desc limit 1)) into old_;
  until_ := app.taken_on_until(c.how::text, old_, today);
  update public.candidacies x set done_at = now() where x.id = p_id;
  if c.kind = 'host' then
    update public.host_families f set approved_on = today, approved_by = d."by", renew_by = until_, beds = coalesce(k.beds, f.beds),
      rooms = k.rooms, school_minutes = coalesce(k.school_minutes, f.school_minutes) where f.id = c.family;
    update public.host_family_adults a set confirmed_on = greatest(a.confirmed_on, k.visited_on) where a.family = c.family and a.left_on is null;
    insert into public.home_duties (family, village, kind, opens_on, due_on) values (c.family, c.village, 'roster', today, app.roster_due(k.visited_on))
      on conflict (family, kind) where met_at is null and missed_at is null and exempted_at is null do update set due_on = excluded.due_on,
        opens_on = least(home_duties.opens_on, excluded.opens_on);
  else
    update public.proxy_parents x set approved_on = today, approved_by = d."by", renew_by = until_ where x.person = c.person and x.left_on is null;
  end if;
  update public.home_duties h set met_at = now(), met_by = d.by_person
    where h.kind = 'renewal' and h.met_at is null and h.missed_at is null and h.exempted_at is null and (h.family = c.family or h.person = c.person);
  insert into public.facts (name, payload, announced_at) values ('TakenOn',
    jsonb_build_object('candidacy', c.id, 'family', c.family, 'person', c.person, 'how', c.how, 'renew_by', until_), now());
  return true;
end $$;
create or replace function app.confirm_home_roster(p_family uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare a record; f public.host_families; today date := app.local_today();
begin
  select * into a from app.acting();
  select * into f from public.host_families x where x.id = p_family and x.left_on is null for update;
  if a.account is null or f.id is null or not (exists (select from public.host_family_adults h where h.family = f.id and h.person = a.person and h.left_on is null)
      or a.role <> 'carenet_helper' and f.village >= a.lo and f.village < a.hi and (a.towns = '{}' or left(f.village, 9) = any (a.towns))) then return false; end if;
  update public.host_family_adults h set confirmed_on = today where h.family = p_family and h.left_on is null;
  if not found then return false; end if;
  update public.home_duties d set met_at = now(), met_by = a.person where d.family = p_family and d.kind = 'roster' and d.met_at is null and d.missed_at is null
    and d.exempted_at is null;
  insert into public.home_duties (family, village, kind, opens_on, due_on) values (p_family, f.village, 'roster', today + 1, app.roster_due(today))
    on conflict (family, kind) where met_at is null and missed_at is null and exempted_at is null do nothing;
  return true;
end $$;
revoke all on function app.home_duty_rests(text, text, date), app.roster_due(date), app.taken_on_until(text, date, date) from public;
grant execute on function app.home_duty_rests(text, text, date) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
