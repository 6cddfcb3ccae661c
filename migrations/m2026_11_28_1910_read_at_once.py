"""Who has room is read at once for all helpers, and how many adults a session needs once per session."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T19:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Loads are read at once"

UP = r"""
set local role carenet_sealed;
-- Asked person by person, the loads of a county took most of the time of a list of who may help.
-- Households of a proxy parent and circles of who accompanies them count once; who holds nothing is no row.
create function app.loads_of(p_people uuid[], p_service text, p_more uuid default null) returns table (person uuid, load int)
language sql stable security definer set search_path = '' as $$
  select x.person, count(distinct case when p_service = 'proxy_parent' then coalesce(m.household, x.child) when p_service = 'peer' then coalesce(x.circle, x.child) else x.child end)::int
  from (select p.person, p.child, n.group_key as circle from public.placements p left join public.needs n on n.id = p.need and n.service = 'peer'
      where p.person = any (p_people) and p.ends_on is null and p.kind = any (case p_service
        when 'host_family' then array['full_care', 'half_care'] else array[p_service] end)
    union all select b.person, b.child, null from public.backups b join public.placements p on p.id = b.placement where b.person = any (p_people)
      and b.accepted_at is not null and b.closed_at is null and b.ends_at > now() and p.ends_on is null and p.kind = any (case p_service
        when 'host_family' then array['full_care', 'half_care'] else array[p_service] end)
    union all select h.person, p_more, (select n.group_key from public.needs n where n.child = p_more and n.service = 'peer' order by n.opened_on desc, n.id desc limit 1)
      from unnest(p_people) h (person) where p_more is not null) x
  left join public.household_members m on m.child = x.child and m.ends_on is null
  group by x.person
$$;
revoke all on function app.loads_of(uuid[], text, uuid) from public;

create or replace function app.load_of(p_person uuid, p_service text, p_more uuid default null) returns int
language sql stable security definer set search_path = '' as $$
  select coalesce((select w.load from app.loads_of(array[p_person], p_service, p_more) w), 0)
$$;

create or replace function app.supply(p_service text, p_near text, p_day date)
returns table (person uuid, offer uuid, division text, latitude float8, longitude float8, capacity int, load int, sex text, tier text,
  suspended boolean, organisation uuid, host_family uuid, home_cleared boolean, woman_cleared boolean, takes_girls boolean, takes_boys boolean,
  approved boolean, reach_minutes int, subjects text[], understands text[], explains text[], free text[], ends_on date, lapsed_on date)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not (session_user = 'carenet_worker' or current_setting('role', true) = 'carenet_worker'
          or exists (select from app.acting() a where a.role in ('carenet_officer', 'carenet_area')
                     and left(a.lo, least(length(a.lo), length(p_near))) = left(p_near, least(length(a.lo), length(p_near))))) then
    raise exception using errcode = 'CN404', message = 'not within this scope';
  end if;
  return query
  with offered as (
    select o.person, o.id as offer, o.division::text as division, o.capacity, o.organisation, o.host_family, o.ends_on
      from public.offers o where o.service = p_service and o.starts_on <= p_day and (o.ends_on is null or o.ends_on >= p_day)
        and case p_service
          when 'tutoring' then not exists (select from public.volunteers v where v.person = o.person)
            or exists (select from public.volunteers v where v.person = o.person and v.left_on is null)
          when 'proxy_parent' then not exists (select from public.proxy_parents x where x.person = o.person)
            or exists (select from public.proxy_parents x where x.person = o.person and x.left_on is null)
          when 'host_family' then o.host_family is null
            or exists (select from public.host_families f where f.id = o.host_family and f.left_on is null)
          else true end
    union all
    select v.person, null, p.division::text, greatest(1, v.hours_week_max / 2), null, null, null
      from public.volunteers v join public.people p on p.id = v.person
      where p_service = 'tutoring' and v.left_on is null and v.joined_on <= p_day
        and not exists (select from public.offers o where o.person = v.person and o.service = 'tutoring')
    union all
    select x.person, null, p.division::text, x.households_max, null, null, null
      from public.proxy_parents x join public.people p on p.id = x.person
      where p_service = 'proxy_parent' and x.left_on is null and x.joined_on <= p_day
        and not exists (select from public.offers o where o.person = x.person and o.service = 'proxy_parent')
    union all
    select (select a.person from public.host_family_adults a where a.family = f.id and a.left_on is null order by a.confirmed_on, a.id limit 1),
      null, f.village::text, f.beds, null, f.id, null
      from public.host_families f where p_service = 'host_family' and f.left_on is null
        and not exists (select from public.offers o where o.host_family = f.id and o.service = 'host_family')
    union all
    select c.person, null, s.division::text, case p_service when 'peer' then 2 else 8 end, s.id, null, d.ends_on
      from public.duties d join public.accounts c on c.id = d.account join public.organisations s on s.id = d.organisation
      where p_service in ('paired_teacher', 'peer') and d.role = 'teacher' and d.approved_at is not null and d.starts_on <= p_day and d.ends_on >= p_day
        and not exists (select from public.duty_endings e where e.duty = d.id)),
  one as (
    select distinct on (o.person, o.organisation, o.host_family) o.* from offered o
    where o.person is not null and o.division >= p_near and o.division < p_near || '~'
    order by o.person, o.organisation, o.host_family, o.offer desc nulls last)
  select o.person, o.offer, o.division, coalesce(h.latitude, s.latitude, d.latitude), coalesce(h.longitude, s.longitude, d.longitude),
    o.capacity, coalesce(w.load, 0),
    p.sex::text, case when p_service = 'peer' and app.may_accompany(o.person, p_day) then 'cleared' else app.tier_on(o.person, p_day) end, app.suspended(o.person), o.organisation, o.host_family,
    f.id is null or not exists (select from public.host_family_adults a where a.family = f.id and a.left_on is null
      and app.tier_on(a.person, p_day) is distinct from 'cleared'),
    f.id is null or exists (select from public.host_family_adults a join public.people w on w.id = a.person where a.family = f.id
      and a.left_on is null and w.sex = 'f' and app.tier_on(a.person, p_day) = 'cleared'),
    coalesce(f.takes_girls, true), coalesce(f.takes_boys, true),
    (f.id is null or app.home_ready(f.id, p_day)) and (p_service <> 'proxy_parent' or app.proxy_ready(o.person, p_day)),
    coalesce(v.reach_minutes, case p_service when 'proxy_parent' then 90 when 'host_family' then 45 else 60 end),
    coalesce(v.subjects::text[], '{}'),
    array(select l.language::text from public.person_languages l where l.person = o.person),
    array(select l.language::text from public.person_languages l where l.person = o.person and l.can_explain),
    array(select a.weekday || '-' || a.part from public.availabilities a where a.person = o.person),
    o.ends_on, (select max(c.ends_on) from public.cleared_spans c where c.person = o.person and c.tier = 'cleared')
  from one o join public.people p on p.id = o.person
    left join public.host_families f on f.id = o.host_family
    left join public.hamlets h on h.id = f.hamlet
    left join public.organisations s on s.id = o.organisation and p_service in ('paired_teacher', 'peer')
    left join public.divisions d on d.code = o.division
    left join public.volunteers v on v.person = o.person and v.left_on is null and p_service = 'tutoring'
    left join app.loads_of(array(select distinct x.person from one x), p_service) w on w.person = o.person
  order by o.person, o.host_family;
end $$;
reset role;

set local role carenet_owner;
drop function app.adults_needed(public.care_sessions);
set local role carenet_sealed;
-- One adult alone is for an observable place with one group. Where another group is there at the time, each needs two;
-- and where all who come belong together, one more is needed.
create function app.adults_needed(s public.care_sessions) returns integer
language plpgsql stable security definer cost 1000 set search_path = '' as $$
declare needed integer := s.adults_min;
begin
  if s.kind = 'counselling' then return needed; end if;
  if needed < 2 and exists (select from public.care_sessions o
      where o.centre = s.centre and o.on_day = s.on_day and o.id <> s.id and o.cancelled_at is null and o.kind <> 'counselling'
        and o.starts_at < s.ends_at and o.ends_at > s.starts_at) then
    needed := 2;
  end if;
  if needed >= 2 and s.adults >= needed and app.comes_together(s.id) then return s.adults + 1; end if;
  return needed;
end $$;
revoke all on function app.adults_needed(public.care_sessions) from public;
grant execute on function app.adults_needed(public.care_sessions) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
set local role carenet_owner;
-- No search_path: so the planner writes it into the query, and only who has enough by the plain figure is looked at closely.
create function app.lacks_adults(s public.care_sessions) returns boolean language sql stable
return s.adults < s.adults_min or s.adults < app.adults_needed(s);
revoke all on function app.lacks_adults(public.care_sessions) from public;
grant execute on function app.lacks_adults(public.care_sessions) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
