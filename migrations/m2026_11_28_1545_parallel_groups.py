"""Two adults in each of several groups that meet at one place at the same time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Two adults in each of several groups"

UP = r"""
-- One adult alone is for an observable place with one group. Where another group is there at the time, each needs two.
create function app.adults_needed(s care_sessions) returns integer
language sql stable cost 1000 set search_path = '' as $$
  select case when s.adults_min < 2 and s.kind <> 'counselling' and exists (select from public.care_sessions o
      where o.centre = s.centre and o.on_day = s.on_day and o.id <> s.id and o.cancelled_at is null and o.kind <> 'counselling'
        and o.starts_at < s.ends_at and o.ends_at > s.starts_at)
    then 2 else s.adults_min::integer end
$$;
revoke all on function app.adults_needed(care_sessions) from public;
grant execute on function app.adults_needed(care_sessions) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
