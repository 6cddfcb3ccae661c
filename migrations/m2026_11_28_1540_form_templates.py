"""Forms of an office, in Word or Excel, that are filled from the records."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Forms that are filled from the records"

UP = r"""
create table form_templates (
  id uuid primary key default uuidv7(),
  lo varchar(13) collate "C" not null,
  name varchar(80) not null check (length(trim(name)) > 0),
  format varchar(4) not null check (format in ('docx', 'xlsx')),
  body bytea not null check (octet_length(body) <= 524288),
  asks varchar(60)[] not null,
  uploaded_by uuid not null,
  uploaded_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by uuid,
  check ((ended_at is null) = (ended_by is null)));
create index on form_templates (lo) where ended_at is null;
alter table form_templates enable row level security, force row level security;
create policy reading on form_templates for select to carenet_officer, carenet_area, carenet_helper using (true);
create policy setting on form_templates for insert to carenet_officer
  with check (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true));
create policy setting_area on form_templates for insert to carenet_area
  with check (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true)
    and left(lo, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy ending on form_templates for update to carenet_officer
  using (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true));
create policy ending_area on form_templates for update to carenet_area
  using (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true)
    and left(lo, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
grant select on form_templates to carenet_officer, carenet_area, carenet_helper;
grant insert on form_templates to carenet_officer, carenet_area;
grant update (ended_at, ended_by) on form_templates to carenet_officer, carenet_area;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
