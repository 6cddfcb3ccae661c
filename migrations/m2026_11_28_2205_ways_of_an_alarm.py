"""Whoever runs the place where a child is looked for may ring its home while it is looked for."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T22:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Ways to the home of a child that is looked for"

UP = r"""
set local role carenet_owner;
grant select on alarms to carenet_sealed;
set local role carenet_sealed;
-- The carers of a child and how each is reached: for officers of its village, and, until the alarm is
-- answered, for whoever has a duty at the place that looks for the child.
create function app.ways_of_alarm(p_alarm uuid)
returns table (person uuid, name text, relation text, kind text, value text, via text, rank int)
language sql stable security definer set search_path = '' as $$
  select p.id, p.name::text, c.relation::text, w.kind::text, w.value::text, w.via::text, w.rank::int
  from public.alarms l join public.carers c on c.child = l.child and c.ends_on is null
  join public.people p on p.id = c.person
  left join public.contact_ways w on w.person = p.id and w.ended_on is null and w.works
  where l.id = p_alarm and exists (select from app.acting() a join public.children k on k.id = l.child
    where a.account is not null and (
      (a.role <> 'carenet_helper' and k.village >= a.lo and k.village < a.hi and (a.towns = '{}' or left(k.village, 9) = any (a.towns)))
      or (l.closed_at is null and l.centre = any (a.offices))))
  order by w.rank, p.id limit 12
$$;
revoke all on function app.ways_of_alarm(uuid) from public;
grant execute on function app.ways_of_alarm(uuid) to carenet_officer, carenet_area, carenet_helper;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
