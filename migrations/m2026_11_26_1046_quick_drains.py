"""Drains keep pace: no index twice, expiry by an index of its own, duties of many accounts in one look."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T10:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Drains keep pace: no index twice, expiry by an index of its own"

UP = r"""
-- What a longer index begins with needs no index of its own, and nobody looks messages up by their
-- subject (their reminders are); each index costs on every message.
drop index outgoing_subject_idx;
drop index outgoing_reminder_idx;
drop index inbox_messages_person_idx;
drop index notification_preferences_person_idx;
-- The tick looks for what has expired each second, however many reminders wait for next month.
create index reminders_expiring on reminders (expires_at) where state = 'due';

drop trigger take_back on reminders;
set local role carenet_owner;
create trigger take_back after update of state on reminders for each row
  when (new.state in ('cancelled', 'expired') and old.state is distinct from new.state)
  execute function app.take_back();

-- Which of these accounts hold a duty now: one look for a whole batch of recipients.
set local role carenet_sealed;
create function app.on_duty(p_accounts uuid[]) returns setof uuid
language sql stable security definer set search_path = '' rows 50 as $$
  select distinct d.account from public.duties d
  where d.account = any (p_accounts) and d.approved_at is not null
    and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and not exists (select from public.account_endings x where x.account = d.account and x.undone_at is null)
$$;
revoke all on function app.on_duty(uuid[]) from public;
grant execute on function app.on_duty(uuid[]) to carenet_worker;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
