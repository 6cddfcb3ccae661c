"""Two children who are not to be together: no home, circle, group or pair of lessons puts them at one place."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T17:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Children who are not to be together"

UP = r"""
-- One row in the file of each of the two: each moves with its child. What is said of it is sealed.
create table children_apart (
  id uuid primary key default uuidv7(),
  pair uuid not null,
  child uuid not null,
  village varchar(13) collate "C" not null,
  other uuid not null references children on delete restrict on update cascade,
  because_sealed bytea not null,
  by uuid not null,
  at timestamptz not null default now(),
  until date,
  ended_at timestamptz,
  ended_by uuid,
  ended_because varchar(200),
  unique (pair, child),
  check (child <> other),
  check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_because is null)),
  foreign key (child, village) references children (id, village) on delete restrict on update cascade);
create index children_apart_child on children_apart (child, village);
create index children_apart_village on children_apart (village);
create index children_apart_other on children_apart (other);
alter table children_apart enable row level security, force row level security;
create policy officer on children_apart to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on children_apart to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on children_apart for select to carenet_worker using (true);
grant select (id, pair, child, village, other, by, at, until, ended_at, ended_by, ended_because) on children_apart
  to carenet_officer, carenet_area, carenet_worker;
grant insert on children_apart to carenet_officer, carenet_area;
grant select, update on children_apart to carenet_sealed;
grant select on placements, proposals, needs, enrolments, host_family_adults, backups to carenet_sealed;

set local role carenet_sealed;
-- Whether two children are not to be together on a day.
create function app.are_apart(p_one uuid, p_other uuid, p_day date default app.local_today()) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.children_apart a where a.child = p_one and a.other = p_other
    and a.ended_at is null and (a.until is null or a.until >= p_day))
$$;

-- Why: for officers over one of the two, with two factors.
create function app.why_apart(p_pair uuid, p_child uuid) returns bytea
language sql stable security definer set search_path = '' as $$
  select x.because_sealed from public.children_apart x, app.acting() a
  where x.pair = p_pair and x.child = p_child and a.factors >= 2 and a.role <> 'carenet_helper'
    and x.village >= a.lo and x.village < a.hi and (a.towns = '{}' or left(x.village, 9) = any (a.towns))
$$;

-- It ends for both at once, by an officer over one of them.
create function app.end_apart(p_pair uuid, p_because text, p_now timestamptz) returns uuid[]
language sql security definer set search_path = '' as $$
  with mine as (select x.pair, a.account from public.children_apart x, app.acting() a
    where x.pair = p_pair and a.role <> 'carenet_helper' and x.village >= a.lo and x.village < a.hi
      and (a.towns = '{}' or left(x.village, 9) = any (a.towns)) limit 1),
  ended as (update public.children_apart x set ended_at = p_now, ended_by = m.account, ended_because = p_because
    from mine m where x.pair = m.pair and x.ended_at is null returning x.child)
  select coalesce(array_agg(e.child), '{}') from ended e
$$;

-- No one home, no one pair of lessons, no one circle.
create function app.not_beside() returns trigger language plpgsql security definer set search_path = '' as $$
declare circle uuid;
begin
  if new.ends_on is not null then return new; end if;
  if new.kind = 'peer' then select n.group_key into circle from public.needs n where n.id = new.need; end if;
  if exists (select from public.children_apart a join public.placements p on p.child = a.other and p.ends_on is null
      left join public.needs m on m.id = p.need
    where a.child = new.child and a.ended_at is null and (a.until is null or a.until >= app.local_today())
      and case when new.kind in ('full_care', 'half_care') then p.kind in ('full_care', 'half_care')
            and (p.person = new.person or p.host_family = new.host_family)
          when new.kind = 'tutoring' then p.kind = 'tutoring' and p.person = new.person
          when new.kind = 'peer' then p.kind = 'peer' and m.group_key = circle
          else false end) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  return new;
end $$;

create function app.not_asked_beside() returns trigger language plpgsql security definer set search_path = '' as $$
declare need record;
begin
  select n.service, n.group_key into need from public.needs n where n.id = new.need;
  if need.service not in ('host_family', 'tutoring') and (need.service <> 'peer' or need.group_key is null) then return new; end if;
  if exists (select from public.children_apart a
    where a.child = new.child and a.ended_at is null and (a.until is null or a.until >= app.local_today())
      and (need.service <> 'peer' and exists (select from public.placements p where p.child = a.other and p.ends_on is null
          and case need.service when 'tutoring' then p.kind = 'tutoring' else p.kind in ('full_care', 'half_care') end
          and (p.person = new.person or need.service = 'host_family' and p.host_family in (
            select h.family from public.host_family_adults h where h.person = new.person and h.left_on is null)))
        or exists (select from public.proposals q join public.needs m on m.id = q.need
          where q.child = a.other and q.person = new.person and m.service = need.service
            and (q.state in ('published', 'agreed', 'accepted') or q.round = new.round and q.state in ('draft', 'locked'))
            and (need.service <> 'peer' or m.group_key = need.group_key)))) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  return new;
end $$;

-- Who stands in takes the child to where its own hosted children are.
create function app.not_covered_beside() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.person is null or new.closed_at is not null then return new; end if;
  if exists (select from public.placements mine join public.children_apart a on a.child = mine.child
      join public.placements p on p.child = a.other and p.ends_on is null and p.kind in ('full_care', 'half_care')
    where mine.id = new.placement and mine.kind in ('full_care', 'half_care') and a.ended_at is null
      and (a.until is null or a.until >= app.local_today())
      and (p.person = new.person or p.host_family in (select h.family from public.host_family_adults h
        where h.person = new.person and h.left_on is null))) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  return new;
end $$;

create function app.not_in_one_group() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if (new.ends_on is null or new.ends_on >= new.starts_on) and exists (
    select from public.children_apart a join public.enrolments e on e.child = a.other and e.series = new.series
    where a.child = new.child and a.ended_at is null and (a.until is null or a.until >= greatest(new.starts_on, app.local_today()))
      and (e.ends_on is null or e.ends_on >= greatest(new.starts_on, app.local_today()))
      and (new.ends_on is null or e.starts_on <= new.ends_on)) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  return new;
end $$;

-- Where the two meet today all the same: for people to mend. The kind of place only.
create function app.meet_at(p_one uuid, p_other uuid) returns setof text
language sql stable security definer set search_path = '' as $$
  select distinct x.place from (
    select case when p.kind in ('full_care', 'half_care') then 'home' else p.kind end as place
      from public.placements p join public.placements q on q.child = p_other and q.ends_on is null
        left join public.needs n on n.id = p.need left join public.needs m on m.id = q.need
      where p.child = p_one and p.ends_on is null and case
        when p.kind in ('full_care', 'half_care') then q.kind in ('full_care', 'half_care') and (p.person = q.person or p.host_family = q.host_family)
        when p.kind = 'tutoring' then q.kind = 'tutoring' and p.person = q.person
        when p.kind = 'peer' then q.kind = 'peer' and n.group_key = m.group_key else false end
    union all select 'group' from public.enrolments e join public.enrolments f on f.series = e.series and f.child = p_other
      where e.child = p_one and (e.ends_on is null or e.ends_on >= app.local_today()) and (f.ends_on is null or f.ends_on >= app.local_today())) x
$$;
revoke all on function app.are_apart(uuid, uuid, date), app.why_apart(uuid, uuid), app.end_apart(uuid, text, timestamptz), app.not_beside(),
  app.not_asked_beside(), app.not_covered_beside(), app.not_in_one_group(), app.meet_at(uuid, uuid) from public;
grant execute on function app.why_apart(uuid, uuid), app.end_apart(uuid, text, timestamptz) to carenet_officer, carenet_area;
grant execute on function app.meet_at(uuid, uuid), app.are_apart(uuid, uuid, date) to carenet_officer, carenet_area, carenet_worker;
grant execute on function app.not_beside(), app.not_asked_beside(), app.not_covered_beside(), app.not_in_one_group() to carenet_owner;
set local role carenet_owner;
create trigger not_beside before insert or update of person, host_family, ends_on on placements for each row execute function app.not_beside();
create trigger not_asked_beside before insert on proposals for each row execute function app.not_asked_beside();
create trigger not_covered_beside before insert or update of person on backups for each row execute function app.not_covered_beside();
create trigger not_in_one_group before insert or update of ends_on on enrolments for each row execute function app.not_in_one_group();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
