"""Series, care sessions, sign-ups and attendance."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:53:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Series, care sessions, sign-ups and attendance"

UP = """
create table stand_ins (
    id uuid primary key default uuidv7(),
    care_session uuid not null references care_sessions on delete restrict on update cascade,
    sign_up uuid not null references sign_ups on delete restrict on update cascade,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    wave smallint not null,
    asked_at timestamptz not null default now(),
    answer_by timestamptz,
    answered_at timestamptz,
    answer varchar(12)
);
create index on stand_ins (care_session);
create index on stand_ins (sign_up);
create index on stand_ins (centre);
create index on stand_ins (village);
create index on stand_ins (person);

create table adult_attendances (
    id uuid primary key default uuidv7(),
    sign_up uuid not null references sign_ups on delete restrict on update cascade,
    person uuid not null,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    came_at timestamptz not null,
    came_by varchar(12) not null,
    recorded_by uuid not null,
    recorded_at timestamptz not null default now(),
    went_at timestamptz,
    minutes integer,
    constraint adult_attendances_one_each unique (sign_up)
);
create index on adult_attendances (sign_up);
create index on adult_attendances (person);
create index on adult_attendances (centre);
create index on adult_attendances (village);
create index on adult_attendances (recorded_by);

create table service_hours (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    centre uuid,
    village varchar(13) collate "C" not null,
    kind varchar(10) not null,
    on_day date not null,
    minutes integer not null,
    attendance uuid references adult_attendances on delete restrict on update cascade,
    typed_by uuid,
    confirmed_by uuid,
    because varchar(200),
    entered_at timestamptz not null default now()
);
create index on service_hours (person);
create index on service_hours (village);
create index on service_hours (on_day);
create index on service_hours (attendance);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
