"""Accounts, sign-ins, links and duties."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:34:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Accounts, sign-ins, links and duties"

UP = """
create table accounts (
    id uuid primary key default uuidv7(),
    person uuid not null,
    handle varchar(60) unique,
    name varchar(60) not null,
    phone_index bytea,
    email varchar(120),
    password_hash varchar(200),
    language varchar(10) not null,
    large_text boolean not null default false,
    created_at timestamptz not null default now(),
    created_by uuid
);
create index on accounts (person);

create table links (
    id uuid primary key default uuidv7(),
    token_sha256 bytea not null,
    kind varchar(30) not null,
    account uuid,
    details jsonb not null default '{}',
    made_by uuid,
    created_at timestamptz not null default now(),
    ends timestamptz not null,
    used_at timestamptz,
    uses_left smallint not null default 1
);
create index on links (account);

create table account_endings (
    id uuid primary key default uuidv7(),
    account uuid not null references accounts on delete restrict on update cascade,
    at timestamptz not null default now(),
    by uuid not null,
    because varchar(200) not null,
    undone_at timestamptz
);
create index on account_endings (account);
create index on account_endings (by);

create table account_roles (
    id uuid primary key default uuidv7(),
    account uuid not null references accounts on delete restrict on update cascade,
    role varchar(60) not null,
    starts_on date not null,
    ends_on date,
    constraint account_roles_account_role unique (account, role)
);
create index on account_roles (account);

create table duties (
    id uuid primary key default uuidv7(),
    account uuid not null references accounts on delete restrict on update cascade,
    role varchar(60) not null,
    organisation uuid,
    division varchar(13) collate "C",
    area uuid,
    lo varchar(13) collate "C" not null,
    hi varchar(13) collate "C" not null,
    towns varchar(60)[] not null default '{}',
    starts_on date not null,
    ends_on date not null,
    proposed_by uuid,
    proposed_at timestamptz not null default now(),
    approved_by uuid,
    approved_at timestamptz
);
create index on duties (account);
create index on duties (organisation);

create table sign_ins (
    id uuid primary key default uuidv7(),
    token_sha256 bytea not null,
    account uuid not null references accounts on delete restrict on update cascade,
    person uuid not null,
    duties uuid[] not null default '{}',
    offices uuid[] not null default '{}',
    role varchar(20) not null,
    scope_lo varchar(13) collate "C" not null,
    scope_hi varchar(13) collate "C" not null,
    towns varchar(60)[] not null default '{}',
    factors smallint not null default 1,
    created_at timestamptz not null default now(),
    touched_at timestamptz not null default now(),
    idle_seconds bigint not null,
    idle_ends timestamptz not null,
    ends timestamptz not null,
    ended_at timestamptz,
    ended_because varchar(60),
    device varchar(120),
    replaced uuid
);
create index on sign_ins (account);
create index on sign_ins (person);

create table one_time_codes (
    id uuid primary key default uuidv7(),
    account uuid not null references accounts on delete restrict on update cascade,
    code_hash bytea not null,
    created_at timestamptz not null default now(),
    ends timestamptz not null,
    attempts smallint not null default 0,
    used_at timestamptz
);
create index on one_time_codes (account);

create table totp_secrets (
    id uuid primary key default uuidv7(),
    account uuid not null references accounts on delete restrict on update cascade,
    secret bytea not null,
    confirmed_at timestamptz,
    last_step bigint not null,
    created_at timestamptz not null default now(),
    ended_at timestamptz
);
create index on totp_secrets (account);

create table duty_endings (
    id uuid primary key default uuidv7(),
    duty uuid not null references duties on delete restrict on update cascade,
    at timestamptz not null default now(),
    by uuid not null,
    because varchar(200) not null
);
create index on duty_endings (duty);
create index on duty_endings (by);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
