"""Who answers for a village is named with the accounts, so that a page can say who of them may still decide."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T09:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who may still decide"

UP = r"""
set local role carenet_sealed;
drop function app.officers_over(text);
create function app.officers_over(p_village text) returns table (person uuid, name text, role text, accounts uuid[])
language sql stable security definer set search_path = '' as $$
  select p.id, p.name::text, min(d.role::text), array_agg(distinct a.id)
  from public.duties d join public.accounts a on a.id = d.account join public.people p on p.id = a.person
  cross join app.acting() x
  where d.role in ('county', 'township', 'director') and d.approved_at is not null
    and d.starts_on <= app.local_today() and d.ends_on >= app.local_today() and p_village >= d.lo and p_village < d.hi
    and (d.towns = '{}' or left(p_village, 9) = any (d.towns)) and not app.suspended(p.id)
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and not exists (select from public.account_endings e where e.account = a.id and e.undone_at is null)
    and (x.role <> 'carenet_helper' or exists (select from public.candidacies c where c.village = p_village and x.person = any (app.adults_of(c.id)))
      or exists (select from public.host_families f join public.host_family_adults h on h.family = f.id and h.left_on is null
        where f.village = p_village and h.person = x.person))
  group by p.id, p.name order by max(length(d.lo)) desc, p.name limit 12 $$;
revoke all on function app.officers_over(text) from public;
grant execute on function app.officers_over(text) to carenet_officer, carenet_area, carenet_helper;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
