"""Being away for a time, and coming to a series every time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T03:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Being away for a time, and coming to a series every time"

UP = r"""
create table leaves (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    because varchar(200),
    at timestamptz not null default now(),
    by uuid not null,
    ended_at timestamptz
);
create index on leaves (person, ends_on) where ended_at is null;
create index on leaves (person);
alter table leaves enable row level security, force row level security;
create policy officer on leaves for select to carenet_officer, carenet_area using (exists (select from people p where p.id = leaves.person));
create policy own on leaves to carenet_officer, carenet_area, carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid);
create policy worker on leaves to carenet_worker using (true) with check (true);
grant select, insert, update on leaves to carenet_officer, carenet_area, carenet_helper, carenet_worker;

create table standing_sign_ups (
    id uuid primary key default uuidv7(),
    series uuid not null references series on delete restrict on update cascade,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    until_on date not null,
    at timestamptz not null default now(),
    by uuid not null,
    ended_at timestamptz,
    ended_because varchar(200)
);
create index on standing_sign_ups (series);
create index on standing_sign_ups (person);
create index on standing_sign_ups (centre);
create index on standing_sign_ups (village);
create unique index stands_once on standing_sign_ups (series, person) where ended_at is null;
alter table standing_sign_ups enable row level security, force row level security;
create policy officer on standing_sign_ups to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on standing_sign_ups to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy helper on standing_sign_ups to carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid
  or centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy own on standing_sign_ups to carenet_officer, carenet_area using (person = nullif(current_setting('app.person', true), '')::uuid);
create policy worker on standing_sign_ups to carenet_worker using (true) with check (true);
grant select, insert, update on standing_sign_ups to carenet_officer, carenet_area, carenet_helper, carenet_worker;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
