"""Clearances, restrictions, suspensions, concerns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Clearances, restrictions, suspensions, concerns"

UP = """
create table clearances (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    kind varchar(30) not null,
    issuer varchar(100),
    result varchar(12) not null,
    starts_on date not null,
    ends_on date,
    entered_by uuid,
    entered_at timestamptz not null default now(),
    seen_by uuid,
    voided_at timestamptz
);
create index on clearances (person);

create table cleared_spans (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    tier varchar(12) not null,
    starts_on date not null,
    ends_on date not null,
    computed_at timestamptz not null default now()
);
create index on cleared_spans (person);

create table suspensions (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    starts_at timestamptz not null default now(),
    ends_at timestamptz,
    by uuid not null,
    because varchar(200) not null,
    lifted_by uuid,
    lifted_because varchar(200)
);
create index on suspensions (person);
create index on suspensions (by);

create table restrictions (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    starts_at timestamptz not null default now(),
    ends_at timestamptz,
    by uuid not null,
    because varchar(200) not null,
    papers varchar(100),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on restrictions (child);
create index on restrictions (village);
create index on restrictions (person);
create index on restrictions (by);

create table concerns (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    kind varchar(30) not null,
    mandatory boolean not null default false,
    text bytea not null,
    raised_at timestamptz not null default now(),
    skips uuid,
    taken_by uuid,
    taken_at timestamptz,
    closed_at timestamptz,
    receipt varchar(60),
    outcome text,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on concerns (child);
create index on concerns (village);

create table reporters (
    id uuid primary key default uuidv7(),
    concern uuid not null references concerns on delete restrict on update cascade,
    village varchar(13) collate "C" not null,
    person uuid references people on delete restrict on update cascade,
    words bytea,
    lowest_level varchar(13) collate "C",
    share_from date
);
create index on reporters (concern);
create index on reporters (village);
create index on reporters (person);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
