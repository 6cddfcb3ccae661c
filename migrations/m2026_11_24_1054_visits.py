"""Care at home, written down."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:54:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Care at home, written down"

UP = """
create table visits (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    booked_by uuid not null,
    booked_at timestamptz not null default now(),
    commitment uuid,
    called_off_at timestamptz,
    called_off_because varchar(200),
    with_person uuid references people on delete restrict on update cascade,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on visits (child);
create index on visits (village);
create index on visits (person);
create index on visits (booked_by);
create index on visits (with_person);

create table day_logs (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    placement uuid,
    on_day date not null,
    arrived_at timestamptz,
    ate varchar(12),
    homework varchar(12),
    slept varchar(12),
    health varchar(12),
    kind_line text,
    worry text,
    other_adult_tonight boolean,
    happened_at timestamptz not null,
    received_at timestamptz not null default now(),
    offline boolean not null default false,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint day_logs_child_day_person unique (child, on_day, person)
);
create index on day_logs (child);
create index on day_logs (village);
create index on day_logs (person);
create index on day_logs (on_day);

create table contacts (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    kind varchar(12) not null,
    place varchar(20),
    minutes integer,
    state varchar(20),
    note text,
    happened_at timestamptz not null,
    received_at timestamptz not null default now(),
    offline boolean not null default false,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on contacts (child);
create index on contacts (village);
create index on contacts (person);

create table family_calls (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    guardian uuid references people on delete restrict on update cascade,
    arranged_by uuid references people on delete restrict on update cascade,
    kind varchar(12) not null,
    minutes integer,
    wanted_at timestamptz,
    happened_at timestamptz,
    answer varchar(12),
    received_at timestamptz not null default now(),
    offline boolean not null default false,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on family_calls (child);
create index on family_calls (village);
create index on family_calls (guardian);
create index on family_calls (arranged_by);

create table illness_episodes (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    opened_by uuid not null references people on delete restrict on update cascade,
    opened_at timestamptz not null default now(),
    adult_tonight varchar(60),
    signs varchar(60)[] not null default '{}',
    doctor_seen_at timestamptz,
    guardian_told_at timestamptz,
    next_check_at timestamptz,
    over_on date,
    closed_by uuid,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on illness_episodes (child);
create index on illness_episodes (village);
create index on illness_episodes (opened_by);

create table visit_reports (
    id uuid primary key default uuidv7(),
    visit uuid references visits on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    on_day date not null,
    who_was_there varchar(60)[] not null default '{}',
    night_adult varchar(30),
    state varchar(20) not null,
    seen varchar(60)[] not null default '{}',
    child_words text,
    note text,
    follow_up varchar(200),
    happened_at timestamptz not null,
    received_at timestamptz not null default now(),
    offline boolean not null default false,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on visit_reports (visit);
create index on visit_reports (child);
create index on visit_reports (village);
create index on visit_reports (person);

create table illness_entries (
    id uuid primary key default uuidv7(),
    episode uuid not null references illness_episodes on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    kind varchar(20) not null,
    value varchar(100),
    dose varchar(60),
    agreed_by varchar(60),
    at timestamptz not null,
    by uuid not null,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on illness_entries (episode);
create index on illness_entries (child);
create index on illness_entries (village);
create index on illness_entries (by);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
