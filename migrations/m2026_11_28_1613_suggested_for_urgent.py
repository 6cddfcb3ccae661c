"""Whom the prices of a solved round suggest for a child at high risk, for the child director to see."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T16:13:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Suggested for urgent needs"

UP = """
create table need_suggestions (
  id uuid primary key default uuidv7(),
  need uuid not null unique references needs on delete restrict on update cascade,
  child uuid not null,
  village varchar(13) collate "C" not null,
  round uuid not null references matching_rounds on delete restrict on update cascade,
  person uuid references people on delete restrict on update cascade,
  terms jsonb,
  price int not null default 0,
  others jsonb not null default '[]',
  made_at timestamptz not null,
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check ((person is null) = (terms is null)));
create index need_suggestions_child on need_suggestions (child, village);
create index need_suggestions_village on need_suggestions (village);
create index need_suggestions_round on need_suggestions (round);
create index need_suggestions_person on need_suggestions (person);
alter table need_suggestions enable row level security, force row level security;
create policy officer on need_suggestions to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on need_suggestions to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on need_suggestions to carenet_worker using (true) with check (true);
grant select on need_suggestions to carenet_officer, carenet_area;
grant select, insert, update, delete on need_suggestions to carenet_worker;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
