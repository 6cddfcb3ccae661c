"""Centres, rooms and hours."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Centres, rooms and hours"

UP = """
create table centres (
    id uuid primary key,
    kind varchar(20) not null,
    name varchar(100) not null,
    village varchar(13) collate "C" not null,
    short_code varchar(12) not null unique,
    capacity integer not null,
    observable_until date,
    observable_approved_by uuid,
    opened_on date not null,
    closed_on date,
    closed_because varchar(200)
);
create index on centres (village);

create table rooms (
    id uuid primary key default uuidv7(),
    organisation uuid not null,
    name varchar(60) not null,
    places integer not null,
    counselling_approved_on date,
    ended_on date
);
create index on rooms (organisation);

create table opening_hours (
    id uuid primary key default uuidv7(),
    centre uuid not null references centres on delete restrict on update cascade,
    season varchar(10) not null,
    weekday smallint not null,
    opens_at time not null,
    closes_at time not null,
    constraint opening_hours_centre_weekday unique (centre, season, weekday)
);
create index on opening_hours (centre);

create table key_holders (
    id uuid primary key default uuidv7(),
    centre uuid not null references centres on delete restrict on update cascade,
    person uuid not null,
    starts_on date not null,
    ends_on date
);
create index on key_holders (centre);
create index on key_holders (person);

create table room_checks (
    id uuid primary key default uuidv7(),
    centre uuid not null references centres on delete restrict on update cascade,
    item varchar(30) not null,
    fine boolean not null default false,
    note varchar(200),
    at timestamptz not null default now(),
    by uuid not null
);
create index on room_checks (centre);
create index on room_checks (by);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
