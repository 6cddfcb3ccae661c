"""What is over is kept for a time and then forgotten; what went wrong is found among a million messages."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T11:34:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What is over is kept for a time and then forgotten"

UP = r"""
-- The few that are not simply sent: the staff's list asks for them by state.
create index outgoing_not_sent on outgoing (state, created_at desc, id desc) where state not in ('sent', 'delivered');
-- The nightly clean-up looks for old rows; a block range index costs the drains next to nothing.
create index reminders_changed on reminders using brin (changed_at);

grant select, delete on outgoing, inbox_messages, call_tasks, reminders, facts, deliveries to carenet_sealed;
set local role carenet_sealed;
-- No caller can make these forget what is younger than a month, still on its way, or still to be heard.
create function app.long_over(p_before timestamptz) returns void
language plpgsql stable set search_path = '' as $$
begin
  if p_before > now() - interval '30 days' then
    raise exception 'what is younger than 30 days is not forgotten';
  end if;
end $$;

create function app.forget_messages(p_before timestamptz, p_max int) returns int
language plpgsql security definer set search_path = '' as $$
declare old uuid[];
begin
  perform app.long_over(p_before);
  select array_agg(x.id) into old from (
    select o.id from public.outgoing o
    where o.created_at < p_before and (o.state in ('sent', 'delivered', 'failed', 'expired', 'cancelled')
      or (o.state = 'uncertain' and o.given_up_at is not null))
      and not exists (select from public.call_tasks c where c.outgoing = o.id and c.done_at is null and c.withdrawn_at is null)
    order by o.created_at limit p_max for update skip locked) x;
  delete from public.inbox_messages m where m.outgoing = any (old);
  delete from public.call_tasks c where c.outgoing = any (old);
  delete from public.outgoing o where o.id = any (old);
  return coalesce(cardinality(old), 0);
end $$;

create function app.forget_reminders(p_before timestamptz, p_max int) returns int
language plpgsql security definer set search_path = '' as $$
declare n int;
begin
  perform app.long_over(p_before);
  delete from public.reminders r where r.id in (
    select x.id from public.reminders x
    where x.changed_at < p_before and x.due_at < p_before and x.state <> 'due'
      and not exists (select from public.outgoing o where o.reminder = x.id)
    limit p_max);
  get diagnostics n = row_count;
  return n;
end $$;

create function app.forget_facts(p_before timestamptz, p_max int) returns int
language plpgsql security definer set search_path = '' as $$
declare old bigint[];
begin
  perform app.long_over(p_before);
  select array_agg(x.id) into old from (
    select f.id from public.facts f
    where f.announced_at < p_before and f.fanned_at is not null
      and not exists (select from public.deliveries d where d.fact = f.id and d.done_at is null)
    order by f.id limit p_max) x;
  delete from public.deliveries d where d.fact = any (old);
  delete from public.facts f where f.id = any (old);
  return coalesce(cardinality(old), 0);
end $$;

revoke all on function app.long_over(timestamptz), app.forget_messages(timestamptz, int),
  app.forget_reminders(timestamptz, int), app.forget_facts(timestamptz, int) from public;
grant execute on function app.forget_messages(timestamptz, int), app.forget_reminders(timestamptz, int),
  app.forget_facts(timestamptz, int) to carenet_worker;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
