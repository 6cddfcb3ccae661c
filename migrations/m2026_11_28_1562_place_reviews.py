"""Once a term each child with a place at a centre is asked how it is there."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:62:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Reviews of a term at a centre"

UP = r"""
create table place_reviews (
  id uuid primary key default uuidv7(),
  child uuid not null,
  village varchar(13) collate "C" not null,
  centre uuid not null references centres on delete restrict on update cascade,
  term uuid not null references terms on delete restrict on update cascade,
  on_day date not null,
  child_said varchar(300) not null,
  goes_on boolean not null,
  note varchar(300),
  written_at timestamptz not null default now(),
  written_by uuid not null,
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check (goes_on or note is not null));
create index place_reviews_child on place_reviews (child, village);
create index place_reviews_village on place_reviews (village);
create index place_reviews_centre on place_reviews (centre);
create index place_reviews_term on place_reviews (term);
create unique index place_reviews_once_a_term on place_reviews (child, centre, term);
alter table place_reviews enable row level security, force row level security;
create policy officer on place_reviews to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on place_reviews to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on place_reviews to carenet_worker using (true) with check (true);
create policy helper on place_reviews to carenet_helper using (child = any ((select app.my_children())::uuid[]));
grant select on place_reviews to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant insert on place_reviews to carenet_officer, carenet_area, carenet_helper;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
