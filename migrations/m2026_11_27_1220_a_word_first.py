"""A place that waits for the word of whoever runs the centre: held, answered, or lapsed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T12:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A place that waits for a word"

UP = r"""
alter table series add column needs_word boolean not null default false;
-- Places held for those who asked: they count for what is full, not for who comes.
alter table care_sessions add column asking smallint not null default 0;
alter table care_sessions add constraint care_sessions_asking check (asking >= 0 and adults + asking <= adults_max);

create table askings (
  id uuid primary key default uuidv7(),
  care_session uuid not null references care_sessions on delete restrict on update cascade,
  centre uuid not null,
  village varchar(13) collate "C" not null,
  person uuid not null references people on delete restrict on update cascade,
  asked_at timestamptz not null default now(),
  answer_by timestamptz not null,
  ended_at timestamptz,
  outcome varchar(12) check (outcome in ('yes', 'no', 'lapsed', 'left', 'off')),
  because varchar(200),
  ended_by uuid,
  check ((ended_at is null) = (outcome is null)),
  check (outcome is distinct from 'no' or (length(trim(because)) >= 2 and ended_by is not null)),
  check (answer_by > asked_at));
create index on askings (care_session);
create index on askings (centre);
create index on askings (village);
create index on askings (person);
create unique index one_live_asking on askings (care_session, person) where ended_at is null;
alter table askings enable row level security, force row level security;
create policy officer on askings to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on askings to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy helper on askings to carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid
  or centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy own on askings to carenet_officer, carenet_area using (person = nullif(current_setting('app.person', true), '')::uuid);
create policy worker on askings to carenet_worker using (true) with check (true);
grant select, insert, update on askings to carenet_officer, carenet_area, carenet_helper, carenet_worker;

grant select, update on askings to carenet_sealed;
set local role carenet_sealed;
-- Whether whoever acts has to ask first: the series says so, and they do not run its place. Workers act on a word given.
create function app.needs_word(p_session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select current_setting('role', true) in ('carenet_helper', 'carenet_officer', 'carenet_area')
    and exists (select from public.care_sessions s join public.series o on o.id = s.series
      where s.id = p_session and o.needs_word and not app.runs_centre(s.centre))
$$;
-- Who asks holds a place. The row of the asking is locked before the session's, here and in take_place.
create function app.hold_asked_place() returns trigger language plpgsql security definer set search_path = '' as $$
declare s record; tier text;
begin
  if tg_op = 'INSERT' then
    select * into s from public.care_sessions x where x.id = new.care_session for update;
    tier := app.tier_on(new.person, s.on_day);
    if tier is null or (s.kind = 'counselling' and tier <> 'cleared') then
      raise exception using errcode = 'CN001', message = 'not cleared on that day';
    end if;
    if s.cancelled_at is not null then raise exception using errcode = 'CN002', message = 'called off'; end if;
    if s.adults + s.asking >= s.adults_max then raise exception using errcode = 'CN003', message = 'full'; end if;
    update public.care_sessions set asking = asking + 1 where id = new.care_session;
  elsif old.ended_at is not null then
    raise exception using errcode = 'CN404', message = 'an answer stands';
  elsif new.ended_at is not null then
    if new.outcome <> 'left' and app.needs_word(new.care_session) then
      raise exception using errcode = 'CN006', message = 'the word is not theirs';
    end if;
    update public.care_sessions set asking = asking - 1 where id = new.care_session;
  end if;
  return new;
end $$;
create or replace function app.take_place() returns trigger language plpgsql security definer set search_path = '' as $$
declare s record; tier text; asking_ uuid;
begin
  if tg_op = 'INSERT' or (old.withdrawn_at is not null and new.withdrawn_at is null) then
    select a.id into asking_ from public.askings a
      where a.care_session = new.care_session and a.person = new.person and a.ended_at is null for update;
    select * into s from public.care_sessions x where x.id = new.care_session for update;
    tier := app.tier_on(new.person, s.on_day);
    if tier is null then raise exception using errcode = 'CN001', message = 'not cleared on that day'; end if;
    if new.role = 'lead' and tier <> 'cleared' then raise exception using errcode = 'CN001', message = 'a lead must be cleared'; end if;
    if s.kind = 'counselling' and tier <> 'cleared' then raise exception using errcode = 'CN001', message = 'counselling needs full clearance'; end if;
    if s.cancelled_at is not null then raise exception using errcode = 'CN002', message = 'called off'; end if;
    if s.adults + s.asking - (asking_ is not null)::int >= s.adults_max then raise exception using errcode = 'CN003', message = 'full'; end if;
    if exists (select from public.enrolments e where e.series = s.series and (e.ends_on is null or e.ends_on >= s.on_day)
               and app.restricted(new.person, e.child)) then
      raise exception using errcode = 'CN001', message = 'not possible';
    end if;
    if app.needs_word(new.care_session) then raise exception using errcode = 'CN006', message = 'a word first'; end if;
    if asking_ is not null then
      update public.askings a set ended_at = new.signed_up_at, outcome = 'yes', ended_by = new.signed_up_by where a.id = asking_;
    end if;
    update public.care_sessions set adults = adults + 1 where id = new.care_session;
    new.tier := tier;
  elsif old.withdrawn_at is null and new.withdrawn_at is not null then
    update public.care_sessions set adults = adults - 1 where id = new.care_session;
  end if;
  return new;
end $$;
revoke all on function app.needs_word(uuid), app.hold_asked_place() from public;
grant execute on function app.hold_asked_place() to carenet_owner;
set local role carenet_owner;
create trigger hold_asked_place before insert or update on askings for each row execute function app.hold_asked_place();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
