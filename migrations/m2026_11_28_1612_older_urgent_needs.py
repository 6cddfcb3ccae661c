"""Children at high risk whose need was written down before such needs climbed: theirs climb now too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T16:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Older urgent needs climb"

# The steps are those of the ladder on this day, or what the smallest area around the village chose.
UP = """
grant select on needs, children, ladder_policies to carenet_sealed;
grant select, insert on climbs to carenet_sealed;
set local role carenet_sealed;
insert into climbs (id, ladder, subject, details, started_at, step, place, steps, next_at)
select gen_random_uuid(), 'urgent_need', 'need:' || n.child || ':' || n.id, '{}', now(), 0, n.village, s.steps,
  now() + (s.steps -> 0 ->> 'minutes')::int * interval '1 minute'
from needs n join children c on c.id = n.child and c.left_on is null and c.merged_into is null
cross join lateral (select coalesce((select p.steps from ladder_policies p where p.ladder = 'urgent_need' and p.ended_at is null
    and starts_with(n.village, p.lo) order by length(p.lo) desc limit 1),
  '[{"minutes": 0, "name": "director", "tell": ["director", "township"]}, {"minutes": 4320, "name": "township", "tell": ["director", "township"]},
    {"minutes": 10080, "name": "county", "tell": ["township", "county"]}]'::jsonb) as steps) s
where n.service = 'proxy_parent' and n.tier <= 1 and n.met_at is null and n.closed_at is null
on conflict (ladder, subject) do nothing;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
