"""Ways out of the house: text messages, WeChat, groups; who stopped one, who called for whom."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T18:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Ways out of the house: text messages, WeChat, groups"

UP = r"""
alter table outgoing drop constraint outgoing_channel_check;
alter table outgoing add constraint outgoing_channel_check
  check (channel in ('inapp', 'console', 'email', 'webhook', 'sms', 'wechat', 'group', 'in_person', 'none'));
-- WeChat says what became of a message by its own number, not by ours.
create index outgoing_by_provider on outgoing (provider_id) where channel = 'wechat';

create table channel_stops (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    channel varchar(20) not null,
    stopped_at timestamptz not null default now(),
    because varchar(200) not null,
    lifted_at timestamptz
);
create index on channel_stops (person);
create unique index channel_stops_one_each on channel_stops (person, channel) where lifted_at is null;

create table wechat_bindings (
    id uuid primary key default uuidv7(),
    person uuid not null references people on delete restrict on update cascade,
    account uuid not null,
    openid varchar(64) not null,
    bound_at timestamptz not null default now(),
    ended_at timestamptz,
    ended_because varchar(60)
);
create index on wechat_bindings (person);
create unique index wechat_bindings_openid on wechat_bindings (openid) where ended_at is null;
create unique index wechat_bindings_account on wechat_bindings (account) where ended_at is null;

create table provider_tokens (
    id uuid primary key default uuidv7(),
    provider varchar(20) not null,
    value bytea,
    ends timestamptz,
    refreshing_until timestamptz,
    constraint provider_tokens_one_each unique (provider)
);

create table group_bots (
    id uuid primary key default uuidv7(),
    office uuid not null,
    division varchar(13) collate "C" not null,
    name varchar(60) not null,
    provider varchar(20) not null check (provider in ('wecom', 'dingtalk', 'feishu')),
    address bytea not null,
    added_at timestamptz not null default now(),
    added_by uuid not null,
    ended_at timestamptz,
    ended_by uuid
);
create index on group_bots (division);

do $$
declare t text; everyone constant text := 'carenet_officer, carenet_area, carenet_helper';
begin
  foreach t in array array['channel_stops', 'wechat_bindings'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy own on %I to %s using (person = nullif(current_setting(''app.person'', true), '''')::uuid)', t, everyone);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to %s', t, everyone);
    execute format('grant select on %I to carenet_worker', t);
  end loop;
end $$;
create policy officer on channel_stops for select to carenet_officer, carenet_area
  using (exists (select from people p where p.id = person));
alter table group_bots enable row level security, force row level security;
create policy officer on group_bots to carenet_officer, carenet_area
  using (division >= current_setting('app.lo', true) and division < current_setting('app.hi', true));
create policy worker on group_bots for select to carenet_worker using (true);
grant select, insert, update on group_bots to carenet_officer, carenet_area;
grant select on group_bots to carenet_worker, carenet_helper;
create policy bots on outgoing for select to carenet_officer, carenet_area
  using (channel = 'group' and exists (select from group_bots b where b.id = recipient));

grant select, insert, update on channel_stops, wechat_bindings, provider_tokens to carenet_sealed;
grant select on contact_ways to carenet_sealed;
set local role carenet_sealed;

-- Under which addresses channels know these people and groups, as it is now: one row each, however often asked for.
create function app.addresses(p_people uuid[]) returns table (person uuid, email text, phone text, openid text, bot bytea)
language sql stable as $$
  select p.id,
    coalesce((select w.value::text from public.contact_ways w where w.person = p.id and w.kind = 'email'
        and w.ended_on is null and w.works order by w.rank limit 1),
      (select a.email::text from public.accounts a where a.person = p.id order by a.created_at limit 1)),
    (select w.value::text from public.contact_ways w where w.person = p.id and w.kind = 'own_phone' and w.ended_on is null
        and w.works and w.value ~ '^\+(861[3-9][0-9]{9}|(?!86)[0-9]{6,15})$' order by w.rank limit 1),
    (select b.openid::text from public.wechat_bindings b where b.person = p.id and b.ended_at is null limit 1),
    (select g.address from public.group_bots g where g.id = p.id and g.ended_at is null)
  from (select distinct x.id from unnest(p_people) x(id)) p $$;

-- The officer whose call it is: the director of the village, else who holds the next duty above.
create function app.officer_for(p_division text) returns uuid
language sql stable security definer set search_path = '' as $$
  select a.person from public.duties d join public.accounts a on a.id = d.account
  where d.role in ('director', 'township', 'county') and p_division >= d.lo and p_division < d.hi
    and d.approved_at is not null and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and not exists (select from public.account_endings x where x.account = a.id and x.undone_at is null)
  order by length(d.lo) desc, d.role = 'director' desc, d.starts_on, d.id limit 1 $$;

-- One does not wish to be told this way: said by the link of a letter, or by an answer from a telephone.
create function app.stop_channel(p_people uuid[], p_channel text, p_because text) returns integer
language plpgsql security definer set search_path = '' as $$
declare n integer;
begin
  insert into public.channel_stops (person, channel, because)
  select p.id, p_channel, left(p_because, 200) from public.people p where p.id = any (p_people)
  on conflict (person, channel) where lifted_at is null do nothing;
  get diagnostics n = row_count;
  return n;
end $$;
create function app.stop_by_phone(p_phone text, p_channel text, p_because text) returns integer
language sql security definer set search_path = '' as $$
  select app.stop_channel(array(select w.person from public.contact_ways w
    where w.value = p_phone and w.kind = 'own_phone' and w.ended_on is null), p_channel, p_because) $$;

create function app.end_wechat(p_openid text, p_because text) returns void
language sql security definer set search_path = '' as $$
  update public.wechat_bindings b set ended_at = now(), ended_because = left(p_because, 60)
  where b.openid = p_openid and b.ended_at is null $$;

create function app.take_receipt_by_number(p_number text, p_channel text, p_state text, p_because text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare which uuid;
begin
  select o.id into which from public.outgoing o
  where o.provider_id = p_number and o.channel = 'wechat' and o.channel = p_channel order by o.created_at desc limit 1;
  return which is not null and app.take_receipt(which, p_channel, p_state, p_because);
end $$;

-- A provider's token: what is kept, and whether the asker is the one who fetches the next.
create function app.provider_token(p_provider text, p_bad bytea) returns table (value bytea, ends timestamptz, mine boolean)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
begin
  insert into public.provider_tokens (provider) values (p_provider) on conflict (provider) do nothing;
  update public.provider_tokens t set refreshing_until = now() + interval '15 seconds'
  where t.provider = p_provider and (t.ends is null or t.ends < now() + interval '5 minutes' or t.value = p_bad)
    and (t.refreshing_until is null or t.refreshing_until < now());
  return query select t.value, t.ends, found from public.provider_tokens t where t.provider = p_provider;
end $$;
create function app.keep_token(p_provider text, p_value bytea, p_seconds integer) returns void
language sql security definer set search_path = '' as $$
  update public.provider_tokens t set value = p_value, ends = now() + p_seconds * interval '1 second', refreshing_until = null
  where t.provider = p_provider $$;

-- Each channel of the last seven days: its last yes and its last no, and what waits. Nobody's name.
create function app.channel_states(p_now timestamptz) returns table (channel text, accepted_at timestamptz, failed_at timestamptz,
  fault text, waiting bigint, oldest timestamptz, uncertain bigint, taken bigint, failed bigint)
language sql stable security definer set search_path = '' as $$
  select o.channel::text, max(o.state_at) filter (where o.state in ('sent', 'delivered')),
    max(o.state_at) filter (where o.state = 'failed' or (o.state = 'queued' and o.attempts > 0)),
    (array_agg(o.state_because::text order by o.state_at desc) filter (where o.state = 'failed' or (o.state = 'queued' and o.attempts > 0)))[1],
    count(*) filter (where o.state in ('queued', 'held') and o.not_before <= p_now),
    min(o.not_before) filter (where o.state in ('queued', 'held') and o.not_before <= p_now),
    count(*) filter (where o.state = 'uncertain'),
    count(*) filter (where o.state in ('sent', 'delivered')), count(*) filter (where o.state = 'failed')
  from public.outgoing o where o.created_at > p_now - interval '7 days' group by o.channel $$;

-- One table says who is not to be told by what: `channel_stops`. What an earlier one was meant for nothing ever wrote.
drop function app.unsubscribing(bytea), app.unsubscribe(bytea, boolean);
create or replace function app.link_state(p_sha bytea) returns text
language sql stable security definer set search_path = '' as $$
  select case when l.uses_left < 1 then 'used' when l.ends <= now() then 'ended' else 'live' end
  from public.links l where l.token_sha256 = p_sha and l.kind = 'message' $$;

revoke all on function app.addresses(uuid[]), app.officer_for(text), app.stop_channel(uuid[], text, text), app.stop_by_phone(text, text, text),
  app.end_wechat(text, text), app.take_receipt_by_number(text, text, text, text), app.provider_token(text, bytea),
  app.keep_token(text, bytea, integer), app.channel_states(timestamptz) from public;
grant execute on function app.addresses(uuid[]) to carenet_worker, carenet_officer, carenet_area, carenet_helper;
grant execute on function app.officer_for(text) to carenet_worker;
grant execute on function app.provider_token(text, bytea), app.keep_token(text, bytea, integer) to carenet_app, carenet_worker;
grant execute on function app.stop_channel(uuid[], text, text), app.stop_by_phone(text, text, text), app.end_wechat(text, text),
  app.take_receipt_by_number(text, text, text, text), app.channel_states(timestamptz) to carenet_app;

reset role;
drop table channel_consents;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
