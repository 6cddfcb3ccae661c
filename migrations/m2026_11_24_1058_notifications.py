"""Messages."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Messages"

UP = """
create table outgoing (
    id uuid primary key default uuidv7(),
    reminder uuid,
    recipient uuid not null,
    channel varchar(20) not null,
    kind varchar(60) not null,
    subject varchar(80) not null,
    details jsonb not null default '{}',
    language varchar(10) not null,
    urgent boolean not null default false,
    state varchar(12) not null,
    state_at timestamptz not null default now(),
    state_because varchar(200),
    not_before timestamptz not null,
    expires_at timestamptz,
    claim uuid,
    lease timestamptz,
    attempts smallint not null default 0,
    provider_id varchar(120),
    created_at timestamptz not null default now(),
    answered_at timestamptz,
    answer varchar(20),
    constraint outgoing_reminder_channel unique (reminder, channel)
);
create index on outgoing (reminder);
create index on outgoing (recipient);
create index on outgoing (subject);

create table inbox_messages (
    id uuid primary key default uuidv7(),
    person uuid not null,
    outgoing uuid,
    kind varchar(60) not null,
    title varchar(120) not null,
    body text not null,
    path varchar(200),
    urgent boolean not null default false,
    created_at timestamptz not null default now(),
    read_at timestamptz,
    constraint inbox_messages_from_outgoing unique (outgoing)
);
create index on inbox_messages (person);

create table notification_preferences (
    id uuid primary key default uuidv7(),
    person uuid not null,
    channels varchar(60)[] not null default '{}',
    quiet_from time,
    quiet_until time,
    digest varchar(10) not null,
    paused_until timestamptz,
    set_at timestamptz not null default now(),
    constraint notification_preferences_one_each unique (person)
);
create index on notification_preferences (person);

create table call_tasks (
    id uuid primary key default uuidv7(),
    outgoing uuid,
    recipient uuid not null,
    for_person uuid,
    division varchar(13) collate "C",
    way varchar(20) not null,
    words_to_say text not null,
    urgent boolean not null default false,
    created_at timestamptz not null default now(),
    done_at timestamptz,
    done_by uuid,
    outcome varchar(200)
);
create index on call_tasks (recipient);
create index on call_tasks (for_person);
create index on call_tasks (division);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
