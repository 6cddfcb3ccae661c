"""Holiday classes: whole days for weeks, children's enrolment and waiting list, meals, three head counts a day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T04:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Holiday classes"

UP = r"""
-- The same id as its series, which makes its days.
create table holiday_classes (
    id uuid primary key references series on delete restrict on update cascade,
    centre uuid not null references centres on delete restrict on update cascade,
    village varchar(13) collate "C" not null,
    season varchar(8) not null check (season in ('winter', 'summer')),
    places integer not null check (places between 1 and 200),
    taken integer not null default 0 check (taken >= 0),
    waiting integer not null default 0 check (waiting >= 0),
    lunch boolean not null,
    enrol_from date not null,
    enrol_until date not null check (enrol_until >= enrol_from),
    bring varchar(200),
    created_by uuid not null,
    created_at timestamptz not null default now(),
    constraint holiday_classes_within_places check (taken <= places)
);
create index on holiday_classes (centre);
create index on holiday_classes (village);
create index on holiday_classes (created_by);

create table class_applications (
    id uuid primary key default uuidv7(),
    holiday_class uuid not null references holiday_classes on delete restrict on update cascade,
    centre uuid not null,
    child uuid not null,
    village varchar(13) collate "C" not null,
    asked_at timestamptz not null default now(),
    asked_by uuid not null,
    person uuid references people on delete restrict on update cascade,
    eats boolean not null,
    must_not_eat varchar(120),
    goes_home varchar(12) not null check (goes_home in ('fetched', 'together', 'alone')),
    fetched_by varchar(60) check (goes_home = 'fetched' or fetched_by is null),
    alone_by_day boolean not null,
    young boolean not null,
    passed smallint not null default 0,
    offered_at timestamptz,
    answer_by timestamptz,
    placed_at timestamptz,
    placed_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    outcome varchar(12) check (outcome in ('declined', 'withdrawn', 'left', 'lapsed')),
    because varchar(200),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    check ((offered_at is null) = (answer_by is null)),
    check ((placed_at is null) = (placed_by is null)),
    check (num_nonnulls(ended_at, ended_by, outcome) in (0, 3)),
    check (placed_at is null or offered_at is null)
);
create index on class_applications (holiday_class);
create index on class_applications (centre);
create index on class_applications (child);
create index on class_applications (village);
create index on class_applications (asked_by);
create index on class_applications (person);
create unique index one_application on class_applications (holiday_class, child) where ended_at is null;

create table head_counts (
    id uuid primary key default uuidv7(),
    care_session uuid not null references care_sessions on delete restrict on update cascade,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    slot varchar(12) not null check (slot in ('morning', 'noon', 'leaving')),
    counted integer not null check (counted between 0 and 400),
    expected integer not null check (expected >= 0),
    adults integer not null check (adults between 0 and 60),
    at timestamptz not null default now(),
    by uuid not null
);
create index on head_counts (care_session);
create index on head_counts (centre);
create index on head_counts (village);
create index on head_counts (by);

create table class_meals (
    id uuid primary key default uuidv7(),
    care_session uuid not null references care_sessions on delete restrict on update cascade,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    menu varchar(200) not null,
    portions integer check (portions between 0 and 400),
    sample_kept boolean,
    ate_along varchar(60),
    at timestamptz not null default now(),
    by uuid not null,
    constraint class_meals_one_each unique (care_session),
    check (num_nonnulls(portions, sample_kept, ate_along) in (0, 3))
);
create index on class_meals (care_session);
create index on class_meals (centre);
create index on class_meals (village);
create index on class_meals (by);

grant select on holiday_classes, class_applications to carenet_sealed;
grant update on holiday_classes to carenet_sealed;
set local role carenet_sealed;
-- Whoever leads the place reaches a child who asks for a place there, for as long as it does, and a week after the class.
create function app.reach_application(p_application uuid, p_class uuid, p_child uuid, p_village text, p_person uuid) returns uuid
language sql security definer set search_path = '' as $$
  insert into public.reaches (person, child, village, because, starts_at, ends_at)
  select p_person, p_child, p_village, 'application:' || p_application::text, now(),
    greatest(now(), (s.last_on + 8)::timestamp at time zone 'Asia/Shanghai')
  from public.series s where s.id = p_class and not exists (select from public.reaches r where r.person = p_person
    and r.child = p_child and (r.ends_at is null or r.ends_at > now()))
  on conflict (person, child, because) do update set ends_at = excluded.ends_at, starts_at = excluded.starts_at
  returning child
$$;

-- Who takes a place or waits is counted under the class's row lock: of two racing for the last place one gets it.
create function app.class_places() returns trigger language plpgsql security definer set search_path = '' as $$
declare c record; was_in boolean := false; was_waiting boolean := false;
  is_in constant boolean := new.ended_at is null and (new.placed_at is not null or new.offered_at is not null);
  is_waiting constant boolean := new.ended_at is null and new.placed_at is null and new.offered_at is null;
begin
  if tg_op = 'UPDATE' then
    was_in := old.ended_at is null and (old.placed_at is not null or old.offered_at is not null);
    was_waiting := old.ended_at is null and old.placed_at is null and old.offered_at is null;
  end if;
  if is_in <> was_in or is_waiting <> was_waiting then
    select * into c from public.holiday_classes x where x.id = new.holiday_class for update;
    if is_in and not was_in and c.taken >= c.places then
      raise exception using errcode = 'CN003', message = 'full';
    end if;
    update public.holiday_classes x set taken = x.taken + is_in::int - was_in::int,
      waiting = x.waiting + is_waiting::int - was_waiting::int where x.id = new.holiday_class;
  end if;
  if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null then
    update public.reaches r set ends_at = greatest(new.ended_at, r.starts_at)
      where r.because = 'application:' || new.id::text and (r.ends_at is null or r.ends_at > new.ended_at);
  end if;
  if tg_op = 'INSERT' then
    perform app.reach_application(new.id, new.holiday_class, new.child, new.village, d.person)
    from (select distinct a.person from public.duties x join public.accounts a on a.id = x.account
      where x.role = 'lead' and x.organisation = new.centre and x.approved_at is not null
        and app.local_today() between x.starts_on and x.ends_on
        and not exists (select from public.duty_endings e where e.duty = x.id)) d;
  end if;
  return new;
end $$;

-- Into a holiday class a child comes by its enrolment list alone.
create function app.by_application() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.holiday_classes h where h.id = new.series) and not exists (
    select from public.class_applications a where a.holiday_class = new.series and a.child = new.child
      and a.placed_at is not null and a.ended_at is null) then
    raise exception using errcode = 'CN006', message = 'no place in this class';
  end if;
  return new;
end $$;

-- Whoever leads the place now reaches all who asked there before.
create function app.reach_applicants(p_class uuid) returns int
language sql security definer set search_path = '' as $$
  select count(app.reach_application(x.id, x.holiday_class, x.child, x.village, a.person))::int
  from app.acting() a join public.holiday_classes h on h.id = p_class and h.centre = any (a.offices)
  join public.class_applications x on x.holiday_class = h.id and x.ended_at is null
$$;

-- How many are before one that waits: children alone by day first, then the youngest, then who asked first.
create function app.class_position(p_application uuid) returns int
language sql stable security definer set search_path = '' as $$
  select 1 + count(o.id)::int from public.class_applications m left join public.class_applications o
    on o.holiday_class = m.holiday_class and o.ended_at is null and o.placed_at is null and o.offered_at is null
    and (o.passed, not o.alone_by_day, not o.young, o.asked_at, o.id) < (m.passed, not m.alone_by_day, not m.young, m.asked_at, m.id)
  where m.id = p_application and m.child = any (app.my_children()) group by m.id
$$;

-- A child is enrolled in one thing at a time; enrolments of one child take turns. Series that may not meet at all while a
-- holiday class does are compared by their sessions; what a centre does within the class's day is no other place.
create or replace function app.one_thing_at_a_time() returns trigger language plpgsql security definer set search_path = '' as $$
declare mine record;
begin
  perform pg_advisory_xact_lock(hashtextextended(new.child::text, 7261));
  select * into mine from public.series s where s.id = new.series;
  if new.ends_on is null or new.ends_on >= new.starts_on then
    if exists (select from public.enrolments e join public.series s on s.id = e.series
      where e.child = new.child and e.id <> new.id and s.ended_at is null
        and daterange(e.starts_on, e.ends_on, '[]') && daterange(new.starts_on, new.ends_on, '[]')
        and s.first_on <= mine.last_on and mine.first_on <= s.last_on
        and case when 'holiday_class' in (s.kind, mine.kind) then
          (s.centre <> mine.centre or s.kind = mine.kind) and exists (
            select from public.care_sessions a join public.care_sessions b on b.series = new.series and b.on_day = a.on_day
              and b.cancelled_at is null and a.starts_at < b.ends_at and b.starts_at < a.ends_at
            where a.series = e.series and a.cancelled_at is null and a.on_day >= greatest(e.starts_on, new.starts_on)
              and a.on_day <= least(e.ends_on, new.ends_on, mine.last_on))
        else s.weekdays && mine.weekdays and (s.weeks = 'every' or mine.weeks = 'every' or s.weeks = mine.weeks)
          and s.starts_at < mine.ends_at and mine.starts_at < s.ends_at end) then
      raise exception using errcode = 'CN005', message = 'the child is elsewhere at that time';
    end if;
  end if;
  return new;
end $$;

revoke all on function app.class_places(), app.by_application(), app.reach_application(uuid, uuid, uuid, text, uuid), app.reach_applicants(uuid), app.class_position(uuid) from public;
grant execute on function app.class_places(), app.by_application() to carenet_owner;
grant execute on function app.reach_applicants(uuid), app.class_position(uuid) to carenet_officer, carenet_area, carenet_helper;
set local role carenet_owner;
create trigger class_places before insert or update on class_applications for each row execute function app.class_places();
create trigger by_application before insert on enrolments for each row execute function app.by_application();

grant select on holiday_classes to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant insert (id, centre, village, season, places, lunch, enrol_from, enrol_until, bring, created_by, created_at) on holiday_classes
  to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant update (places, enrol_from, enrol_until, bring) on holiday_classes to carenet_officer, carenet_area, carenet_helper, carenet_worker;

do $$
declare t text;
  ranged constant text := 'village >= current_setting(''app.lo'', true) and village < current_setting(''app.hi'', true)';
  towned constant text := ' and left(village, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[])';
  held constant text := 'centre = any (string_to_array(current_setting(''app.offices'', true), '','')::uuid[])';
begin
  foreach t in array array['class_applications', 'head_counts', 'class_meals'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %I to carenet_officer using (' || ranged || ')', t);
    execute format('create policy area on %I to carenet_area using (' || ranged || towned || ')', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('create policy helper on %I to carenet_helper using (' || held || ')', t);
    execute format('grant select, insert on %I to carenet_officer, carenet_area, carenet_helper, carenet_worker', t);
  end loop;
end $$;
grant update on class_applications, class_meals to carenet_officer, carenet_area, carenet_helper, carenet_worker;
-- A place is whereabouts: it is seen and answered by the parent confirmed as caring, and by the carer at home.
create policy family on class_applications to carenet_helper using (child = any ((select app.my_caring())::uuid[])
  or exists (select from carers k where k.child = class_applications.child and k.ends_on is null
    and k.person = (select nullif(current_setting('app.person', true), '')::uuid)));
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
