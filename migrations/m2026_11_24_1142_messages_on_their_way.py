"""Messages on their way: what the senders, the answers and the machine room need."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:42:17:000000"
VERSION = "1.38.0"
DESCRIPTION = "Messages on their way: what the senders, the answers and the machine room need"

UP = r"""
alter table outgoing add column uncertain_at timestamptz, add column given_up_at timestamptz;
alter table call_tasks add column withdrawn_at timestamptz;
alter table outgoing add check (channel in ('inapp', 'console', 'email', 'webhook', 'in_person', 'none'));

-- What a sender may take next: danger first, then in the order of time. People are not a queue that it works off.
drop index outgoing_queued;
create index outgoing_to_send on outgoing (urgent desc, not_before, id) where state in ('queued', 'held') and channel <> 'in_person';
create index outgoing_expiring on outgoing (expires_at) where state in ('queued', 'held');
create index outgoing_sending on outgoing (lease) where state = 'sending';
create index outgoing_uncertain on outgoing (not_before) where state = 'uncertain' and given_up_at is null;
create index outgoing_latest on outgoing (created_at desc, id);
create index inbox_messages_latest on inbox_messages (person, created_at desc);
create index call_tasks_open on call_tasks (division, created_at) where done_at is null and withdrawn_at is null;
create unique index call_tasks_once on call_tasks (outgoing);

-- The workers choose the ways to a person: is the account open, which duties act.
create policy worker on account_endings for select to carenet_worker using (true);
grant select on account_endings to carenet_worker;

grant select, insert, update on call_tasks to carenet_sealed;
grant select, insert on facts to carenet_sealed;
grant select on links, outgoing, reminders, deliveries, climbs, tasks, heartbeats, incidents, sign_ins, call_tasks to carenet_sealed;
grant usage, select on sequence facts_id_seq to carenet_sealed;
set local role carenet_sealed;
grant execute on function app.live_duties(uuid) to carenet_worker;

-- A walk or a call whose message was taken back or came too late is taken off the list with it.
create function app.withdraw_calls() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.channel = 'in_person' and new.state in ('cancelled', 'expired') and old.state <> new.state then
    update public.call_tasks set withdrawn_at = now() where outgoing = new.id and done_at is null;
  elsif new.channel = 'in_person' and new.state = 'queued' and old.state = 'cancelled' then
    update public.call_tasks set withdrawn_at = null where outgoing = new.id and done_at is null;
  end if;
  return null;
end $$;

-- Whoever did the walk or the call says so; the message behind it is then sent, never "delivered".
create function app.call_made(p_outgoing uuid, p_because text) returns void
language sql security definer set search_path = '' as $$
  update public.outgoing o set state = 'sent', state_at = now(), state_because = left(p_because, 200)
  where o.id = p_outgoing and o.channel = 'in_person' and o.state in ('queued', 'held', 'expired')
    and exists (select from public.call_tasks c where c.outgoing = o.id and c.done_at is not null
                and c.done_by = (select a.person from app.acting() a)) $$;

create function app.answered(p_outgoing uuid, p_answer text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare o public.outgoing;
begin
  update public.outgoing x set answered_at = now(), answer = p_answer where x.id = p_outgoing returning * into o;
  if o.id is null then return false; end if;
  insert into public.facts (name, payload) values ('MessageAnswered', jsonb_build_object('outgoing', o.id, 'reminder', o.reminder,
    'kind', o.kind, 'subject', o.subject, 'recipient', o.recipient, 'answer', p_answer));
  return true;
end $$;

-- The message behind a link: shown without using the link up, since messengers fetch links ahead.
create function app.message_behind(p_sha bytea) returns table (kind text, details jsonb, language text, answer text, expires_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select o.kind::text, o.details, o.language::text, o.answer::text, o.expires_at
  from public.links l join public.outgoing o on o.id = (l.details ->> 'outgoing')::uuid
  where l.token_sha256 = p_sha and l.kind = 'message' and l.ends > now() and l.uses_left > 0 $$;

create function app.answer_by_link(p_sha bytea, p_answer text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare which uuid;
begin
  update public.links l set uses_left = l.uses_left - 1, used_at = now()
  where l.token_sha256 = p_sha and l.kind = 'message' and l.ends > now() and l.uses_left > 0
  returning (l.details ->> 'outgoing')::uuid into which;
  return coalesce(app.answered(which, p_answer), false);
end $$;

create function app.answer_own(p_outgoing uuid, p_answer text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.outgoing o where o.id = p_outgoing and o.recipient = (select a.person from app.acting() a)) then
    return false;
  end if;
  return app.answered(p_outgoing, p_answer);
end $$;

-- A provider says what became of a message; only what it has taken can change, and never back.
create function app.take_receipt(p_key uuid, p_channel text, p_state text, p_because text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.outgoing o set state = p_state, state_at = now(), state_because = left(p_because, 200), lease = null
  where o.id = p_key and o.channel = p_channel and o.state in ('sending', 'sent', 'uncertain') and p_state in ('delivered', 'failed');
  return found;
end $$;

-- The state of the machinery in figures: ages and counts, nobody's name and no message.
create function app.machinery(p_now timestamptz) returns table (name text, label text, value double precision)
language sql stable security definer set search_path = '' as $$
  select 'loop_silent_seconds', h.name::text, extract(epoch from p_now - h.beat_at)::double precision from public.heartbeats h
  union all select 'loop_late_ms', h.name::text, h.late_ms from public.heartbeats h
  union all select 'loop_every_seconds', h.name::text, h.every_seconds from public.heartbeats h
  union all select 'queue_waiting', 'facts', count(*) from public.facts f where f.fanned_at is null
  union all select 'queue_age_seconds', 'facts', coalesce(extract(epoch from p_now - min(f.announced_at)), 0) from public.facts f where f.fanned_at is null
  union all select 'queue_waiting', 'deliveries', count(*) from public.deliveries d where d.done_at is null and d.next_at <= p_now
  union all select 'queue_age_seconds', 'deliveries', coalesce(extract(epoch from p_now - min(d.next_at)), 0)
    from public.deliveries d where d.done_at is null and d.next_at <= p_now
  union all select 'deliveries_postponed', '', count(*) from public.deliveries d where d.done_at is null and d.attempts > 0
  union all select 'queue_waiting', 'reminders', count(*) from public.reminders r where r.state = 'due' and r.due_at <= p_now
  union all select 'queue_age_seconds', 'reminders', coalesce(extract(epoch from p_now - min(r.due_at)), 0)
    from public.reminders r where r.state = 'due' and r.due_at <= p_now
  union all select 'queue_waiting', 'outgoing', count(*) from public.outgoing o
    where o.state in ('queued', 'held') and o.channel <> 'in_person' and o.not_before <= p_now
  union all select 'queue_age_seconds', 'outgoing', coalesce(extract(epoch from p_now - min(o.not_before)), 0) from public.outgoing o
    where o.state in ('queued', 'held') and o.channel <> 'in_person' and o.not_before <= p_now
  union all select 'queue_waiting', 'climbs', count(*) from public.climbs c where c.ended_at is null and c.next_at <= p_now
  union all select 'queue_age_seconds', 'climbs', coalesce(extract(epoch from p_now - min(c.next_at)), 0)
    from public.climbs c where c.ended_at is null and c.next_at <= p_now
  union all select 'queue_waiting', 'tasks', count(*) from public.tasks t where t.ended_at is null and t.started_at is null
  union all select 'queue_age_seconds', 'tasks', coalesce(extract(epoch from p_now - min(t.created_at)), 0)
    from public.tasks t where t.ended_at is null and t.started_at is null
  union all select 'queue_waiting', 'calls', count(*) from public.call_tasks c where c.done_at is null and c.withdrawn_at is null
  union all select 'queue_age_seconds', 'calls', coalesce(extract(epoch from p_now - min(c.created_at)), 0)
    from public.call_tasks c where c.done_at is null and c.withdrawn_at is null
  union all select 'outgoing_day', x.state, count(o.id) from unnest(array['queued', 'held', 'sending', 'sent', 'delivered', 'failed',
      'uncertain', 'expired', 'cancelled']) x(state)
    left join public.outgoing o on o.state = x.state and o.created_at > p_now - interval '1 day' group by x.state
  union all select 'outgoing_uncertain_once', '', count(*) from public.outgoing o where o.uncertain_at is not null
  union all select 'incidents_day', '', count(*) from public.incidents i where i.at > p_now - interval '1 day'
  union all select 'sign_ins_live', '', count(*) from public.sign_ins s where s.ended_at is null and s.ends > p_now and s.idle_ends > p_now
$$;

-- Which listener cannot hear what: the kind of fault, never its words.
create function app.postponed() returns table (listener text, attempts smallint, next_at timestamptz, fault text, facts bigint)
language sql stable security definer set search_path = '' as $$
  select d.listener::text, max(d.attempts), min(d.next_at), split_part(max(d.last_error), ':', 1), count(*)
  from public.deliveries d where d.done_at is null and d.attempts > 0 group by d.listener order by 2 desc limit 50 $$;

revoke all on function app.withdraw_calls(), app.call_made(uuid, text), app.answered(uuid, text), app.message_behind(bytea),
  app.answer_by_link(bytea, text), app.answer_own(uuid, text), app.take_receipt(uuid, text, text, text), app.machinery(timestamptz),
  app.postponed() from public;
grant execute on function app.withdraw_calls() to carenet_owner;
grant execute on function app.call_made(uuid, text), app.answer_own(uuid, text) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.message_behind(bytea), app.answer_by_link(bytea, text), app.take_receipt(uuid, text, text, text),
  app.machinery(timestamptz), app.postponed() to carenet_app;
grant execute on function app.machinery(timestamptz) to carenet_worker;
set local role carenet_owner;
create trigger withdraw_calls after update of state on outgoing for each row execute function app.withdraw_calls();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
