"""Coming and going by code, hours that are counted once two people stand for them, and doubts about them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:39:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Coming and going by code, hours that two people stand for, and doubts about them"

UP = r"""
alter table adult_attendances add column went_by varchar(12), add column because varchar(200);
alter table adult_attendances add check (came_by in ('code', 'screen', 'tick', 'attested')),
  add check (went_by in ('code', 'screen', 'self', 'tick', 'closing', 'attested')),
  add check (went_at is null or went_at >= came_at);

-- The ledger: what was measured counts, what somebody attested or corrected counts once another has agreed.
alter table service_hours
  add column counters uuid references service_hours on delete restrict on update cascade,
  add column decided_at timestamptz,
  add column refused_by uuid,
  add column answer varchar(200),
  add column counts boolean not null generated always as (kind = 'measured' or confirmed_by is not null) stored;
alter table service_hours
  add check (kind in ('measured', 'attested', 'counter')),
  add check (kind = 'measured' or typed_by is not null),
  add check (kind <> 'measured' or attendance is not null),
  add check ((kind = 'counter') = (counters is not null)),
  add check (kind = 'counter' or minutes > 0),
  add check (confirmed_by is null or refused_by is null),
  add check (confirmed_by is distinct from typed_by or confirmed_by is null);
create index on service_hours (counters);
create index hours_waiting on service_hours (village, entered_at) where kind <> 'measured' and decided_at is null;
create unique index hours_once on service_hours (attendance) where kind <> 'counter';

create function app.decided_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    -- Only a doubt that was upheld brings its second person along; all else waits for one.
    if new.decided_at is null and new.confirmed_by is null and new.refused_by is null then return new; end if;
    if new.kind = 'counter' and new.refused_by is null and exists (select from public.hour_disputes d where d.entry = new.counters
         and d.upheld and d.decided_by = new.typed_by and d.by = new.confirmed_by) then return new; end if;
    raise exception using errcode = 'CN006', message = 'another person agrees, afterwards';
  end if;
  if tg_op = 'DELETE' then raise exception using errcode = 'CN006', message = 'the ledger of hours only grows'; end if;
  if old.decided_at is not null or old.kind = 'measured' or new.decided_at is null
     or (new.confirmed_by is null) = (new.refused_by is null)
     or coalesce(new.confirmed_by, new.refused_by) = old.typed_by
     or (old.person, old.village, old.kind, old.on_day, old.minutes, old.entered_at, old.typed_by)
        is distinct from (new.person, new.village, new.kind, new.on_day, new.minutes, new.entered_at, new.typed_by)
     or (old.attendance, old.counters, old.because, old.centre) is distinct from (new.attendance, new.counters, new.because, new.centre) then
    raise exception using errcode = 'CN006', message = 'the ledger of hours only grows';
  end if;
  return new;
end $$;
create trigger decided_once before insert or update or delete on service_hours for each row execute function app.decided_once();

create table hour_disputes (
    id uuid primary key default uuidv7(),
    entry uuid not null references service_hours on delete restrict on update cascade,
    person uuid not null references people on delete restrict on update cascade,
    centre uuid,
    village varchar(13) collate "C" not null,
    minutes integer not null check (minutes between 0 and 1440),
    because varchar(200) not null,
    at timestamptz not null default now(),
    by uuid not null,
    decided_at timestamptz,
    decided_by uuid check (decided_by <> by),
    upheld boolean,
    answer varchar(200)
);
create index on hour_disputes (entry);
create index on hour_disputes (person);
create index on hour_disputes (centre);
create index on hour_disputes (village);
create unique index one_doubt_at_a_time on hour_disputes (entry) where decided_at is null;
alter table hour_disputes enable row level security, force row level security;
create policy officer on hour_disputes to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on hour_disputes to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy helper on hour_disputes to carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid
  or centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
-- An officer's own hours lie where they were given, which may be beyond the area that acts.
create policy own on hour_disputes to carenet_officer, carenet_area using (person = nullif(current_setting('app.person', true), '')::uuid);
create policy own on service_hours to carenet_officer, carenet_area using (person = nullif(current_setting('app.person', true), '')::uuid);
create policy own on adult_attendances to carenet_officer, carenet_area using (person = nullif(current_setting('app.person', true), '')::uuid);
create policy worker on hour_disputes to carenet_worker using (true) with check (true);
grant select, insert, update on hour_disputes to carenet_officer, carenet_area, carenet_helper, carenet_worker;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
