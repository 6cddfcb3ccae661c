"""What may never be: two places at once, one too many, an adult not cleared."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:18:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What may never be: two places at once, one too many, an adult not cleared"

UP = r"""
alter table commitments add check (kind in ('occupies', 'load')), add check (ends_at is null or ends_at > starts_at),
  add check (kind <> 'occupies' or ends_at is not null);
alter table commitments add constraint one_place_at_a_time exclude using gist
  (person with =, tstzrange(starts_at, ends_at, '[)') with &&) where (kind = 'occupies');
create unique index one_live_sign_up on sign_ups (care_session, person) where withdrawn_at is null;
create unique index one_live_waiting on waitings (care_session, person) where ended_at is null;
create unique index one_open_alarm on alarms (care_session, kind, child) nulls not distinct where closed_at is null;
create unique index one_open_need on needs (child, service, subject) nulls not distinct where closed_at is null and met_at is null;
create unique index one_live_placement on placements (child, kind, person) where ends_on is null;
create unique index one_care_place on care_places (child) where ends_on is null;
create unique index one_household on household_members (child) where ends_on is null;
create unique index one_night on week_plan_nights (child, weekday) where ends_on is null;
create unique index one_open_finding on findings (child, kind, version) where ended_on is null;
create unique index one_open_urgency on urgencies (child) where ended_on is null;
create unique index one_episode on illness_episodes (child) where over_on is null;
create index reaches_now on reaches (person) where ends_at is null;
create index sessions_of_a_centre on care_sessions (centre, starts_at);
create index reminders_due on reminders (due_at) where state = 'due';
create index outgoing_queued on outgoing (not_before, id) where state in ('queued', 'held');
create index facts_new on facts (id) where fanned_at is null;
create index deliveries_due on deliveries (next_at) where done_at is null;
create unique index deliveries_once on deliveries (fact, listener);
create index climbs_due on climbs (next_at) where ended_at is null and next_at is not null;
create index tasks_waiting on tasks (created_at) where ended_at is null;
create unique index feeds_token on feeds (token_sha256);
create index children_name on children using gin (name gin_trgm_ops);
create index settings_latest on settings (name, set_at desc);
create index consents_latest on consents (child, purpose, given_at desc);
create index day_logs_latest on day_logs (child, on_day desc);
create index contacts_latest on contacts (child, happened_at desc);
create index child_attendances_day on child_attendances (child, at desc);
alter table care_sessions add check (ends_at > starts_at), add check (adults >= 0 and adults <= adults_max), add check (adults_min <= adults_max);
alter table series add check (ends_at > starts_at), add check (last_on >= first_on), add check (adults_min between 1 and adults_max), add check (weeks in ('every', 'odd', 'even'));
alter table placements add check (kind in ('full_care', 'half_care', 'proxy_parent', 'paired_teacher', 'centre_place', 'tutoring', 'peer'));
alter table consents add check (basis in ('consent', 'committee'));
alter table consents add check (purpose in ('volunteer', 'proxy_parent', 'host_family', 'photo', 'peer', 'feed', 'emergency_medical', 'outing', 'overnight'));
alter table reminders add check (state in ('due', 'handed_over', 'cancelled', 'expired'));
alter table outgoing add check (state in ('queued', 'held', 'sending', 'sent', 'delivered', 'failed', 'uncertain', 'expired', 'cancelled'));
alter table proposals add check (state in ('draft', 'locked', 'refused', 'published', 'agreed', 'accepted', 'declined', 'settled', 'withdrawn'));
alter table matching_rounds add check (state in ('open', 'solving', 'draft', 'published', 'closed'));

grant select, update on care_sessions to carenet_sealed;
grant select on enrolments, series, matching_rounds to carenet_sealed;
set local role carenet_sealed;
-- An adult takes a place only if cleared for it on that day; two racing for the last place take turns on the session's row.
create function app.take_place() returns trigger language plpgsql security definer set search_path = '' as $$
declare s record; tier text;
begin
  if tg_op = 'INSERT' or (old.withdrawn_at is not null and new.withdrawn_at is null) then
    select * into s from public.care_sessions x where x.id = new.care_session for update;
    tier := app.tier_on(new.person, s.on_day);
    if tier is null then raise exception using errcode = 'CN001', message = 'not cleared on that day'; end if;
    if new.role = 'lead' and tier <> 'cleared' then raise exception using errcode = 'CN001', message = 'a lead must be cleared'; end if;
    if s.kind = 'counselling' and tier <> 'cleared' then raise exception using errcode = 'CN001', message = 'counselling needs full clearance'; end if;
    if s.cancelled_at is not null then raise exception using errcode = 'CN002', message = 'called off'; end if;
    if s.adults >= s.adults_max then raise exception using errcode = 'CN003', message = 'full'; end if;
    if exists (select from public.enrolments e where e.series = s.series and (e.ends_on is null or e.ends_on >= s.on_day)
               and app.restricted(new.person, e.child)) then
      raise exception using errcode = 'CN001', message = 'not possible';
    end if;
    update public.care_sessions set adults = adults + 1 where id = new.care_session;
    new.tier := tier;
  elsif old.withdrawn_at is null and new.withdrawn_at is not null then
    update public.care_sessions set adults = adults - 1 where id = new.care_session;
  end if;
  return new;
end $$;

-- A placement with an adult from outside the family needs full clearance, no restriction, and the guardian's yes where duty does not suffice.
create function app.may_be_placed() returns trigger language plpgsql security definer set search_path = '' as $$
declare from_ date := coalesce(new.starts_on, new.planned_from);
begin
  if app.restricted(new.person, new.child) then raise exception using errcode = 'CN001', message = 'not possible'; end if;
  if new.kind in ('full_care', 'half_care', 'proxy_parent', 'tutoring') then
    if app.tier_on(new.person, from_) is distinct from 'cleared' then raise exception using errcode = 'CN001', message = 'not cleared on that day'; end if;
    if not app.consented(new.child, case new.kind when 'proxy_parent' then 'proxy_parent' when 'tutoring' then 'volunteer' else 'host_family' end, from_) then
      raise exception using errcode = 'CN004', message = 'the guardian has not agreed';
    end if;
  end if;
  return new;
end $$;

-- Nobody is proposed for a child who may not come near it.
create function app.may_be_proposed() returns trigger language plpgsql security definer set search_path = '' as $$
declare service text;
begin
  if app.restricted(new.person, new.child) then raise exception using errcode = 'CN001', message = 'not possible'; end if;
  select r.service into service from public.matching_rounds r where r.id = new.round;
  if service <> 'paired_teacher' and app.tier_on(new.person, app.local_today()) is distinct from 'cleared' then
    raise exception using errcode = 'CN001', message = 'not cleared on that day';
  end if;
  return new;
end $$;

-- A child is enrolled in one thing at a time; enrolments of one child take turns.
create function app.one_thing_at_a_time() returns trigger language plpgsql security definer set search_path = '' as $$
declare mine record;
begin
  perform pg_advisory_xact_lock(hashtextextended(new.child::text, 7261));
  select * into mine from public.series s where s.id = new.series;
  if new.ends_on is null or new.ends_on >= new.starts_on then
    if exists (select from public.enrolments e join public.series s on s.id = e.series
      where e.child = new.child and e.id <> new.id and s.ended_at is null and s.weekdays && mine.weekdays
        and (s.weeks = 'every' or mine.weeks = 'every' or s.weeks = mine.weeks)
        and s.starts_at < mine.ends_at and mine.starts_at < s.ends_at
        and daterange(e.starts_on, e.ends_on, '[]') && daterange(new.starts_on, new.ends_on, '[]')
        and s.first_on <= mine.last_on and mine.first_on <= s.last_on) then
      raise exception using errcode = 'CN005', message = 'the child is elsewhere at that time';
    end if;
  end if;
  return new;
end $$;

revoke all on function app.take_place(), app.may_be_placed(), app.may_be_proposed(), app.one_thing_at_a_time() from public;
grant execute on function app.take_place(), app.may_be_placed(), app.may_be_proposed(), app.one_thing_at_a_time() to carenet_owner;
set local role carenet_owner;
create trigger take_place before insert or update of withdrawn_at on sign_ups for each row execute function app.take_place();
create trigger may_be_placed before insert on placements for each row execute function app.may_be_placed();
create trigger may_be_proposed before insert on proposals for each row execute function app.may_be_proposed();
create trigger one_thing_at_a_time before insert or update on enrolments for each row execute function app.one_thing_at_a_time();

-- A reminder taken back takes back what was made of it and is not on its way yet, in the same statement.
set local role carenet_sealed;
create function app.take_back() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.state in ('cancelled', 'expired') and old.state <> new.state then
    update public.outgoing set state = new.state, state_at = now(), state_because = 'its reminder was taken back'
    where reminder = new.id and state in ('queued', 'held');
  end if;
  return null;
end $$;
revoke all on function app.take_back() from public;
grant execute on function app.take_back() to carenet_owner;
set local role carenet_owner;
grant select, update on outgoing to carenet_sealed;
create trigger take_back after update of state on reminders for each row execute function app.take_back();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
