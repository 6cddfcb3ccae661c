"""Adults who care."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:38:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Adults who care"

UP = """
create table people (
    id uuid primary key default uuidv7(),
    name varchar(60) not null,
    sort_key varchar(120) not null,
    initials varchar(60),
    sex varchar(1),
    birth_year integer,
    division varchar(13) collate "C",
    household uuid,
    identity_index bytea,
    identity_number bytea,
    created_at timestamptz not null default now(),
    created_by uuid
);
create index on people (division);

create table host_families (
    id uuid primary key default uuidv7(),
    name varchar(60) not null,
    village varchar(13) collate "C" not null,
    hamlet uuid,
    beds smallint not null,
    takes_girls boolean not null default false,
    takes_boys boolean not null default true,
    full_care boolean not null default false,
    school_minutes integer,
    approved_on date,
    approved_by uuid,
    renew_by date,
    left_on date
);
create index on host_families (village);

create table guests (
    id uuid primary key default uuidv7(),
    name varchar(60) not null,
    purpose varchar(200) not null,
    on_day date not null,
    organisation uuid not null,
    identity_seen_by uuid not null,
    created_at timestamptz not null default now()
);
create index on guests (organisation);
create index on guests (identity_seen_by);

create table contact_ways (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    kind varchar(20) not null,
    value varchar(120),
    value_index bytea,
    via varchar(60),
    via_agreed_on date,
    tested_on date,
    works boolean not null default true,
    rank smallint not null default 1,
    ended_on date
);
create index on contact_ways (person);

create table person_languages (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    language varchar(20) not null,
    can_explain boolean not null default false,
    constraint person_languages_person_language unique (person, language)
);
create index on person_languages (person);

create table volunteers (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    organisation uuid,
    volunteer_number varchar(20) unique,
    subjects varchar(60)[] not null default '{}',
    skills varchar(60)[] not null default '{}',
    can_read boolean not null default true,
    reach_minutes integer not null default 30,
    hours_week_max smallint not null default 4,
    joined_on date not null,
    left_on date,
    left_because varchar(200)
);
create index on volunteers (person);

create table availabilities (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    weekday smallint not null,
    part varchar(12) not null,
    constraint availabilities_person_part unique (person, weekday, part)
);
create index on availabilities (person);

create table proxy_parents (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    households_max smallint not null default 3,
    joined_on date not null,
    left_on date,
    left_because varchar(200)
);
create index on proxy_parents (person);

create table teams (
    id uuid primary key default uuidv7(),
    organisation uuid not null,
    name varchar(100) not null,
    leader uuid not null references people on delete restrict on update cascade,
    agreement_on date,
    starts_on date not null,
    ends_on date not null
);
create index on teams (organisation);
create index on teams (leader);

create table commitments (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    kind varchar(10) not null,
    starts_at timestamptz not null,
    ends_at timestamptz,
    because varchar(80) not null,
    load smallint not null default 1,
    latitude double precision,
    longitude double precision,
    created_at timestamptz not null default now()
);
create index on commitments (person);
create index on commitments (because);

create table host_family_adults (
    id uuid primary key default uuidv7(),
    family uuid not null references host_families on delete restrict on update cascade,
    person uuid not null references people on delete restrict on update cascade,
    relation varchar(30),
    confirmed_on date not null,
    left_on date
);
create index on host_family_adults (family);
create index on host_family_adults (person);

create table team_members (
    id uuid primary key default uuidv7(),
    team uuid not null references teams on delete restrict on update cascade,
    person uuid not null references people on delete restrict on update cascade,
    constraint team_members_team_person unique (team, person)
);
create index on team_members (team);
create index on team_members (person);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
