"""A record is its writer's for a day; then it is added to. An officer may ask about it. What should follow is a task."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T03:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Changes, questions and follow-ups of records"

UP = r"""
create table record_notes (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    what varchar(12) not null check (what in ('day', 'visit', 'contact')),
    record uuid not null,
    author uuid not null,
    kind varchar(12) not null check (kind in ('version', 'amendment', 'question', 'answer')),
    said jsonb not null default '{}',
    words text,
    person uuid not null references people on delete restrict on update cascade,
    answers uuid,
    at timestamptz not null default now(),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    check ((kind = 'answer') = (answers is not null)),
    check (kind in ('version', 'amendment') or length(trim(words)) >= 2)
);
create index on record_notes (child);
create index on record_notes (village);
create index on record_notes (person);
create index on record_notes (record, at);
create index on record_notes (author) where kind = 'question';
create unique index record_notes_one_answer on record_notes (answers);

create table visit_tasks (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    report uuid not null references visit_reports on delete restrict on update cascade,
    what varchar(20) not null,
    person uuid references people on delete restrict on update cascade,
    opened_on date not null,
    due_on date not null check (due_on >= opened_on),
    done_at timestamptz,
    done_by uuid references people on delete restrict on update cascade,
    outcome varchar(200),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    check (num_nonnulls(done_at, done_by, outcome) in (0, 3))
);
create index on visit_tasks (child);
create index on visit_tasks (village);
create index on visit_tasks (report);
create index on visit_tasks (person);
create index on visit_tasks (done_by);
create index on visit_tasks (due_on) where done_at is null;

do $$
declare t text;
  ranged constant text := '%1$I.village >= current_setting(''app.lo'', true) and %1$I.village < current_setting(''app.hi'', true)';
  towned constant text := ' and left(%1$I.village, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[])';
begin
  foreach t in array array['record_notes', 'visit_tasks'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer using (' || ranged || ')', t);
    execute format('create policy area on %1$I to carenet_area using (' || ranged || towned || ')', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert on %I to carenet_officer, carenet_area, carenet_helper, carenet_worker', t);
  end loop;
end $$;
create policy own on record_notes to carenet_helper using (child = any ((select app.my_children())::uuid[])
  and (select a.person from app.acting() a) in (author, person));
create policy own on visit_tasks to carenet_helper using (child = any ((select app.my_children())::uuid[])
  and (person = (select a.person from app.acting() a)
    or exists (select from visit_reports v where v.id = report and v.person = (select a.person from app.acting() a))));
grant update (done_at, done_by, outcome) on visit_tasks to carenet_officer, carenet_area, carenet_helper, carenet_worker;

-- Whoever asks: what stands in a record is changed by its writer alone, and only in its first day (with the slack of clocks).
create function app.still_open() returns trigger language plpgsql set search_path = '' as $$
begin
  if current_user in ('carenet_officer', 'carenet_area', 'carenet_helper')
     and (to_jsonb(new) - 'child' - 'village') is distinct from (to_jsonb(old) - 'child' - 'village')
     and (old.person is distinct from (select a.person from app.acting() a) or old.received_at < now() - interval '26 hours') then
    raise exception using errcode = 'CN013', message = 'a record is changed by its writer, in its first day';
  end if;
  return new;
end $$;
create trigger still_open before update on visit_reports for each row execute function app.still_open();
create trigger still_open before update on contacts for each row execute function app.still_open();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
