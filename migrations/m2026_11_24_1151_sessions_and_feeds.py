"""Sessions that move, places that are run, feeds that are read without a sign-in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Sessions that move, places that are run, feeds that are read without a sign-in"

UP = r"""
alter table care_sessions add column planned_on date, add column moved_at timestamptz;
-- The pattern's day, whatever day it was moved to: making a series again makes no twin.
create unique index one_session_a_planned_day on care_sessions (series, coalesce(planned_on, on_day)) where series is not null;
alter table children add column class_said varchar(30);
create unique index one_feed_a_purpose on feeds (person, purpose) where ended_at is null;
create unique index one_line_a_client on feed_fetches (feed, client);
create index sessions_by_start on care_sessions (starts_at) where cancelled_at is null;

grant select on centres, care_sessions, sign_ups, commitments, registers, enrolments, feeds, feed_fetches, guardians, reaches to carenet_sealed;
grant update, delete on commitments to carenet_sealed;
grant update on sign_ups to carenet_sealed;
grant insert, update on feed_fetches to carenet_sealed;
set local role carenet_sealed;

-- Does the one who acts run this centre: an officer of its village, or a duty at the place?
create function app.runs_centre(p_centre uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from app.acting() a join public.centres c on c.id = p_centre where a.account is not null and (
    (a.role <> 'carenet_helper' and c.village >= a.lo and c.village < a.hi and (a.towns = '{}' or left(c.village, 9) = any (a.towns)))
    or c.id = any (a.offices)))
$$;

-- Adults of a session are free again: whoever calls it off need not be able to see them.
create function app.free_session(p_session uuid) returns void language plpgsql security definer set search_path = '' as $$
begin
  if not app.runs_centre((select s.centre from public.care_sessions s where s.id = p_session)) then
    raise exception using errcode = 'CN404', message = 'no such session in this scope';
  end if;
  delete from public.commitments c where c.because = 'session:' || p_session::text;
end $$;

-- A session moves and its adults with it; who is taken or not cleared at the new time is let go and named.
create function app.retime_session(p_session uuid, p_starts timestamptz, p_ends timestamptz, p_day date) returns setof uuid
language plpgsql security definer set search_path = '' as $$
declare u record; fits boolean;
begin
  if not app.runs_centre((select s.centre from public.care_sessions s where s.id = p_session)) then
    raise exception using errcode = 'CN404', message = 'no such session in this scope';
  end if;
  for u in select * from public.sign_ups x where x.care_session = p_session and x.withdrawn_at is null order by x.person loop
    fits := app.tier_on(u.person, p_day) is not null;
    if fits then
      begin
        update public.commitments c set starts_at = p_starts, ends_at = p_ends
          where c.person = u.person and c.because = 'session:' || p_session::text;
      exception when exclusion_violation then fits := false;
      end;
    end if;
    if not fits then
      delete from public.commitments c where c.person = u.person and c.because = 'session:' || p_session::text;
      update public.sign_ups x set withdrawn_at = now() where x.id = u.id;
      return next u.person;
    end if;
  end loop;
end $$;

-- Whoever leads a place reaches the children enrolled there.
create function app.reach_enrolled(p_centre uuid, p_day date, p_at timestamptz) returns int
language sql security definer set search_path = '' as $$
  with mine as (select a.person from app.acting() a where p_centre = any (a.offices)),
  given as (insert into public.reaches (person, child, village, because, starts_at)
    select distinct m.person, e.child, e.village, 'centre:' || p_centre::text, p_at
    from mine m join public.enrolments e on e.centre = p_centre
    where e.starts_on <= p_day and (e.ends_on is null or e.ends_on >= p_day)
      and not exists (select from public.reaches r where r.person = m.person and r.child = e.child
                      and (r.ends_at is null or r.ends_at > p_at))
    on conflict (person, child, because) do update set ends_at = null, starts_at = excluded.starts_at
    returning 1)
  select count(*)::int from given
$$;

-- A fetch of a feed: its holder and purpose, or nothing for whatever is dead, suspended, frozen or never was.
-- A second kind of client must be answered for within a day, a third freezes at once; addresses are never counted.
create function app.fetch_feed(p_sha bytea, p_client text, p_at timestamptz)
returns table (id uuid, account uuid, person uuid, purpose text, alarm_minutes int, language text)
language plpgsql security definer set search_path = '' as $$
declare f public.feeds; strangers int; oldest timestamptz;
begin
  select * into f from public.feeds x where x.token_sha256 = p_sha and x.ended_at is null and x.ends > p_at;
  if f.id is null then return; end if;
  if app.suspended(f.person) or exists (select from public.account_endings e where e.account = f.account and e.undone_at is null)
     or not (exists (select from public.account_roles r where r.account = f.account and r.starts_on <= app.local_today()
                     and (r.ends_on is null or r.ends_on >= app.local_today())) or exists (select from app.live_duties(f.account))) then
    return;
  end if;
  insert into public.feed_fetches (feed, client, first_at, last_at)
  select f.id, p_client, p_at, p_at where (select count(*) from public.feed_fetches x where x.feed = f.id) < 8
    or exists (select from public.feed_fetches x where x.feed = f.id and x.client = p_client)
  on conflict (feed, client) do update set last_at = excluded.last_at, times = public.feed_fetches.times + 1;
  select count(*), min(x.first_at) into strangers, oldest from (
    select y.first_at, y.allowed_at, row_number() over (order by y.first_at, y.id) as n from public.feed_fetches y where y.feed = f.id) x
  where x.n > 1 and x.allowed_at is null;
  if f.frozen_at is not null or strangers >= 2 or (strangers = 1 and oldest < p_at - interval '24 hours') then return; end if;
  return query select f.id, f.account, f.person, f.purpose::text, f.alarm_minutes, f.language::text;
end $$;

-- What a feed holds: already the least it may say. No child, no counselling, nothing before p_from.
create function app.feed_entries(p_sha bytea, p_from timestamptz, p_until timestamptz) returns table (
  session uuid, sequence int, updated_at timestamptz, starts_at timestamptz, ends_at timestamptz,
  kind text, place text, short_code text, cancelled boolean)
language plpgsql stable security definer set search_path = '' as $$
declare f public.feeds;
begin
  select * into f from public.feeds x where x.token_sha256 = p_sha and x.ended_at is null;
  if f.purpose = 'shifts' then
    return query
      select s.id, s.sequence + u.changes, greatest(s.updated_at, u.changed_at), s.starts_at, s.ends_at, s.kind::text,
        c.name::text, c.short_code::text, s.cancelled_at is not null or not u.live
      from (select x.care_session, (count(*) + count(x.withdrawn_at))::int - 1 as changes, bool_or(x.withdrawn_at is null) as live,
                   greatest(max(x.signed_up_at), max(x.withdrawn_at)) as changed_at
            from public.sign_ups x where x.person = f.person group by x.care_session) u
      join public.care_sessions s on s.id = u.care_session join public.centres c on c.id = s.centre
      where s.starts_at >= p_from and s.starts_at < p_until and s.kind <> 'counselling'
      order by s.starts_at, s.id limit 500;
  elsif f.purpose = 'centre' then
    return query
      select s.id, s.sequence, s.updated_at, s.starts_at, s.ends_at, s.kind::text, c.name::text, c.short_code::text, s.cancelled_at is not null
      from public.care_sessions s join public.centres c on c.id = s.centre
      where c.id in (select d.organisation from app.live_duties(f.account) d where d.role = 'lead')
        and s.starts_at >= p_from and s.starts_at < p_until and s.kind <> 'counselling'
      order by s.starts_at, s.id limit 500;
  elsif f.purpose = 'family' then
    return query
      select s.id, s.sequence, s.updated_at, s.starts_at, s.ends_at, s.kind::text, c.name::text, c.short_code::text, s.cancelled_at is not null
      from public.care_sessions s join public.centres c on c.id = s.centre
      where s.starts_at >= p_from and s.starts_at < p_until and s.kind <> 'counselling'
        and exists (select from public.enrolments e join public.guardians g on g.child = e.child
          where e.series = s.series and e.starts_on <= s.on_day and (e.ends_on is null or e.ends_on >= s.on_day)
            and g.person = f.person and g.ends_on is null and g.separated_on is null and g.caring_confirmed_on is not null
            and e.child = any (app.children_of(f.person)))
      order by s.starts_at, s.id limit 500;
  end if;
end $$;

revoke all on function app.runs_centre(uuid), app.free_session(uuid), app.retime_session(uuid, timestamptz, timestamptz, date),
  app.reach_enrolled(uuid, date, timestamptz), app.fetch_feed(bytea, text, timestamptz),
  app.feed_entries(bytea, timestamptz, timestamptz) from public;
grant execute on function app.runs_centre(uuid), app.free_session(uuid), app.retime_session(uuid, timestamptz, timestamptz, date),
  app.reach_enrolled(uuid, date, timestamptz) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.fetch_feed(bytea, text, timestamptz), app.feed_entries(bytea, timestamptz, timestamptz) to carenet_app;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
