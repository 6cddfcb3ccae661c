"""Needs, rounds and proposals."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:48:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Needs, rounds and proposals"

UP = """
create table matching_rounds (
    id uuid primary key default uuidv7(),
    name varchar(100) not null,
    division varchar(13) collate "C" not null,
    lo varchar(13) collate "C" not null,
    hi varchar(13) collate "C" not null,
    service varchar(20) not null,
    state varchar(12) not null,
    cut_off timestamptz not null,
    opened_by uuid not null,
    opened_at timestamptz not null default now(),
    duty uuid,
    task uuid,
    solved_at timestamptz,
    published_at timestamptz,
    published_by uuid,
    problem jsonb,
    outcome jsonb,
    summary jsonb
);
create index on matching_rounds (division);
create index on matching_rounds (lo);
create index on matching_rounds (opened_by);

create table needs (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    service varchar(20) not null,
    subject varchar(20),
    group_key uuid,
    tier smallint not null,
    reasons jsonb not null default '{}',
    wish text,
    wants_sex varchar(1),
    opened_on date not null,
    opened_by uuid,
    rule varchar(60),
    met_at timestamptz,
    met_by varchar(80),
    closed_at timestamptz,
    closed_because varchar(200),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on needs (child);
create index on needs (village);
create index on needs (service);
create index on needs (group_key);

create table offers (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    service varchar(20) not null,
    division varchar(13) collate "C" not null,
    capacity integer not null,
    starts_on date not null,
    ends_on date,
    host_family uuid,
    organisation uuid
);
create index on offers (person);
create index on offers (service);
create index on offers (division);

create table round_groups (
    id uuid primary key default uuidv7(),
    round uuid not null references matching_rounds on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    need uuid not null references needs on delete restrict on update cascade,
    position integer not null,
    state varchar(12) not null,
    reasons jsonb not null default '{}',
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint round_groups_round_need unique (round, need)
);
create index on round_groups (round);
create index on round_groups (child);
create index on round_groups (village);
create index on round_groups (need);

create table pair_rules (
    id uuid primary key default uuidv7(),
    round uuid not null references matching_rounds on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    need uuid not null references needs on delete restrict on update cascade,
    person uuid not null references people on delete restrict on update cascade,
    kind varchar(6) not null,
    by uuid not null,
    at timestamptz not null default now(),
    because varchar(200),
    price integer,
    lifted_on date,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on pair_rules (round);
create index on pair_rules (child);
create index on pair_rules (village);
create index on pair_rules (need);
create index on pair_rules (person);
create index on pair_rules (by);

create table proposals (
    id uuid primary key default uuidv7(),
    round uuid not null references matching_rounds on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    need uuid not null references needs on delete restrict on update cascade,
    person uuid not null references people on delete restrict on update cascade,
    offer uuid references offers on delete restrict on update cascade,
    cost integer not null,
    terms jsonb not null default '{}',
    next_best jsonb,
    state varchar(12) not null,
    answer_by timestamptz,
    created_at timestamptz not null default now(),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint proposals_round_need_person unique (round, need, person)
);
create index on proposals (round);
create index on proposals (child);
create index on proposals (village);
create index on proposals (need);
create index on proposals (person);
create index on proposals (offer);

create table proposal_decisions (
    id uuid primary key default uuidv7(),
    proposal uuid not null references proposals on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    what varchar(20) not null,
    by uuid not null,
    person uuid,
    at timestamptz not null default now(),
    because varchar(200),
    child_voice text,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on proposal_decisions (proposal);
create index on proposal_decisions (child);
create index on proposal_decisions (village);
create index on proposal_decisions (by);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
