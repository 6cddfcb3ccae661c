"""Weekly figures."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Weekly figures"

UP = """
create table coverage_weeks (
    id uuid primary key default uuidv7(),
    village varchar(13) collate "C" not null,
    week_from date not null,
    children integer not null,
    reached integer not null,
    urgent_unreached integer not null,
    visits_late integer not null,
    sessions_short integer not null,
    minutes integer not null,
    taken_at timestamptz not null default now(),
    constraint coverage_weeks_village_week unique (village, week_from)
);
create index on coverage_weeks (village);
create index on coverage_weeks (week_from);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
