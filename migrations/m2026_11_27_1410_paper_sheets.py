"""A register that was taken on paper: its photo, what one read from it, and what another confirmed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T14:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Registers taken on paper"

UP = r"""
create table paper_sheets (
    id uuid primary key default uuidv7(),
    care_session uuid not null unique references care_sessions on delete restrict on update cascade,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    picture uuid not null unique,
    uploaded_by uuid not null,
    uploaded_at timestamptz not null default now(),
    typed_by uuid,
    typed_at timestamptz,
    confirmed_by uuid,
    confirmed_at timestamptz,
    check ((typed_by is null) = (typed_at is null) and (confirmed_by is null) = (confirmed_at is null)),
    constraint paper_sheets_two_people check (confirmed_by is null or (typed_by is not null and confirmed_by <> typed_by))
);
create index on paper_sheets (village);

create table paper_lines (
    id uuid primary key default uuidv7(),
    sheet uuid not null references paper_sheets on delete restrict on update cascade,
    centre uuid not null,
    child uuid not null,
    village varchar(13) collate "C" not null,
    state varchar(12) check (state in ('here', 'excused')),
    because varchar(20),
    said_by varchar(60),
    came_at timestamptz,
    left_at timestamptz,
    left_how varchar(12),
    left_with varchar(60),
    counts boolean not null default false,
    read_first jsonb,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint paper_lines_sheet_child unique (sheet, child)
);
create index on paper_lines (child);
create index on paper_lines (village);

alter table paper_sheets enable row level security, force row level security;
alter table paper_lines enable row level security, force row level security;
do $$
declare t text;
begin
  foreach t in array array['paper_sheets', 'paper_lines'] loop
    execute format('create policy officer on %1$I to carenet_officer using (%1$I.village >= current_setting(''app.lo'', true)
      and %1$I.village < current_setting(''app.hi'', true))', t);
    execute format('create policy area on %1$I to carenet_area using (%1$I.village >= current_setting(''app.lo'', true)
      and %1$I.village < current_setting(''app.hi'', true)
      and left(%1$I.village, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[]))', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area, carenet_helper', t);
    execute format('grant select on %I to carenet_worker', t);
  end loop;
end $$;
create policy helper on paper_sheets to carenet_helper using (centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy helper on paper_lines to carenet_helper using (child = any ((select app.my_children())::uuid[])
  and centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
