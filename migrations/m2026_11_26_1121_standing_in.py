"""Standing in: the first who says yes has the place; links that ended say so; what a person agreed to."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T11:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Standing in, links that ended, consent to channels"

UP = r"""
alter table stand_ins add check (answer in ('come', 'cannot', 'filled', 'kept', 'lapsed', 'unfit'));
-- Nobody is asked twice for the same place, and of two who say yes at once one has it.
create unique index asked_once on stand_ins (sign_up, person);
create unique index one_stands_in on stand_ins (sign_up) where answer = 'come';

alter table notification_preferences add check (digest in ('none', 'daily', 'weekly', 'today'));

-- What a person said about a channel, with its proof; the latest row of a channel counts.
create table channel_consents (
    id uuid primary key default uuidv7(),
    person uuid not null,
    channel varchar(20) not null,
    agreed boolean not null,
    way varchar(20) not null check (way in ('page', 'link', 'reply', 'paper')),
    at timestamptz not null default now(),
    by uuid
);
create index channel_consents_latest on channel_consents (person, channel, at desc);
grant select, insert on channel_consents to carenet_sealed;
alter table channel_consents enable row level security, force row level security;
create policy worker on channel_consents for select to carenet_worker using (true);
create policy own on channel_consents to carenet_officer, carenet_area, carenet_helper
  using (person = nullif(current_setting('app.person', true), '')::uuid);
grant select, insert on channel_consents to carenet_officer, carenet_area, carenet_helper;
grant select on channel_consents to carenet_worker;

set local role carenet_sealed;
-- Why a link answers nothing any more: used, ended, or never ours. No word of what stood behind it.
create function app.link_state(p_sha bytea) returns text
language sql stable security definer set search_path = '' as $$
  select case when l.uses_left < 1 then 'used' when l.ends <= now() then 'ended' else 'live' end
  from public.links l where l.token_sha256 = p_sha and l.kind in ('message', 'unsubscribe') $$;

-- Whom an unsubscribing link belongs to, and from what; looking at it changes nothing.
create function app.unsubscribing(p_sha bytea) returns table (channel text, off boolean)
language sql stable security definer set search_path = '' as $$
  select l.details ->> 'channel', coalesce((select not c.agreed from public.channel_consents c
    where c.person = (l.details ->> 'person')::uuid and c.channel = l.details ->> 'channel' order by c.at desc, c.id desc limit 1), false)
  from public.links l where l.token_sha256 = p_sha and l.kind = 'unsubscribe' and l.ends > now() $$;

create function app.unsubscribe(p_sha bytea, p_agreed boolean) returns boolean
language plpgsql security definer set search_path = '' as $$
declare d jsonb;
begin
  select l.details into d from public.links l where l.token_sha256 = p_sha and l.kind = 'unsubscribe' and l.ends > now();
  if d is null then return false; end if;
  insert into public.channel_consents (person, channel, agreed, way, at)
  values ((d ->> 'person')::uuid, d ->> 'channel', p_agreed, 'link', now());
  return true;
end $$;

-- Whoever is to call somebody is told the name and the way for as long as the call stands open.
create function app.my_calls() returns table (call uuid, name text, initials text, way text, value text, via text)
language sql stable security definer set search_path = '' as $$
  select c.id, p.name::text, p.initials::text, w.kind::text, w.value::text, w.via::text
  from public.call_tasks c join public.people p on p.id = c.recipient
  left join lateral (select x.kind, x.value, x.via from public.contact_ways x where x.person = c.recipient
    and x.ended_on is null and x.kind <> 'email' order by x.works desc, x.rank limit 1) w on true
  where c.for_person = (select a.person from app.acting() a) and c.done_at is null and c.withdrawn_at is null $$;

revoke all on function app.my_calls() from public;
grant execute on function app.my_calls() to carenet_officer, carenet_area, carenet_helper;
revoke all on function app.link_state(bytea), app.unsubscribing(bytea), app.unsubscribe(bytea, boolean) from public;
grant execute on function app.link_state(bytea), app.unsubscribing(bytea), app.unsubscribe(bytea, boolean) to carenet_app;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
