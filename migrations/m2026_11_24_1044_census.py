"""Census workbooks."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:44:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Census workbooks"

UP = """
create table census_rounds (
    id uuid primary key default uuidv7(),
    name varchar(80) not null,
    division varchar(13) collate "C" not null,
    starts_on date not null,
    ends_on date not null,
    closed_on date
);
create index on census_rounds (division);

create table census_workbooks (
    id uuid primary key default uuidv7(),
    village varchar(13) collate "C" not null,
    round uuid references census_rounds on delete restrict on update cascade,
    stored_file uuid not null,
    faults_file uuid,
    task uuid,
    name varchar(200) not null,
    scope_lo varchar(13) collate "C" not null,
    scope_hi varchar(13) collate "C" not null,
    taken_by uuid not null,
    taken_at timestamptz not null default now(),
    rows integer not null default 0,
    faulty integer not null default 0,
    added integer not null default 0,
    changed integer not null default 0,
    same integer not null default 0,
    held integer not null default 0,
    ended_at timestamptz
);
create index on census_workbooks (village);
create index on census_workbooks (round);
create index on census_workbooks (stored_file);
create index on census_workbooks (taken_by);

create table census_rows (
    id uuid primary key default uuidv7(),
    village varchar(13) collate "C" not null,
    workbook uuid not null references census_workbooks on delete restrict on update cascade,
    sheet varchar(60) not null,
    line integer not null,
    details bytea,
    faults jsonb not null default '{}',
    state varchar(12) not null,
    child uuid,
    decided_by uuid,
    decided_at timestamptz,
    decision varchar(20),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint census_rows_workbook_line unique (workbook, sheet, line)
);
create index on census_rows (village);
create index on census_rows (workbook);
create index on census_rows (child);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
