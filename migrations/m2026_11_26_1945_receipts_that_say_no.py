"""A receipt that says no is followed up: the message is free for whoever begins its next way."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T19:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Receipts that say no are followed up"

UP = r"""
set local role carenet_sealed;
create or replace function app.take_receipt(p_key uuid, p_channel text, p_state text, p_because text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.outgoing o set state = p_state, state_at = now(), state_because = left(p_because, 200), lease = null,
    claim = case when p_state = 'failed' then null else o.claim end
  where o.id = p_key and o.channel = p_channel and o.state in ('sending', 'sent', 'uncertain') and p_state in ('delivered', 'failed');
  return found;
end $$;
reset role;
create index outgoing_to_follow_up on outgoing (state_at) where state = 'failed' and claim is null;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
