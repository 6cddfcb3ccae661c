"""The child's record."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The child's record"

UP = """
create table household_members (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    household uuid not null references care_households on delete restrict on update cascade,
    starts_on date not null,
    ends_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on household_members (child);
create index on household_members (village);
create index on household_members (household);

create table guardians (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    relation varchar(20) not null,
    caring_confirmed_on date,
    separated_on date,
    starts_on date not null,
    ends_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on guardians (child);
create index on guardians (village);
create index on guardians (person);

create table carers (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    relation varchar(20) not null,
    able varchar(12) not null,
    health_note varchar(120),
    can_read boolean,
    starts_on date not null,
    ends_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on carers (child);
create index on carers (village);
create index on carers (person);

create table week_plan_nights (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    weekday smallint not null,
    night varchar(20) not null,
    adult uuid references people on delete restrict on update cascade,
    fetched_by varchar(60),
    starts_on date not null,
    ends_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on week_plan_nights (child);
create index on week_plan_nights (village);
create index on week_plan_nights (adult);

create table consents (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    purpose varchar(30) not null,
    agreed boolean not null default false,
    given_by uuid not null references people on delete restrict on update cascade,
    relation varchar(20) not null,
    basis varchar(20) not null,
    channel varchar(20) not null,
    rules_version varchar(20) not null,
    child_voice text,
    given_at timestamptz not null default now(),
    recorded_by uuid,
    until date,
    evidence_sha256 varchar(64),
    withdrawn_at timestamptz,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on consents (child);
create index on consents (village);
create index on consents (given_by);

create table guardian_attempts (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    guardian uuid not null references people on delete restrict on update cascade,
    way varchar(20) not null,
    reached boolean not null default false,
    at timestamptz not null default now(),
    by uuid not null,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on guardian_attempts (child);
create index on guardian_attempts (village);
create index on guardian_attempts (guardian);
create index on guardian_attempts (by);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
