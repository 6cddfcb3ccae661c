"""Cover for a while, said yes and no to; alarms and calendars follow whoever stands in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Verbs of cover; alarms and feeds follow it"

UP = r"""
grant select on placements, backups, backup_changes to carenet_sealed;
set local role carenet_sealed;

-- Who answers for a placement at a moment: whoever stands in for it, else the adult of the base.
create function app.stands_for(p_placement uuid, p_at timestamptz) returns uuid
language sql stable security definer set search_path = '' as $$
  select coalesce((select b.person from public.backups b where b.placement = p_placement and b.accepted_at is not null
      and b.closed_at is null and b.starts_at <= p_at and b.ends_at > p_at),
    (select p.person from public.placements p where p.id = p_placement))
$$;

-- May the one who acts decide about it: an officer of the village, or the adult of the base and of its home?
create function app.keeps_placement(p_placement uuid, p_officers_only boolean) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from app.acting() a join public.placements p on p.id = p_placement where a.account is not null and (
    (a.role <> 'carenet_helper' and p.village >= a.lo and p.village < a.hi and (a.towns = '{}' or left(p.village, 9) = any (a.towns)))
    or (not p_officers_only and (p.person = a.person or p.host_family = any (app.my_families())))))
$$;

create function app.note_backup(p_backup uuid, p_what text, p_because text, p_now timestamptz) returns void
language sql security definer set search_path = '' as $$
  insert into public.backup_changes (backup, child, village, what, person, by, at, because, starts_at, ends_at)
  select b.id, b.child, b.village, p_what, b.person, (select a.account from app.acting() a), p_now, p_because, b.starts_at, b.ends_at
  from public.backups b where b.id = p_backup
$$;

-- Cover is wanted by the adult itself, or by an officer who may name somebody at once.
create function app.want_backup(p_id uuid, p_placement uuid, p_person uuid, p_starts timestamptz, p_ends timestamptz,
  p_because text, p_now timestamptz) returns boolean language plpgsql security definer set search_path = '' as $$
declare p record; home uuid;
begin
  select * into p from public.placements x where x.id = p_placement for update;
  if p.id is null or not app.keeps_placement(p_placement, p_person is not null) then return false; end if;
  if p.ends_on is not null then raise exception using errcode = 'CN002', message = 'over'; end if;
  if p_person is not null and p.kind in ('full_care', 'half_care') then
    select a.family into home from public.host_family_adults a join public.host_families f on f.id = a.family
      where a.person = p_person and a.left_on is null and f.left_on is null order by f.id limit 1;
  end if;
  insert into public.backups (id, placement, child, village, person, host_family, starts_at, ends_at, asked_by, because, asked_at)
  values (p_id, p.id, p.child, p.village, p_person, home, p_starts, p_ends,
    (select a.account from app.acting() a), p_because, p_now);
  perform app.note_backup(p_id, case when p_person is null then 'wanted' else 'asked' end, p_because, p_now);
  return true;
end $$;

-- Somebody is named for cover that is wanted, or somebody else after a no.
create function app.name_backup(p_backup uuid, p_person uuid, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
declare b record; home uuid;
begin
  select x.*, p.kind into b from public.backups x join public.placements p on p.id = x.placement where x.id = p_backup for update of x;
  if b.id is null or not app.keeps_placement(b.placement, true) then return false; end if;
  if b.closed_at is not null or b.accepted_at is not null or b.ends_at <= p_now then
    raise exception using errcode = 'CN002', message = 'no longer open';
  end if;
  if b.kind in ('full_care', 'half_care') then
    select a.family into home from public.host_family_adults a join public.host_families f on f.id = a.family
      where a.person = p_person and a.left_on is null and f.left_on is null order by f.id limit 1;
  end if;
  update public.backups set person = p_person, host_family = home where id = p_backup;
  perform app.note_backup(p_backup, 'asked', null, p_now);
  return true;
end $$;

create function app.my_backup_asks(p_now timestamptz) returns table (id uuid, kind text, village text, age int, sex text, because text,
  starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select b.id, p.kind::text, p.village::text, extract(year from age(app.local_today(), c.birth_date))::int, c.sex::text, b.because::text, b.starts_at, b.ends_at
  from public.backups b join public.placements p on p.id = b.placement join public.children c on c.id = b.child
  where b.person = (select a.person from app.acting() a) and b.accepted_at is null and b.closed_at is null and b.ends_at > p_now
    and p.ends_on is null order by b.starts_at limit 20
$$;

-- What the one who acts stands in for, now or later, and who stands in for it. The child is joined by the reader's own reach.
create function app.my_backups(p_now timestamptz) returns table (id uuid, placement uuid, child uuid, kind text, mine boolean, other uuid,
  starts_at timestamptz, ends_at timestamptz, gave_up_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select b.id, b.placement, b.child, p.kind::text, b.person = w.person, case when b.person = w.person then p.person else b.person end,
    b.starts_at, b.ends_at, b.gave_up_at
  from (select a.person from app.acting() a where a.person is not null) w
  join public.backups b on b.accepted_at is not null and b.closed_at is null and b.ends_at > p_now
  join public.placements p on p.id = b.placement and (b.person = w.person or p.person = w.person)
  order by b.starts_at limit 20
$$;

-- The yes: by the adult who was named, or written down by an officer who heard it. Only from now on: nobody
-- answers for hours that have passed. Whoever stood in for the same hours is relieved at that moment.
create function app.take_backup(p_backup uuid, p_now timestamptz) returns uuid
language plpgsql security definer set search_path = '' as $$
declare who record; b record; other record; by_word boolean;
begin
  select * into who from app.acting();
  select * into b from public.backups x where x.id = p_backup for update;
  by_word := b.person is distinct from who.person;
  if b.id is null or b.person is null or who.account is null or (by_word and not app.keeps_placement(b.placement, true)) then return null; end if;
  perform from public.placements x where x.id = b.placement for update;
  if b.accepted_at is not null or b.closed_at is not null or b.ends_at <= p_now then
    raise exception using errcode = 'CN002', message = 'no longer open';
  end if;
  b.starts_at := greatest(b.starts_at, p_now);
  for other in select * from public.backups x where x.placement = b.placement and x.id <> b.id and x.accepted_at is not null and x.closed_at is null
      and x.starts_at < b.ends_at and x.ends_at > b.starts_at for update loop
    perform app.note_backup(other.id, 'replaced', null, p_now);
    if other.starts_at < b.starts_at then update public.backups set ends_at = b.starts_at where id = other.id;
    else update public.backups set closed_at = p_now where id = other.id; end if;
  end loop;
  update public.backups set accepted_at = p_now, accepted_by = who.account, starts_at = b.starts_at where id = p_backup;
  perform app.note_backup(p_backup, case when by_word then 'by_word' else 'accepted' end, null, p_now);
  return b.placement;
end $$;

-- A no before it begins frees the adult; after that it stays responsible until somebody else says yes or the base takes back.
create function app.refuse_backup(p_backup uuid, p_because text, p_now timestamptz) returns table (what text, placement uuid, village text)
language plpgsql security definer set search_path = '' as $$
declare b record;
begin
  select * into b from public.backups x where x.id = p_backup and x.person = (select a.person from app.acting() a) for update;
  if b.id is null or b.closed_at is not null or b.ends_at <= p_now then return; end if;
  if b.accepted_at is not null and b.starts_at <= p_now then
    update public.backups set gave_up_at = p_now where id = p_backup;
    perform app.note_backup(p_backup, 'gave_up', p_because, p_now);
    return query select 'gave_up'::text, b.placement, b.village::text;
    return;
  end if;
  perform app.note_backup(p_backup, 'declined', p_because, p_now);
  update public.backups set person = null, host_family = null, accepted_at = null, accepted_by = null where id = p_backup;
  return query select 'declined'::text, b.placement, b.village::text;
end $$;

-- Its end before the time: the base takes the child back, or an officer says so. Before it began it is called off.
create function app.end_backup(p_backup uuid, p_because text, p_now timestamptz) returns text
language plpgsql security definer set search_path = '' as $$
declare b record; what_ text;
begin
  select * into b from public.backups x where x.id = p_backup for update;
  if b.id is null or not app.keeps_placement(b.placement, false) then return null; end if;
  if b.closed_at is not null or b.ends_at <= p_now then raise exception using errcode = 'CN002', message = 'over'; end if;
  what_ := case when b.accepted_at is not null and b.starts_at < p_now then 'ended' else 'cancelled' end;
  if what_ = 'ended' then update public.backups set ends_at = p_now where id = p_backup;
  else update public.backups set closed_at = p_now where id = p_backup; end if;
  perform app.note_backup(p_backup, what_, p_because, p_now);
  return what_;
end $$;

create function app.move_backup(p_backup uuid, p_starts timestamptz, p_ends timestamptz, p_because text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
declare b record;
begin
  select * into b from public.backups x where x.id = p_backup for update;
  if b.id is null or not app.keeps_placement(b.placement, true) then return false; end if;
  if b.closed_at is not null or b.ends_at <= p_now or (b.accepted_at is not null and b.starts_at <= p_now and p_starts <> b.starts_at) then
    raise exception using errcode = 'CN002', message = 'what has begun keeps its beginning';
  end if;
  update public.backups set starts_at = p_starts, ends_at = p_ends where id = p_backup;
  perform app.note_backup(p_backup, 'moved', p_because, p_now);
  return true;
end $$;

create or replace function app.climb_people(p_village text, p_centre uuid, p_child uuid, p_at timestamptz)
returns table (role text, person uuid, name text, has_account boolean, suspended boolean, away boolean, deputy uuid, email boolean,
  roles text[], channels text[], quiet_from time, quiet_until time)
language sql stable security definer set search_path = '' as $$
  with asker as (select pg_has_role(current_setting('role', true), 'carenet_worker', 'member') or session_user = 'carenet_worker' as works),
  held as (
    select d.role::text as role, a.person from public.duties d join public.accounts a on a.id = d.account
    where d.role in ('lead', 'director', 'township', 'county') and d.approved_at is not null
      and d.starts_on <= (p_at at time zone 'Asia/Shanghai')::date and d.ends_on >= (p_at at time zone 'Asia/Shanghai')::date
      and not exists (select from public.duty_endings e where e.duty = d.id)
      and not exists (select from public.account_endings x where x.account = a.id and x.undone_at is null)
      and case d.role when 'lead' then d.organisation = p_centre
          else d.lo <= p_village and p_village < d.hi and (d.towns = '{}' or left(p_village, 9) = any (d.towns)) end
    union select 'duty_phone', app.on_call(left(p_village, 9), p_at)
    union select 'carer', c.person from public.carers c where c.child = p_child and c.ends_on is null and (select works from asker)
    -- Who has the child in care at that hour is its carer too: the home, or whoever stands in for it.
    union select case l.kind when 'proxy_parent' then 'proxy' else 'carer' end, app.stands_for(l.id, p_at) from public.placements l
      where l.child = p_child and l.kind in ('proxy_parent', 'full_care', 'half_care') and l.starts_on is not null
      and l.ends_on is null and (select works from asker)),
  away as (select distinct on (b.person) b.person, b.deputy from public.off_duties b
    where b.person in (select h.person from held h) and b.lifted_at is null and b.starts_at <= p_at and b.ends_at > p_at
    order by b.person, (b.deputy is null), b.starts_at desc, b.id),
  -- Who stands in may be away too: one step further is not asked, the step goes upward instead.
  everybody as (select h.role, h.person from held h where h.person is not null
    union select 'deputy', w.deputy from away w where w.deputy is not null)
  select e.role, e.person, p.name::text, a.id is not null, app.suspended(e.person, p_at),
    w.person is not null or exists (select from public.off_duties b where e.role = 'deputy' and b.person = e.person and b.lifted_at is null
      and b.starts_at <= p_at and b.ends_at > p_at),
    w.deputy,
    a.email is not null or exists (select from public.contact_ways c where c.person = e.person and c.kind = 'email' and c.ended_on is null and c.works),
    array(select distinct e2.role from everybody e2 where e2.person = e.person),
    coalesce(n.channels::text[], '{}'), n.quiet_from, n.quiet_until
  from everybody e join public.people p on p.id = e.person
  left join away w on w.person = e.person
  left join lateral (select x.id, x.email from public.accounts x where x.person = e.person
    and not exists (select from public.account_endings z where z.account = x.id and z.undone_at is null) order by x.created_at limit 1) a on true
  left join public.notification_preferences n on n.person = e.person
  where (select works from asker) or exists (select from app.acting() s where s.role in ('carenet_officer', 'carenet_area')
    and p_village >= s.lo and p_village < s.hi and (s.towns = '{}' or left(p_village, 9) = any (s.towns)))
  order by 1, 3, 2 limit 200 $$;

create or replace function app.feed_entries(p_sha bytea, p_from timestamptz, p_until timestamptz) returns table (
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
    -- Days on which the holder stands in for somebody: the hours alone, neither child nor place.
    return query
      select b.id, c.changes, c.changed_at, b.starts_at, b.ends_at, 'cover'::text, ''::text, ''::text, b.closed_at is not null
      from public.backups b cross join lateral (select greatest(count(*)::int - 1, 0) as changes, max(x.at) as changed_at
        from public.backup_changes x where x.backup = b.id) c
      where b.person = f.person and b.accepted_at is not null and b.ends_at > p_from and b.starts_at < p_until
      order by b.starts_at, b.id limit 100;
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

revoke all on function app.stands_for(uuid, timestamptz), app.keeps_placement(uuid, boolean), app.note_backup(uuid, text, text, timestamptz),
  app.want_backup(uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz), app.name_backup(uuid, uuid, timestamptz),
  app.my_backup_asks(timestamptz), app.my_backups(timestamptz), app.take_backup(uuid, timestamptz), app.refuse_backup(uuid, text, timestamptz),
  app.end_backup(uuid, text, timestamptz), app.move_backup(uuid, timestamptz, timestamptz, text, timestamptz) from public;
grant execute on function app.stands_for(uuid, timestamptz) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant execute on function app.want_backup(uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz), app.name_backup(uuid, uuid, timestamptz),
  app.my_backup_asks(timestamptz), app.my_backups(timestamptz), app.take_backup(uuid, timestamptz), app.refuse_backup(uuid, text, timestamptz),
  app.end_backup(uuid, text, timestamptz), app.move_backup(uuid, timestamptz, timestamptz, text, timestamptz),
  app.keeps_placement(uuid, boolean) to carenet_officer, carenet_area, carenet_helper;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
