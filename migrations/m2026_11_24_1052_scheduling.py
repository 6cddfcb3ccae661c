"""Series, care sessions, sign-ups and attendance."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:52:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Series, care sessions, sign-ups and attendance"

UP = """
create table series (
    id uuid primary key default uuidv7(),
    centre uuid not null references centres on delete restrict on update cascade,
    village varchar(13) collate "C" not null,
    room uuid references rooms on delete restrict on update cascade,
    kind varchar(20) not null,
    subject varchar(20),
    activity varchar(20) not null,
    title varchar(100),
    weekdays integer[] not null default '{}',
    weeks varchar(6) not null,
    starts_at time not null,
    ends_at time not null,
    first_on date not null,
    last_on date not null,
    adults_min smallint not null default 2,
    adults_max smallint not null default 3,
    children_max integer not null,
    drop_in boolean not null default false,
    created_by uuid not null,
    created_at timestamptz not null default now(),
    rolled_until date,
    ended_at timestamptz,
    ended_because varchar(200)
);
create index on series (centre);
create index on series (village);
create index on series (room);
create index on series (created_by);

create table excuses (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    because varchar(20) not null,
    said_by varchar(60),
    starts_on date not null,
    ends_on date not null,
    by uuid not null,
    at timestamptz not null default now(),
    note varchar(100),
    ended_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on excuses (child);
create index on excuses (village);
create index on excuses (by);

create table care_sessions (
    id uuid primary key default uuidv7(),
    series uuid references series on delete restrict on update cascade,
    centre uuid not null references centres on delete restrict on update cascade,
    village varchar(13) collate "C" not null,
    room uuid references rooms on delete restrict on update cascade,
    kind varchar(20) not null,
    subject varchar(20),
    activity varchar(20) not null,
    title varchar(100),
    on_day date not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    adults_min smallint not null default 2,
    adults_max smallint not null default 3,
    adults smallint not null default 0,
    children_max integer not null,
    drop_in boolean not null default false,
    sequence integer not null default 0,
    updated_at timestamptz not null default now(),
    cancelled_at timestamptz,
    check_in_code varchar(8),
    constraint care_sessions_series_day unique (series, on_day)
);
create index on care_sessions (series);
create index on care_sessions (centre);
create index on care_sessions (village);
create index on care_sessions (room);
create index on care_sessions (on_day);
create index on care_sessions (starts_at);

create table enrolments (
    id uuid primary key default uuidv7(),
    series uuid not null references series on delete restrict on update cascade,
    centre uuid not null,
    child uuid not null,
    village varchar(13) collate "C" not null,
    starts_on date not null,
    ends_on date,
    source varchar(80) not null,
    enrolled_by uuid not null,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint enrolments_series_child unique (series, child, starts_on)
);
create index on enrolments (series);
create index on enrolments (centre);
create index on enrolments (child);
create index on enrolments (village);
create index on enrolments (enrolled_by);

create table session_cancellations (
    id uuid primary key default uuidv7(),
    care_session uuid not null references care_sessions on delete restrict on update cascade,
    at timestamptz not null default now(),
    by uuid not null,
    because varchar(200) not null,
    undone_at timestamptz
);
create index on session_cancellations (care_session);
create index on session_cancellations (by);

create table sign_ups (
    id uuid primary key default uuidv7(),
    care_session uuid not null references care_sessions on delete restrict on update cascade,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    role varchar(12) not null,
    tier varchar(12) not null,
    commitment uuid,
    signed_up_at timestamptz not null default now(),
    signed_up_by uuid not null,
    withdrawn_at timestamptz
);
create index on sign_ups (care_session);
create index on sign_ups (centre);
create index on sign_ups (village);
create index on sign_ups (person);
create index on sign_ups (signed_up_by);

create table waitings (
    id uuid primary key default uuidv7(),
    care_session uuid not null references care_sessions on delete restrict on update cascade,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    since timestamptz not null default now(),
    asked_at timestamptz,
    answer_by timestamptz,
    ended_at timestamptz,
    outcome varchar(12)
);
create index on waitings (care_session);
create index on waitings (centre);
create index on waitings (village);
create index on waitings (person);
create index on waitings (answer_by);

create table registers (
    id uuid primary key default uuidv7(),
    care_session uuid not null references care_sessions on delete restrict on update cascade,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    opened_at timestamptz not null default now(),
    opened_by uuid not null,
    closed_at timestamptz,
    closed_by uuid,
    constraint registers_one_each unique (care_session)
);
create index on registers (care_session);
create index on registers (centre);
create index on registers (village);
create index on registers (opened_by);

create table child_attendances (
    id uuid primary key default uuidv7(),
    care_session uuid not null references care_sessions on delete restrict on update cascade,
    centre uuid not null,
    child uuid not null,
    village varchar(13) collate "C" not null,
    state varchar(12) not null,
    because varchar(20),
    said_by varchar(60),
    at timestamptz not null default now(),
    by uuid not null,
    left_at timestamptz,
    left_how varchar(12),
    left_with varchar(60),
    home_at timestamptz,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint child_attendances_session_child unique (care_session, child)
);
create index on child_attendances (care_session);
create index on child_attendances (centre);
create index on child_attendances (child);
create index on child_attendances (village);
create index on child_attendances (by);

create table alarms (
    id uuid primary key default uuidv7(),
    kind varchar(20) not null,
    care_session uuid not null references care_sessions on delete restrict on update cascade,
    centre uuid not null,
    child uuid,
    village varchar(13) collate "C" not null,
    raised_at timestamptz not null,
    step smallint not null default 0,
    reasons jsonb not null default '{}',
    taken_by uuid,
    taken_at timestamptz,
    closed_at timestamptz,
    closed_by uuid,
    closed_because varchar(200),
    false_alarm boolean,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on alarms (care_session);
create index on alarms (centre);
create index on alarms (child);
create index on alarms (village);

create table withdrawals (
    id uuid primary key default uuidv7(),
    sign_up uuid not null references sign_ups on delete restrict on update cascade,
    person uuid not null,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    at timestamptz not null default now(),
    by uuid not null,
    because varchar(200),
    late boolean not null default false
);
create index on withdrawals (sign_up);
create index on withdrawals (person);
create index on withdrawals (centre);
create index on withdrawals (village);
create index on withdrawals (by);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
