"""A timetable as a round: courses, the children in them, lines of a draft, wishes; a worker may retime."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A timetable as a round"

UP = r"""
create table timetables (
    id uuid primary key default uuidv7(),
    name varchar(100) not null,
    division varchar(13) collate "C" not null,
    centre uuid references centres on delete restrict on update cascade,
    lo varchar(13) collate "C" not null,
    hi varchar(13) collate "C" not null,
    first_on date not null,
    last_on date not null,
    grid jsonb not null default '{}',
    times smallint not null,
    state varchar(12) not null,
    opened_by uuid not null,
    opened_at timestamptz not null default now(),
    duty uuid,
    task uuid,
    take integer not null default 0,
    solved_at timestamptz,
    published_at timestamptz,
    published_by uuid,
    problem jsonb,
    summary jsonb,
    clash jsonb,
    check (state in ('open', 'solving', 'draft', 'publishing', 'published', 'closed')),
    check (last_on >= first_on), check (times between 1 and 5), check (take >= 0)
);
create index on timetables (division);
create index on timetables (lo);
create index on timetables (centre);
create index on timetables (opened_by);

create table timetable_courses (
    id uuid primary key default uuidv7(),
    timetable uuid not null references timetables on delete restrict on update cascade,
    take integer not null,
    key varchar(60) not null,
    centre uuid not null references centres on delete restrict on update cascade,
    village varchar(13) collate "C" not null,
    subject varchar(20) not null,
    children integer not null,
    times smallint not null,
    series uuid references series on delete restrict on update cascade,
    today jsonb not null default '{}',
    missing smallint not null default 0,
    shortage varchar(200),
    shortage_values jsonb,
    published_at timestamptz,
    made jsonb,
    constraint timetable_courses_take_key unique (timetable, take, key)
);
create index on timetable_courses (timetable);
create index on timetable_courses (centre);
create index on timetable_courses (village);
create index on timetable_courses (series);

create table timetable_children (
    id uuid primary key default uuidv7(),
    timetable uuid not null references timetables on delete restrict on update cascade,
    course uuid not null references timetable_courses on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    need uuid references needs on delete restrict on update cascade,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint timetable_children_course_child unique (course, child)
);
create index on timetable_children (timetable);
create index on timetable_children (course);
create index on timetable_children (child);
create index on timetable_children (village);
create index on timetable_children (need);

create table timetable_lines (
    id uuid primary key default uuidv7(),
    timetable uuid not null references timetables on delete restrict on update cascade,
    course uuid not null references timetable_courses on delete restrict on update cascade,
    weekday smallint not null,
    starts_at time not null,
    ends_at time not null,
    room uuid references rooms on delete restrict on update cascade,
    lead uuid not null references people on delete restrict on update cascade,
    beside uuid references people on delete restrict on update cascade,
    alone boolean not null,
    reasons jsonb not null default '{}',
    check (weekday between 1 and 7), check (ends_at > starts_at), check (lead <> beside), check (beside is null or not alone)
);
create index on timetable_lines (timetable);
create index on timetable_lines (course);
create index on timetable_lines (room);
create index on timetable_lines (lead);
create index on timetable_lines (beside);

create table timetable_wishes (
    id uuid primary key default uuidv7(),
    timetable uuid not null references timetables on delete restrict on update cascade,
    key varchar(60) not null,
    weekday smallint,
    starts_at time,
    lead uuid references people on delete restrict on update cascade,
    by uuid not null,
    at timestamptz not null default now(),
    lifted_at timestamptz,
    check (weekday between 1 and 7), check ((weekday is null) = (starts_at is null)), check (weekday is not null or lead is not null)
);
create index on timetable_wishes (timetable);
create index on timetable_wishes (lead);
create index on timetable_wishes (by);
create unique index one_wish_a_line on timetable_wishes (timetable, key, weekday, starts_at, lead) nulls not distinct where lifted_at is null;

-- A timetable is its area's: whoever supervises less, or elsewhere, does not find it.
alter table timetables enable row level security, force row level security;
create policy officer on timetables to carenet_officer
  using (lo >= current_setting('app.lo', true) and hi <= current_setting('app.hi', true) and current_setting('app.hi', true) <> '');
create policy area on timetables to carenet_area
  using (lo >= current_setting('app.lo', true) and hi <= current_setting('app.hi', true)
         and left(lo, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on timetables to carenet_worker using (true) with check (true);
grant select, insert, update on timetables to carenet_officer, carenet_area, carenet_worker;
do $$
declare t text;
begin
  foreach t in array array['timetable_courses', 'timetable_lines', 'timetable_wishes'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer, carenet_area
      using (exists (select from timetables x where x.id = %1$I.timetable))', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area, carenet_worker', t);
  end loop;
end $$;
alter table timetable_children enable row level security, force row level security;
create policy officer on timetable_children to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on timetable_children to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
         and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on timetable_children to carenet_worker using (true) with check (true);
grant select on timetable_children to carenet_officer, carenet_area;
grant select, insert, update on timetable_children to carenet_worker;
-- Of the drafts before the last one nothing is kept.
grant delete on timetable_lines, timetable_children, timetable_courses to carenet_worker;

-- A worker that publishes on somebody's behalf sets sessions to other moments and frees their adults.
grant usage on schema app to carenet_worker;
set local role carenet_sealed;
create function app.may_run(p_centre uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select session_user = 'carenet_worker' or current_setting('role', true) = 'carenet_worker' or app.runs_centre(p_centre)
$$;
create or replace function app.free_session(p_session uuid) returns void language plpgsql security definer set search_path = '' as $$
begin
  if not app.may_run((select s.centre from public.care_sessions s where s.id = p_session)) then
    raise exception using errcode = 'CN404', message = 'no such session in this scope';
  end if;
  delete from public.commitments c where c.because = 'session:' || p_session::text;
end $$;
create or replace function app.retime_session(p_session uuid, p_starts timestamptz, p_ends timestamptz, p_day date) returns setof uuid
language plpgsql security definer set search_path = '' as $$
declare u record; fits boolean;
begin
  if not app.may_run((select s.centre from public.care_sessions s where s.id = p_session)) then
    raise exception using errcode = 'CN404', message = 'no such session in this scope';
  end if;
  for u in select * from public.sign_ups x where x.care_session = p_session and x.withdrawn_at is null order by x.person loop
    fits := app.tier_on(u.person, p_day) is not null;
    if fits then
      begin
        update public.commitments c set starts_at = p_starts, ends_at = p_ends
          where c.person = u.person and c.because = 'session:' || p_session::text;
      exception when exclusion_violation then fits := false;
      end;
    end if;
    if not fits then
      delete from public.commitments c where c.person = u.person and c.because = 'session:' || p_session::text;
      update public.sign_ups x set withdrawn_at = now() where x.id = u.id;
      return next u.person;
    end if;
  end loop;
end $$;
revoke all on function app.may_run(uuid) from public;
grant execute on function app.may_run(uuid) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant execute on function app.free_session(uuid), app.retime_session(uuid, timestamptz, timestamptz, date) to carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
