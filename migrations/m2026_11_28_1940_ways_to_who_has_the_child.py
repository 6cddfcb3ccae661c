"""Whoever answers for a child may ring the adult who has it in care now, also in a home of another village."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T19:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Ways to who has the child"

UP = r"""
set local role carenet_sealed;
-- How whoever has a child in care at a moment is reached; for officers of its village, and for offices where it comes.
create function app.ways_to_keepers(p_child uuid, p_at timestamptz)
returns table (person uuid, name text, kind text, value text, via text)
language sql stable security definer set search_path = '' as $$
  select p.id, p.name::text, w.kind::text, w.value::text, w.via::text
  from (select distinct coalesce(app.stands_for(k.id, p_at), k.person) as person from public.placements k
    where k.child = p_child and k.kind in ('full_care', 'half_care') and k.ends_on is null and k.starts_on is not null) r
  join public.people p on p.id = r.person
  left join public.contact_ways w on w.person = p.id and w.ended_on is null and w.works
  where exists (select from app.acting() a join public.children k on k.id = p_child where a.account is not null and (
    (a.role <> 'carenet_helper' and k.village >= a.lo and k.village < a.hi and (a.towns = '{}' or left(k.village, 9) = any (a.towns)))
    or (cardinality(a.offices) > 0 and p_child = any (app.my_children()))))
  order by w.rank, p.id limit 12 $$;
revoke all on function app.ways_to_keepers(uuid, timestamptz) from public;
grant execute on function app.ways_to_keepers(uuid, timestamptz) to carenet_officer, carenet_area, carenet_helper;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
