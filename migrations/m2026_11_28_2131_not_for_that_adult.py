"""That a hosted child talks out of the host’s hearing, with whom and when, and what a child says of an adult, is not for that adult."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T21:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "talks and words of children are not for the adult they are about"

UP = """
set local role carenet_owner;
create policy talks_of_others on obligations as restrictive for select to carenet_helper
  using (kind <> 'hosted_talk' or person = (select a.person from app.acting() a));
revoke select on placement_reviews from carenet_helper;
grant select (id, placement, child, village, term, on_day, goes_on) on placement_reviews to carenet_helper;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
