"""Whoever is asked whether they belong with somebody is told so."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T20:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Whom a word about belonging together asks"

UP = r"""
set local role carenet_sealed;
-- Who has the number that somebody named and may answer for it. Told to the worker alone: whoever named the
-- number learns nothing of it. The same two within a week are one asking, however often it is taken back.
create function app.asked_together(p_about uuid) returns table (tie uuid, person uuid, said_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select t.id, w.person, t.said_at from public.adult_ties t
  join public.contact_ways w on w.value_index = t.other_index and w.kind = 'own_phone' and w.ended_on is null
  where t.person = p_about and t.ended_at is null and t.agreed_at is null and w.person <> p_about
    and exists (select from public.accounts a where a.person = w.person)
    and not exists (select from public.adult_ties b where b.person = p_about and b.other_index = t.other_index
      and b.id <> t.id and b.said_at > t.said_at - interval '7 days' and b.said_at <= t.said_at)
$$;
revoke all on function app.asked_together(uuid) from public;
grant execute on function app.asked_together(uuid) to carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
