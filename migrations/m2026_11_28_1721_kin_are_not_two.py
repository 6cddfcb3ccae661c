"""Adults of one family are not two: guardians and carers of one child, and the adults of one host home."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T17:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Kin are not two"

UP = r"""
grant select on guardians, carers, host_family_adults to carenet_sealed;
set local role carenet_sealed;
-- What is recorded of two people's family: both are guardian or carer of one child, or adults of one host home.
create function app.one_family(p_one uuid, p_other uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from (select g.child from public.guardians g where g.person = p_one and g.ends_on is null
      union select c.child from public.carers c where c.person = p_one and c.ends_on is null) a
    join (select g.child from public.guardians g where g.person = p_other and g.ends_on is null
      union select c.child from public.carers c where c.person = p_other and c.ends_on is null) b on a.child = b.child)
  or exists (select from public.host_family_adults x join public.host_family_adults y on y.family = x.family
    where x.person = p_one and y.person = p_other and x.left_on is null and y.left_on is null)
$$;
-- Every two of them share a household, a telephone or a family; which of these is told to nobody.
create or replace function app.all_together(p_people uuid[]) returns boolean
language sql stable security definer set search_path = '' as $$
  select cardinality(p_people) >= 2 and not exists (
    select from unnest(p_people) a(id) join unnest(p_people) b(id) on a.id < b.id
    join public.people x on x.id = a.id join public.people y on y.id = b.id
    where (x.household is null or x.household is distinct from y.household)
      and not exists (select from public.contact_ways v join public.contact_ways w on w.value_index = v.value_index
        where v.person = a.id and w.person = b.id and v.kind = 'own_phone' and w.kind = 'own_phone'
          and v.ended_on is null and w.ended_on is null)
      and not app.one_family(a.id, b.id))
$$;
revoke all on function app.one_family(uuid, uuid) from public;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
