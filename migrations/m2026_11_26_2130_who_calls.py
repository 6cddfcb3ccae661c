"""A call is given to somebody who is there, and never to the one who is to be called."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T21:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who calls is there"

UP = """
set local role carenet_sealed;
drop function app.officer_for(text);
-- The officer whose call it is: the director of the village, else who holds the next duty above. Who is
-- away is passed over, unless nobody else is left.
create function app.officer_for(p_division text, p_called uuid) returns uuid
language sql stable as $$
  select a.person from public.duties d join public.accounts a on a.id = d.account
  where d.role in ('director', 'township', 'county') and p_division >= d.lo and p_division < d.hi
    and (d.towns = '{}' or left(p_division, 9) = any (d.towns))
    and a.person <> p_called
    and d.approved_at is not null and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and not exists (select from public.account_endings x where x.account = a.id and x.undone_at is null)
  order by exists (select from public.off_duties o where o.person = a.person and o.lifted_at is null
      and o.starts_at <= now() and o.ends_at > now()),
    length(d.lo) desc, d.role = 'director' desc, d.starts_on, d.id limit 1 $$;
revoke all on function app.officer_for(text, uuid) from public;
grant execute on function app.officer_for(text, uuid) to carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
