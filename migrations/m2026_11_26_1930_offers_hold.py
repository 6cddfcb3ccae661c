"""An offer's dates hold: who wrote down from when until when is not counted outside of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T19:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The dates of an offer hold"

UP = r"""
set local role carenet_sealed;
-- Whoever has offered anything for a service is counted by the offers alone: before them, after them and
-- between them not at all; an offer of somebody who has left is none. Whoever never wrote an offer is counted by what the register says.
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
    select c.person, null, s.division::text, 8, s.id, null, d.ends_on
      from public.duties d join public.accounts c on c.id = d.account join public.organisations s on s.id = d.organisation
      where p_service = 'paired_teacher' and d.role = 'teacher' and d.approved_at is not null and d.starts_on <= p_day and d.ends_on >= p_day
        and not exists (select from public.duty_endings e where e.duty = d.id)),
  one as (
    select distinct on (o.person, o.organisation, o.host_family) o.* from offered o
    where o.person is not null and o.division >= p_near and o.division < p_near || '~'
    order by o.person, o.organisation, o.host_family, o.offer desc nulls last)
  select o.person, o.offer, o.division, coalesce(h.latitude, s.latitude, d.latitude), coalesce(h.longitude, s.longitude, d.longitude),
    o.capacity, app.load_of(o.person, p_service),
    p.sex::text, app.tier_on(o.person, p_day), app.suspended(o.person), o.organisation, o.host_family,
    f.id is null or not exists (select from public.host_family_adults a where a.family = f.id and a.left_on is null
      and app.tier_on(a.person, p_day) is distinct from 'cleared'),
    f.id is null or exists (select from public.host_family_adults a join public.people w on w.id = a.person where a.family = f.id
      and a.left_on is null and w.sex = 'f' and app.tier_on(a.person, p_day) = 'cleared'),
    coalesce(f.takes_girls, true), coalesce(f.takes_boys, true),
    f.id is null or (f.approved_on is not null and (f.renew_by is null or f.renew_by >= p_day)),
    coalesce(v.reach_minutes, case p_service when 'proxy_parent' then 90 when 'host_family' then 45 else 60 end),
    coalesce(v.subjects::text[], '{}'),
    array(select l.language::text from public.person_languages l where l.person = o.person),
    array(select l.language::text from public.person_languages l where l.person = o.person and l.can_explain),
    array(select a.weekday || '-' || a.part from public.availabilities a where a.person = o.person),
    o.ends_on, (select max(c.ends_on) from public.cleared_spans c where c.person = o.person and c.tier = 'cleared')
  from one o join public.people p on p.id = o.person
    left join public.host_families f on f.id = o.host_family
    left join public.hamlets h on h.id = f.hamlet
    left join public.organisations s on s.id = o.organisation and p_service = 'paired_teacher'
    left join public.divisions d on d.code = o.division
    left join public.volunteers v on v.person = o.person and v.left_on is null and p_service = 'tutoring'
  order by o.person, o.host_family;
end $$;

create or replace function app.room_left() returns trigger language plpgsql security definer set search_path = '' as $$
declare most int; room_left_of text;
begin
  room_left_of := case new.kind when 'tutoring' then 'tutoring' when 'proxy_parent' then 'proxy_parent'
    when 'full_care' then 'host_family' when 'half_care' then 'host_family' end;
  if room_left_of is null or new.ends_on is not null then return new; end if;
  perform pg_advisory_xact_lock(hashtextextended(new.person::text, 7262));
  select max(s.m) into most from (
    select o.capacity as m from public.offers o where o.person = new.person and o.service = room_left_of
      and o.starts_on <= app.local_today() and (o.ends_on is null or o.ends_on >= app.local_today())
    union all select greatest(1, v.hours_week_max / 2) from public.volunteers v where room_left_of = 'tutoring' and v.person = new.person and v.left_on is null
      and not exists (select from public.offers o where o.person = new.person and o.service = 'tutoring')
    union all select x.households_max from public.proxy_parents x where room_left_of = 'proxy_parent' and x.person = new.person and x.left_on is null
      and not exists (select from public.offers o where o.person = new.person and o.service = 'proxy_parent')
    union all select f.beds from public.host_families f join public.host_family_adults a on a.family = f.id
      where room_left_of = 'host_family' and a.person = new.person and f.left_on is null and a.left_on is null
      and not exists (select from public.offers o where o.host_family = f.id and o.service = 'host_family')) s;
  if most is not null and app.load_of(new.person, room_left_of, new.child) > most then
    raise exception using errcode = 'CN003', message = 'no room left';
  end if;
  return new;
end $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
