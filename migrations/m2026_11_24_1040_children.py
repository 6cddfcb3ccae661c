"""The child's record."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The child's record"

UP = """
create table children (
    id uuid primary key default uuidv7(),
    village varchar(13) collate "C" not null,
    name varchar(60) not null,
    sort_key varchar(120) not null,
    initials varchar(60) not null,
    sex varchar(1),
    birth_date date,
    ethnicity varchar(20),
    short_record boolean not null default false,
    allergy varchar(120),
    special_care varchar(120),
    languages varchar(60)[] not null default '{}',
    wish text,
    created_at timestamptz not null default now(),
    created_by uuid,
    left_on date,
    left_because varchar(200),
    merged_into uuid,
    constraint children_id_village unique (id, village)
);
create index on children (village);
create index on children (village, sort_key);

create table care_households (
    id uuid primary key default uuidv7(),
    village varchar(13) collate "C" not null,
    hamlet uuid,
    name varchar(60) not null,
    address varchar(120),
    created_at timestamptz not null default now()
);
create index on care_households (village);

create table child_identities (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    kind varchar(20) not null,
    id_number bytea,
    id_number_index bytea,
    pupil_number bytea,
    preschool_mark varchar(40),
    insurance_place varchar(100),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on child_identities (child);
create index on child_identities (village);

create table hukou_places (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    division varchar(13) collate "C",
    address varchar(120),
    starts_on date not null,
    ends_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on hukou_places (child);
create index on hukou_places (village);

create table care_places (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    division varchar(13) collate "C" not null,
    hamlet uuid,
    address varchar(120),
    starts_on date not null,
    ends_on date,
    moved_by uuid,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on care_places (child);
create index on care_places (village);
create index on care_places (division);

create table schoolings (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    organisation uuid not null,
    stage varchar(20) not null,
    grade varchar(20),
    class_name varchar(30),
    boards boolean not null default false,
    starts_on date not null,
    ends_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on schoolings (child);
create index on schoolings (village);
create index on schoolings (organisation);

create table absences (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    parent varchar(10) collate "C" not null,
    kind varchar(20) not null,
    place varchar(80),
    starts_on date not null,
    ends_on date,
    source varchar(40),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on absences (child);
create index on absences (village);

create table pickup_people (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    name varchar(60) not null,
    relation varchar(30),
    phone varchar(30),
    agreed_on date not null,
    ended_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on pickup_people (child);
create index on pickup_people (village);

create table findings (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    kind varchar(30) not null,
    version varchar(20) not null,
    holds boolean not null default false,
    since date,
    reasons jsonb not null default '{}',
    found_on date not null,
    ended_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on findings (child);
create index on findings (village);

create table key_groups (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    kind varchar(30) not null,
    starts_on date not null,
    ends_on date,
    source varchar(40),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on key_groups (child);
create index on key_groups (village);

create table urgencies (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    tier smallint not null,
    reasons jsonb not null default '{}',
    found_on date not null,
    ended_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on urgencies (child);
create index on urgencies (village);

create table reaches (
    id uuid primary key default uuidv7(),
    person uuid not null,
    child uuid not null,
    village varchar(13) collate "C" not null,
    because varchar(80) not null,
    starts_at timestamptz not null default now(),
    ends_at timestamptz,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint reaches_person_child_because unique (person, child, because)
);
create index on reaches (person);
create index on reaches (child);
create index on reaches (village);
create index on reaches (because);

create table child_moves (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    came_from varchar(13) collate "C" not null,
    went_to varchar(13) collate "C" not null,
    on_day date not null,
    by uuid not null,
    received_at timestamptz,
    received_by uuid,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on child_moves (child);
create index on child_moves (village);
create index on child_moves (came_from);
create index on child_moves (went_to);
create index on child_moves (by);

create table child_merges (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    other uuid not null,
    proposed_by uuid not null,
    proposed_at timestamptz not null default now(),
    agreed_by uuid,
    agreed_at timestamptz,
    undone_at timestamptz,
    undo jsonb not null default '{}',
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on child_merges (child);
create index on child_merges (village);
create index on child_merges (other);
create index on child_merges (proposed_by);

create table health_notes (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    kind varchar(30) not null,
    note bytea,
    starts_on date not null,
    ends_on date,
    grade integer,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on health_notes (child);
create index on health_notes (village);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
