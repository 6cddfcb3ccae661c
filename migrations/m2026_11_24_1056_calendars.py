"""Feeds."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Feeds"

UP = """
create table feeds (
    id uuid primary key default uuidv7(),
    token_sha256 bytea not null,
    account uuid not null,
    person uuid not null,
    purpose varchar(20) not null,
    alarm_minutes integer not null default 60,
    language varchar(10) not null,
    created_at timestamptz not null default now(),
    ends timestamptz not null,
    ended_at timestamptz,
    ended_because varchar(100),
    frozen_at timestamptz
);
create index on feeds (account);
create index on feeds (person);

create table feed_fetches (
    id uuid primary key default uuidv7(),
    feed uuid not null references feeds on delete restrict on update cascade,
    client varchar(40) not null,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    times integer not null default 1,
    allowed_at timestamptz
);
create index on feed_fetches (feed);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
