"""Whoever is kept apart stays so when two act at once, where family keeps one of the two, and while somebody stands in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T18:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Kept apart also when two act at once"

UP = r"""
set local role carenet_sealed;
-- Whoever puts one of two children somewhere waits for whoever puts the other, or is just keeping them apart.
create function app.hold_apart(p_child uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.children c where c.id = p_child for key share;
  perform from public.children_apart a where a.pair in (
    select x.pair from public.children_apart x where x.child = p_child and x.ended_at is null)
  order by a.pair, a.id for update;
end $$;

-- The adults of one roof, and their host families.
create function app.one_roof(p_person uuid, p_family uuid, out people uuid[], out families uuid[])
language sql stable security definer set search_path = '' as $$
  with homes as (select p_family as family where p_family is not null
    union select h.family from public.host_family_adults h where h.person = p_person and h.left_on is null)
  select array(select p_person union select h.person from public.host_family_adults h, homes
      where h.family = homes.family and h.left_on is null), array(select family from homes)
$$;

-- Is a child there, or does it come there in that time, that is not to be with this one? Hosted, covered for a while, or kept by family.
create function app.other_at_home(p_child uuid, p_person uuid, p_family uuid, p_time tstzrange) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.children_apart a, app.one_roof(p_person, p_family) roof
    where a.child = p_child and a.ended_at is null and (a.until is null or a.until >= app.local_today()) and (
      exists (select from public.placements p where p.child = a.other and p.ends_on is null
        and p.kind in ('full_care', 'half_care') and (p.person = any (roof.people) or p.host_family = any (roof.families)))
      or exists (select from public.carers c where c.child = a.other and c.ends_on is null and c.person = any (roof.people))
      or exists (select from public.backups b join public.placements p on p.id = b.placement
        where b.child = a.other and b.closed_at is null and p.ends_on is null and p.kind in ('full_care', 'half_care')
          and (b.person = any (roof.people) or b.host_family = any (roof.families))
          and tstzrange(b.starts_at, b.ends_at) && p_time)))
$$;

create or replace function app.not_beside() returns trigger language plpgsql security definer set search_path = '' as $$
declare circle uuid;
begin
  if new.ends_on is not null then return new; end if;
  perform app.hold_apart(new.child);
  if new.kind = 'peer' then select n.group_key into circle from public.needs n where n.id = new.need; end if;
  if (case when new.kind in ('full_care', 'half_care') then
      app.other_at_home(new.child, new.person, new.host_family, tstzrange(now(), null))
    else exists (select from public.children_apart a join public.placements p on p.child = a.other and p.ends_on is null and p.kind = new.kind
        left join public.needs m on m.id = p.need
      where a.child = new.child and a.ended_at is null and (a.until is null or a.until >= app.local_today())
        and case new.kind when 'tutoring' then p.person = new.person when 'peer' then m.group_key = circle else false end) end) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  return new;
end $$;

create or replace function app.not_asked_beside() returns trigger language plpgsql security definer set search_path = '' as $$
declare need record;
begin
  select n.service, n.group_key into need from public.needs n where n.id = new.need;
  if need.service not in ('host_family', 'tutoring') and (need.service <> 'peer' or need.group_key is null) then return new; end if;
  perform app.hold_apart(new.child);
  if need.service = 'host_family' and app.other_at_home(new.child, new.person, null, tstzrange(now(), null))
    or exists (select from public.children_apart a
    where a.child = new.child and a.ended_at is null and (a.until is null or a.until >= app.local_today())
      and (need.service = 'tutoring' and exists (select from public.placements p where p.child = a.other and p.ends_on is null
          and p.kind = 'tutoring' and p.person = new.person)
        or exists (select from public.proposals q join public.needs m on m.id = q.need
          where q.child = a.other and q.person = new.person and m.service = need.service
            and (q.state in ('published', 'agreed', 'accepted') or q.round = new.round and q.state in ('draft', 'locked'))
            and (need.service <> 'peer' or m.group_key = need.group_key)))) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  return new;
end $$;

create or replace function app.not_covered_beside() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.person is null or new.closed_at is not null then return new; end if;
  if not exists (select from public.placements p where p.id = new.placement and p.kind in ('full_care', 'half_care')) then return new; end if;
  perform app.hold_apart(new.child);
  if app.other_at_home(new.child, new.person, new.host_family, tstzrange(new.starts_at, new.ends_at)) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  return new;
end $$;

create or replace function app.not_in_one_group() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.ends_on is not null and new.ends_on < new.starts_on then return new; end if;
  perform app.hold_apart(new.child);
  if exists (
    select from public.children_apart a join public.enrolments e on e.child = a.other and e.series = new.series
    where a.child = new.child and a.ended_at is null and (a.until is null or a.until >= greatest(new.starts_on, app.local_today()))
      and (e.ends_on is null or e.ends_on >= greatest(new.starts_on, app.local_today()))
      and (new.ends_on is null or e.starts_on <= new.ends_on)) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  return new;
end $$;

-- Where the two meet today all the same, said to whoever has a duty to the first: the kind of place only.
create or replace function app.meet_at(p_one uuid, p_other uuid) returns setof text
language sql stable security definer set search_path = '' as $$
  select distinct x.place from (
    select case when p.kind in ('full_care', 'half_care') then 'home' else p.kind end as place
      from public.placements p join public.placements q on q.child = p_other and q.ends_on is null
        left join public.needs n on n.id = p.need left join public.needs m on m.id = q.need
      where p.child = p_one and p.ends_on is null and case
        when p.kind in ('full_care', 'half_care') then q.kind in ('full_care', 'half_care') and (p.person = q.person or p.host_family = q.host_family)
        when p.kind = 'tutoring' then q.kind = 'tutoring' and p.person = q.person
        when p.kind = 'peer' then q.kind = 'peer' and n.group_key = m.group_key else false end
    union all select 'home' from (values (p_one, p_other), (p_other, p_one)) t(hosted, kept)
      join public.placements p on p.child = t.hosted and p.ends_on is null and p.kind in ('full_care', 'half_care')
      join public.carers c on c.child = t.kept and c.ends_on is null
      where c.person = any ((app.one_roof(p.person, p.host_family)).people)
    union all select 'group' from public.enrolments e join public.enrolments f on f.series = e.series and f.child = p_other
      where e.child = p_one and (e.ends_on is null or e.ends_on >= app.local_today()) and (f.ends_on is null or f.ends_on >= app.local_today())) x
  where app.covers_child(p_one)
$$;

-- Whoever answers for a village but these people, who are what it is about.
create function app.answers_besides(p_village text, p_now timestamptz, p_not uuid[]) returns uuid
language sql stable security definer set search_path = '' as $$
  select c.person from public.duties d join public.accounts c on c.id = d.account
  where d.role in ('director', 'township', 'county', 'city') and d.approved_at is not null
    and d.starts_on <= (p_now at time zone 'Asia/Shanghai')::date and d.ends_on >= (p_now at time zone 'Asia/Shanghai')::date
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and d.lo <= p_village and p_village < d.hi and (d.towns = '{}' or left(p_village, 9) = any (d.towns))
    and not app.suspended(c.person, p_now) and c.person <> all (p_not)
  order by array_position(array['director', 'township', 'county', 'city'], d.role::text), d.starts_on, d.id limit 1
$$;
create or replace function app.answers_for(p_village text, p_now timestamptz) returns uuid
language sql stable security definer set search_path = '' as $$ select app.answers_besides(p_village, p_now, '{}') $$;

revoke all on function app.hold_apart(uuid), app.one_roof(uuid, uuid), app.other_at_home(uuid, uuid, uuid, tstzrange),
  app.answers_besides(text, timestamptz, uuid[]) from public;
revoke execute on function app.are_apart(uuid, uuid, date) from carenet_officer, carenet_area, carenet_worker;
revoke execute on function app.meet_at(uuid, uuid) from carenet_worker;
grant execute on function app.answers_besides(text, timestamptz, uuid[]) to carenet_worker;
set local role carenet_owner;
drop trigger not_covered_beside on backups;
create trigger not_covered_beside before insert or update of person, starts_at, ends_at on backups
  for each row execute function app.not_covered_beside();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
