"""One Piccolo app with one linear history; tables are listed by module."""

from piccolo.conf.apps import AppConfig, table_finder

from carenet.core.paths import MIGRATIONS

TABLE_MODULES = [
    f"carenet.{feature}.tables"
    for feature in (
        "core", "audit", "accounts", "places", "people", "children", "centres", "census",
        "escalation", "safeguarding", "matching", "placements", "scheduling", "classes", "teams", "timetables", "visits",
        "calendars", "notifications", "oversight", "letters", "boarding",
    )
] + [f"carenet.scheduling.tables_{part}" for part in ("forms", "missed", "paper", "promised", "reviews")]  # fmt: skip

APP_CONFIG = AppConfig(
    app_name="carenet",
    migrations_folder_path=str(MIGRATIONS),
    table_classes=table_finder(modules=TABLE_MODULES),
    migration_dependencies=[],
    commands=[],
)
