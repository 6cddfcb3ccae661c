"""Placements and what is owed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Placements and what is owed"

UP = """
create table placements (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    kind varchar(20) not null,
    person uuid not null references people on delete restrict on update cascade,
    host_family uuid,
    organisation uuid,
    need uuid,
    proposal uuid,
    weekdays varchar(60)[] not null default '{}',
    meals varchar(60)[] not null default '{}',
    overnight smallint not null default 0,
    planned_from date not null,
    planned_until date,
    starts_on date,
    ends_on date,
    agreed_by uuid,
    child_voice text,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on placements (child);
create index on placements (village);
create index on placements (person);
create index on placements (created_by);

create table placement_endings (
    id uuid primary key default uuidv7(),
    placement uuid not null references placements on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    asked_at timestamptz not null default now(),
    asked_by uuid not null,
    because varchar(200) not null,
    receiver uuid references people on delete restrict on update cascade,
    received_at timestamptz,
    goodbye_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on placement_endings (placement);
create index on placement_endings (child);
create index on placement_endings (village);
create index on placement_endings (asked_by);
create index on placement_endings (receiver);

create table backups (
    id uuid primary key default uuidv7(),
    placement uuid not null references placements on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    starts_at timestamptz not null default now(),
    ends_at timestamptz,
    accepted_at timestamptz,
    asked_by uuid not null,
    because varchar(200) not null,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on backups (placement);
create index on backups (child);
create index on backups (village);
create index on backups (person);
create index on backups (asked_by);

create table handovers (
    id uuid primary key default uuidv7(),
    placement uuid not null references placements on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    successor uuid not null references people on delete restrict on update cascade,
    proposed_by uuid not null,
    proposed_at timestamptz not null default now(),
    because varchar(200) not null,
    answered_at timestamptz,
    answer varchar(12),
    overlap_on date,
    moves_on date,
    done_at timestamptz,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on handovers (placement);
create index on handovers (child);
create index on handovers (village);
create index on handovers (successor);
create index on handovers (proposed_by);

create table obligations (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    placement uuid references placements on delete restrict on update cascade,
    person uuid not null references people on delete restrict on update cascade,
    kind varchar(20) not null,
    opens_on date not null,
    due_on date not null,
    met_at timestamptz,
    met_by varchar(80),
    tried_at timestamptz,
    missed_at timestamptz,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on obligations (child);
create index on obligations (village);
create index on obligations (placement);
create index on obligations (person);
create index on obligations (due_on);

create table exemptions (
    id uuid primary key default uuidv7(),
    division varchar(13) collate "C",
    obligation uuid references obligations on delete restrict on update cascade,
    kind varchar(20),
    because varchar(200) not null,
    starts_on date not null,
    ends_on date not null,
    approved_by uuid not null,
    approved_at timestamptz not null default now()
);
create index on exemptions (division);
create index on exemptions (obligation);
create index on exemptions (approved_by);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
