"""Whoever owes something to a child writes down that they tried: whom, and on their own account."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T17:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tried, written down by whoever owes it"

UP = r"""
alter table duty_tries add column whom varchar(8) check (whom in ('child', 'carer', 'parents', 'other'));
grant insert on duty_tries to carenet_helper;
create policy owes on duty_tries as restrictive for insert to carenet_helper with check (exists (
  select from public.obligations o where o.id = duty_tries.obligation and (
    o.person = nullif(current_setting('app.person', true), '')::uuid
    or o.placement is not null and app.stands_for(o.placement, now()) = nullif(current_setting('app.person', true), '')::uuid)));
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
