"""Divisions, hamlets, offices and days."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Divisions, hamlets, offices and days"

UP = """
create table divisions (
    code varchar(12) collate "C" primary key,
    name varchar(80) not null,
    level varchar(10) not null,
    kind varchar(20),
    parent varchar(13) collate "C",
    latitude double precision,
    longitude double precision,
    point_source varchar(20)
);
create index on divisions (parent);

create table hamlets (
    id uuid primary key default uuidv7(),
    village varchar(13) collate "C" not null,
    name varchar(60) not null,
    centre_foot_minutes integer,
    centre_motorbike_minutes integer,
    school_foot_minutes integer,
    school_motorbike_minutes integer,
    latitude double precision,
    longitude double precision,
    constraint hamlets_village_name unique (village, name)
);
create index on hamlets (village);

create table areas (
    id uuid primary key default uuidv7(),
    name varchar(80) not null,
    county varchar(13) collate "C" not null
);
create index on areas (county);

create table organisations (
    id uuid primary key default uuidv7(),
    kind varchar(30) not null,
    name varchar(100) not null,
    division varchar(13) collate "C" not null,
    parent uuid,
    phone varchar(30),
    latitude double precision,
    longitude double precision,
    opened_on date,
    closed_on date
);
create index on organisations (kind);
create index on organisations (division);

create table calendar_days (
    day date primary key,
    kind varchar(12) not null,
    name varchar(60),
    lunar varchar(20) not null,
    solar_term varchar(10),
    source varchar(40) not null,
    confirmed boolean not null default false
);


create table terms (
    id uuid primary key default uuidv7(),
    division varchar(13) collate "C" not null,
    name varchar(60) not null,
    starts_on date not null,
    ends_on date not null
);
create index on terms (division);

create table market_rules (
    id uuid primary key default uuidv7(),
    division varchar(13) collate "C" not null,
    label varchar(20) not null,
    first_on date not null,
    every_days smallint not null,
    lunar_days integer[] not null default '{}'
);
create index on market_rules (division);

create table area_townships (
    id uuid primary key default uuidv7(),
    area uuid not null references areas on delete restrict on update cascade,
    township varchar(13) collate "C" not null,
    constraint area_townships_area_township unique (area, township)
);
create index on area_townships (area);
create index on area_townships (township);

create table closures (
    id uuid primary key default uuidv7(),
    division varchar(13) collate "C",
    organisation uuid references organisations on delete restrict on update cascade,
    starts_on date not null,
    ends_on date not null,
    because varchar(100) not null,
    said_by uuid,
    said_at timestamptz not null default now(),
    lifted_on date
);
create index on closures (division);
create index on closures (organisation);

create table school_hours (
    id uuid primary key default uuidv7(),
    organisation uuid not null references organisations on delete restrict on update cascade,
    weekday smallint not null,
    ends_at time not null
);
create index on school_hours (organisation);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
