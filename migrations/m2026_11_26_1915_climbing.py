"""What climbs keeps its steps, remembers whom it reached, and finds a person past absences and turns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T19:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Climbs keep their steps and whom they reached; absences, deputies and turns"

UP = r"""
alter table climbs add column place varchar(13), add column steps jsonb, add column taken_by uuid,
  add column taken_at timestamptz, add column taken_until timestamptz;
create index climbs_open on climbs (subject) where ended_at is null;

create table ladder_policies (
  id uuid primary key default uuidv7(),
  ladder varchar(60) not null,
  lo varchar(13) not null,
  steps jsonb not null,
  set_by uuid not null,
  set_at timestamptz not null default now(),
  because varchar(200) not null check (length(trim(because)) > 0),
  ended_at timestamptz,
  ended_by uuid,
  check ((ended_at is null) = (ended_by is null)));
create unique index ladder_policies_now on ladder_policies (ladder, lo) where ended_at is null;

create table climb_calls (
  id uuid primary key default uuidv7(),
  climb uuid not null references climbs (id) on delete restrict,
  step smallint not null,
  person uuid,
  duty varchar(20) not null,
  instead varchar(200) not null,
  reminder uuid,
  at timestamptz not null);
create index climb_calls_climb on climb_calls (climb, step);
create index climb_calls_reminder on climb_calls (reminder);

create table off_duties (
  id uuid primary key default uuidv7(),
  person uuid not null references people (id) on delete restrict,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  deputy uuid references people (id) on delete restrict check (deputy <> person),
  because varchar(200) not null,
  by uuid not null,
  at timestamptz not null default now(),
  lifted_at timestamptz,
  lifted_by uuid);
create index off_duties_person on off_duties (person, ends_at) where lifted_at is null;
create index off_duties_deputy on off_duties (deputy);

create table rotas (
  id uuid primary key default uuidv7(),
  town varchar(13) not null,
  starts_on date not null,
  turn_days smallint not null check (turn_days in (1, 7)),
  people uuid[] not null check (cardinality(people) between 1 and 12),
  set_by uuid not null,
  set_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by uuid);
create unique index rotas_now on rotas (town) where ended_at is null;

create table rota_overrides (
  id uuid primary key default uuidv7(),
  town varchar(13) not null,
  on_day date not null,
  person uuid not null references people (id) on delete restrict,
  because varchar(200) not null,
  by uuid not null,
  at timestamptz not null default now());
create index rota_overrides_day on rota_overrides (town, on_day, at desc);
create index rota_overrides_person on rota_overrides (person);

grant select, insert, update on ladder_policies to carenet_officer, carenet_area, carenet_helper, carenet_worker;
alter table ladder_policies enable row level security, force row level security;
create policy reading on ladder_policies for select to carenet_officer, carenet_area, carenet_helper, carenet_worker using (true);
create policy setting on ladder_policies for insert to carenet_officer
  with check (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true));
create policy setting_area on ladder_policies for insert to carenet_area
  with check (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true)
    and left(lo, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy ending on ladder_policies for update to carenet_officer
  using (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true));
create policy ending_area on ladder_policies for update to carenet_area
  using (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true)
    and left(lo, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));

-- Whom a climb reached is the matter's page to show, which asks who may see the matter.
alter table climb_calls enable row level security, force row level security;
create policy worker on climb_calls to carenet_worker using (true) with check (true);
create policy own on climb_calls for select to carenet_officer, carenet_area, carenet_helper
  using (person = nullif(current_setting('app.person', true), '')::uuid);
grant select on climb_calls to carenet_officer, carenet_area, carenet_helper;
grant select, insert on climb_calls to carenet_worker;

do $$
declare t text;
begin
  alter table off_duties enable row level security, force row level security;
  create policy officer on off_duties to carenet_officer, carenet_area using (exists (select from people p where p.id = off_duties.person)
    or person = nullif(current_setting('app.person', true), '')::uuid);
  create policy own on off_duties to carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid);
  create policy worker on off_duties for select to carenet_worker using (true);
  grant select, insert, update on off_duties to carenet_officer, carenet_area, carenet_helper;
  grant select on off_duties to carenet_worker;
  foreach t in array array['rotas', 'rota_overrides'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer
      using (town >= current_setting(''app.lo'', true) and town < current_setting(''app.hi'', true))', t);
    execute format('create policy area on %1$I to carenet_area
      using (town >= current_setting(''app.lo'', true) and town < current_setting(''app.hi'', true)
        and left(town, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[]))', t);
    execute format('create policy worker on %I for select to carenet_worker using (true)', t);
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area', t);
    execute format('grant select on %I to carenet_worker', t);
  end loop;
end $$;

grant select on climbs, climb_calls, off_duties, rotas, rota_overrides, duties, duty_endings, accounts, account_endings, people, carers,
  placements, suspensions, contact_ways, notification_preferences, reminders, outgoing, inbox_messages to carenet_sealed;
grant update on reminders to carenet_sealed;
set local role carenet_sealed;

-- Who holds the township's duty phone: the turn changes at eight in the morning, one day may be swapped.
create function app.on_call(p_town text, p_at timestamptz) returns uuid
language sql stable security definer set search_path = '' as $$
  with d as (select ((p_at at time zone 'Asia/Shanghai') - interval '8 hours')::date as today)
  select coalesce(
    (select o.person from public.rota_overrides o, d where o.town = p_town and o.on_day = d.today order by o.at desc, o.id desc limit 1),
    (select r.people[1 + ((d.today - r.starts_on) / r.turn_days) % cardinality(r.people)] from public.rotas r, d
     where r.town = p_town and r.ended_at is null and r.starts_on <= d.today limit 1)) $$;

-- Everybody a step could mean at a place and a moment, with what keeps them from answering. Workers ask
-- for any place, officers for their own; a child's people are a worker's to know.
create function app.climb_people(p_village text, p_centre uuid, p_child uuid, p_at timestamptz)
returns table (role text, person uuid, name text, has_account boolean, suspended boolean, away boolean, deputy uuid, email boolean,
  roles text[], channels text[], quiet_from time, quiet_until time)
language sql stable security definer set search_path = '' as $$
  with asker as (select pg_has_role(current_setting('role', true), 'carenet_worker', 'member') or session_user = 'carenet_worker' as works),
  held as (
    select d.role::text as role, a.person from public.duties d join public.accounts a on a.id = d.account
    where d.role in ('lead', 'director', 'township', 'county') and d.approved_at is not null
      and d.starts_on <= (p_at at time zone 'Asia/Shanghai')::date and d.ends_on >= (p_at at time zone 'Asia/Shanghai')::date
      and not exists (select from public.duty_endings e where e.duty = d.id)
      and not exists (select from public.account_endings x where x.account = a.id and x.undone_at is null)
      and case d.role when 'lead' then d.organisation = p_centre
          else d.lo <= p_village and p_village < d.hi and (d.towns = '{}' or left(p_village, 9) = any (d.towns)) end
    union select 'duty_phone', app.on_call(left(p_village, 9), p_at)
    union select 'carer', c.person from public.carers c where c.child = p_child and c.ends_on is null and (select works from asker)
    union select 'proxy', l.person from public.placements l where l.child = p_child and l.kind = 'proxy_parent' and l.starts_on is not null
      and l.ends_on is null and (select works from asker)),
  away as (select distinct on (b.person) b.person, b.deputy from public.off_duties b
    where b.person in (select h.person from held h) and b.lifted_at is null and b.starts_at <= p_at and b.ends_at > p_at
    order by b.person, (b.deputy is null), b.starts_at desc, b.id),
  -- Who stands in may be away too: one step further is not asked, the step goes upward instead.
  everybody as (select h.role, h.person from held h where h.person is not null
    union select 'deputy', w.deputy from away w where w.deputy is not null)
  select e.role, e.person, p.name::text, a.id is not null, app.suspended(e.person, p_at),
    w.person is not null or exists (select from public.off_duties b where e.role = 'deputy' and b.person = e.person and b.lifted_at is null
      and b.starts_at <= p_at and b.ends_at > p_at),
    w.deputy,
    a.email is not null or exists (select from public.contact_ways c where c.person = e.person and c.kind = 'email' and c.ended_on is null and c.works),
    array(select distinct e2.role from everybody e2 where e2.person = e.person),
    coalesce(n.channels::text[], '{}'), n.quiet_from, n.quiet_until
  from everybody e join public.people p on p.id = e.person
  left join away w on w.person = e.person
  left join lateral (select x.id, x.email from public.accounts x where x.person = e.person
    and not exists (select from public.account_endings z where z.account = x.id and z.undone_at is null) order by x.created_at limit 1) a on true
  left join public.notification_preferences n on n.person = e.person
  where (select works from asker) or exists (select from app.acting() s where s.role in ('carenet_officer', 'carenet_area')
    and p_village >= s.lo and p_village < s.hi and (s.towns = '{}' or left(p_village, 9) = any (s.towns)))
  order by 1, 3, 2 limit 200 $$;

-- A matter's timeline: whom each step reached, by which ways, and what became of it. Names of officers,
-- never a child's; of a concern only for whoever may see it.
create function app.climb_timeline(p_climb uuid)
returns table (step smallint, person uuid, name text, duty text, instead text, at timestamptz, reminder text, channel text, state text,
  state_at timestamptz, because text, read_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select c.step, c.person, p.name::text, c.duty::text, c.instead::text, c.at, r.state::text, o.channel::text, o.state::text, o.state_at,
    o.state_because::text, i.read_at
  from public.climb_calls c join public.climbs k on k.id = c.climb and c.at >= k.started_at
  left join public.people p on p.id = c.person
  left join public.reminders r on r.id = c.reminder
  left join public.outgoing o on o.reminder = c.reminder
  left join public.inbox_messages i on i.outgoing = o.id
  where c.climb = p_climb and exists (select from app.acting())
    and (k.subject not like 'concern:%' or app.may_see_concern(split_part(k.subject, ':', 2)::uuid))
  order by c.step, c.at, p.name, o.channel limit 200 $$;

-- Somebody answered: what was said of nothing else is taken back with the climb, in the same statement,
-- whoever it was that answered. A message about several matters stays while one of them is open.
create function app.climb_ended() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.reminders r set state = 'cancelled', changed_at = now()
  where r.id in (select c.reminder from public.climb_calls c where c.climb = new.id) and r.state in ('due', 'handed_over')
    and not exists (select from public.climb_calls o join public.climbs k on k.id = o.climb
                    where o.reminder = r.id and k.id <> new.id and k.ended_at is null);
  return null;
end $$;

-- What a worker must know of a concern to find who answers for it: where, whom it passes over, is it open.
create function app.concern_stands(p_concern uuid) returns table (village text, skips uuid)
language sql stable security definer set search_path = '' as $$
  select c.village::text, c.skips from public.concerns c where c.id = p_concern and c.closed_at is null
    and (c.mandatory or c.taken_at is null) $$;

-- How late the engine is: seconds that the step most overdue has waited.
create function app.climbs_late(p_now timestamptz) returns double precision
language sql stable security definer set search_path = '' as $$
  select coalesce(extract(epoch from p_now - min(c.next_at)), 0)::double precision from public.climbs c
  where c.ended_at is null and c.next_at <= p_now $$;

revoke all on function app.on_call(text, timestamptz), app.climb_people(text, uuid, uuid, timestamptz), app.climb_timeline(uuid),
  app.climb_ended(), app.climbs_late(timestamptz), app.concern_stands(uuid) from public;
grant execute on function app.concern_stands(uuid) to carenet_worker;
grant execute on function app.on_call(text, timestamptz), app.climb_people(text, uuid, uuid, timestamptz) to carenet_officer, carenet_area, carenet_worker;
grant execute on function app.climb_timeline(uuid) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.climbs_late(timestamptz) to carenet_app, carenet_worker;
grant execute on function app.climb_ended() to carenet_owner;
grant execute on function app.may_see_concern(uuid) to carenet_sealed;
set local role carenet_owner;
create trigger climb_ended after update of ended_at on climbs for each row
  when (new.ended_at is not null and old.ended_at is null) execute function app.climb_ended();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
