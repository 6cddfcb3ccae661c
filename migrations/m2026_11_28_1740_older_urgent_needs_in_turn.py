"""Older urgent needs are told of in turn: a few villages a minute, whoever has waited longest first."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T17:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Older urgent needs are told of in turn"

VILLAGES_A_MINUTE = 10
"""So many villages are told of in one minute; a county of 900 has heard in an hour and a half."""

# What began at one moment for more villages than that are the older needs, never one of today: a need
# of today begins with those of its own village. A village's needs stay together, so that its director
# hears of all in one message.
UP = f"""
grant update on climbs to carenet_sealed;
set local role carenet_sealed;
with burst as (
  select c.id, c.place, n.opened_on from climbs c join needs n on c.subject = 'need:' || n.child || ':' || n.id
  where c.ladder = 'urgent_need' and c.step = 0 and c.ended_at is null and c.next_at is not null
    and c.started_at in (select s.started_at from climbs s where s.ladder = 'urgent_need' and s.step = 0 and s.ended_at is null
      group by s.started_at having count(distinct s.place) > {VILLAGES_A_MINUTE})),
place_turns as (
  select place, (row_number() over (order by min(opened_on), place) - 1) / {VILLAGES_A_MINUTE} as minutes from burst group by place)
update climbs c set next_at = greatest(c.next_at, now() + t.minutes * interval '1 minute')
from burst b join place_turns t on t.place = b.place where c.id = b.id;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
