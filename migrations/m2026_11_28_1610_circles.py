"""Circles of friends: three or four children whom an adult accompanies, in rounds and placements."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T16:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Circles of friends in rounds"

UP = r"""
set local role carenet_sealed;

-- Who accompanies a circle of friends: a teacher by duty, or whoever is fully cleared.
create function app.may_accompany(p_person uuid, p_day date) returns boolean
language sql stable security definer set search_path = '' as $$
  select not app.suspended(p_person) and (app.tier_on(p_person, p_day) = 'cleared' or exists (
    select from public.duties d join public.accounts c on c.id = d.account
    where c.person = p_person and d.role = 'teacher' and d.approved_at is not null and d.starts_on <= p_day and d.ends_on >= p_day
      and not exists (select from public.duty_endings e where e.duty = d.id)))
$$;

-- Households of a proxy parent and circles of who accompanies them count once.
create or replace function app.load_of(p_person uuid, p_service text, p_more uuid default null) returns int
language sql stable security definer set search_path = '' as $$
  select count(distinct case when p_service = 'proxy_parent' then coalesce(m.household, x.child) when p_service = 'peer' then coalesce(x.circle, x.child) else x.child end)::int
  from (select p.child, n.group_key as circle from public.placements p left join public.needs n on n.id = p.need and n.service = 'peer' where p.person = p_person and p.ends_on is null and p.kind = any (case p_service
      when 'host_family' then array['full_care', 'half_care'] else array[p_service] end)
    union all select b.child, null from public.backups b join public.placements p on p.id = b.placement where b.person = p_person
      and b.accepted_at is not null and b.closed_at is null and b.ends_at > now() and p.ends_on is null and p.kind = any (case p_service
      when 'host_family' then array['full_care', 'half_care'] else array[p_service] end)
    union all select p_more, (select n.group_key from public.needs n where n.child = p_more and n.service = 'peer' order by n.opened_on desc, n.id desc limit 1) where p_more is not null) x
  left join public.household_members m on m.child = x.child and m.ends_on is null
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
    o.capacity, app.load_of(o.person, p_service),
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
  order by o.person, o.host_family;
end $$;

create or replace function app.home_is_cleared() returns trigger language plpgsql security definer set search_path = '' as $$
declare family_ uuid;
begin
  if tg_table_name = 'placements' then
    if new.kind not in ('full_care', 'half_care') then return new; end if;
    family_ := new.host_family;
  else
    if (select n.service from public.needs n where n.id = new.need) <> 'host_family' then return new; end if;
  end if;
  if exists (select from public.host_family_adults mine join public.host_family_adults a on a.family = mine.family
             where mine.person = new.person and mine.left_on is null and a.left_on is null
               and (family_ is null or mine.family = family_)
               and app.tier_on(a.person, app.local_today()) is distinct from 'cleared') then
    raise exception using errcode = 'CN001', message = 'an adult of this home is not cleared';
  end if;
  return new;
end $$;

-- What is needed decides, since a round may have several services.
create or replace function app.may_be_proposed() returns trigger language plpgsql security definer set search_path = '' as $$
declare service text;
begin
  if app.restricted(new.person, new.child) then raise exception using errcode = 'CN001', message = 'not possible'; end if;
  select n.service into service from public.needs n where n.id = new.need;
  if service = 'peer' and app.may_accompany(new.person, app.local_today()) then return new; end if;
  if service <> 'paired_teacher' and app.tier_on(new.person, app.local_today()) is distinct from 'cleared' then
    raise exception using errcode = 'CN001', message = 'not cleared on that day';
  end if;
  return new;
end $$;

create or replace function app.may_be_placed() returns trigger language plpgsql security definer set search_path = '' as $$
declare from_ date := coalesce(new.starts_on, new.planned_from);
begin
  if app.restricted(new.person, new.child) then raise exception using errcode = 'CN001', message = 'not possible'; end if;
  if new.kind in ('full_care', 'half_care', 'proxy_parent', 'tutoring') then
    if app.tier_on(new.person, from_) is distinct from 'cleared' then raise exception using errcode = 'CN001', message = 'not cleared on that day'; end if;
    if not app.consented(new.child, case new.kind when 'proxy_parent' then 'proxy_parent' when 'tutoring' then 'volunteer' else 'host_family' end, from_) then
      raise exception using errcode = 'CN004', message = 'the guardian has not agreed';
    end if;
    if new.kind = 'proxy_parent' and not app.proxy_ready(new.person, from_) then
      raise exception using errcode = 'CN010', message = 'a step before the approval is missing';
    end if;
    if new.kind in ('full_care', 'half_care') then perform app.home_takes(new.host_family, new.person, new.child, new.kind, from_); end if;
  end if;
  if new.kind = 'peer' and new.need is not null then
    if not app.may_accompany(new.person, from_) then raise exception using errcode = 'CN001', message = 'not cleared on that day'; end if;
    if not app.consented(new.child, 'peer', from_) then raise exception using errcode = 'CN004', message = 'the guardian has not agreed'; end if;
  end if;
  return new;
end $$;

create or replace function app.room_left() returns trigger language plpgsql security definer set search_path = '' as $$
declare most int; room_left_of text;
begin
  room_left_of := case new.kind when 'tutoring' then 'tutoring' when 'proxy_parent' then 'proxy_parent'
    when 'full_care' then 'host_family' when 'half_care' then 'host_family' when 'peer' then 'peer' end;
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

create or replace function app.take_proposal(p_proposal uuid, p_now timestamptz)
returns table (proposal uuid, need uuid, child uuid, village text, service text, tier smallint, offer uuid, round uuid, group_key uuid, placement uuid)
language plpgsql security definer set search_path = '' as $$
declare who record; lead record; each_ record;
begin
  select * into who from app.acting();
  select x.*, case when n.service in ('proxy_parent', 'host_family', 'peer') then n.group_key end as gk into lead from public.proposals x join public.needs n on n.id = x.need where x.id = p_proposal;
  if who.person is null or lead.id is null or lead.person <> who.person then
    raise exception using errcode = 'CN404', message = 'no such proposal';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(who.person::text, 7262));
  perform from public.proposals x where x.round = lead.round and x.person = who.person order by x.id for update;
  if not exists (select from public.proposals x where x.id = p_proposal and x.state = 'agreed' and (x.answer_by is null or x.answer_by > p_now)) then
    raise exception using errcode = 'CN002', message = 'no longer open';
  end if;
  -- A circle begins when its adult has been asked, with three children or more.
  if exists (select from public.needs n where n.id = lead.need and n.service = 'peer') and (lead.answer_by is null or 3 > (
      select count(*) from public.proposals x join public.needs n on n.id = x.need
      where x.round = lead.round and x.person = who.person and x.state = 'agreed' and n.group_key = lead.gk and n.met_at is null and n.closed_at is null)) then
    raise exception using errcode = 'CN002', message = 'no longer open';
  end if;
  for each_ in select x.id, x.need, x.child, x.village, x.offer, x.round, n.service, n.tier, n.group_key from public.proposals x join public.needs n on n.id = x.need
      where x.round = lead.round and x.person = who.person and x.state = 'agreed' and n.met_at is null and n.closed_at is null
        and (x.id = p_proposal or (lead.gk is not null and n.group_key = lead.gk)) order by x.id loop
    proposal := each_.id; need := each_.need; child := each_.child; village := each_.village; service := each_.service; tier := each_.tier;
    offer := each_.offer; round := each_.round; group_key := each_.group_key; placement := gen_random_uuid();
    update public.proposals x set state = 'settled' where x.id = each_.id;
    update public.needs n set met_at = p_now, met_by = 'placement:' || placement where n.id = each_.need;
    insert into public.proposal_decisions (proposal, child, village, what, by, person, at)
      values (each_.id, each_.child, each_.village, 'accepted', who.account, who.person, p_now);
    insert into public.reaches (person, child, village, because, starts_at)
      values (who.person, each_.child, each_.village, 'placement:' || placement, least(p_now, now()));
    return next;
  end loop;
end $$;

create or replace function app.decline_proposal(p_proposal uuid, p_because text, p_now timestamptz) returns setof uuid
language plpgsql security definer set search_path = '' as $$
declare who record; lead record; each_ record;
begin
  select * into who from app.acting();
  select x.*, case when n.service in ('proxy_parent', 'host_family', 'peer') then n.group_key end as gk into lead from public.proposals x join public.needs n on n.id = x.need where x.id = p_proposal;
  if who.person is null or lead.id is null or lead.person <> who.person then
    raise exception using errcode = 'CN404', message = 'no such proposal';
  end if;
  perform from public.proposals x where x.round = lead.round and x.person = who.person order by x.id for update;
  if not exists (select from public.proposals x where x.id = p_proposal and x.state = 'agreed') then
    raise exception using errcode = 'CN002', message = 'no longer open';
  end if;
  for each_ in select x.id, x.child, x.village from public.proposals x join public.needs n on n.id = x.need
      where x.round = lead.round and x.person = who.person and x.state = 'agreed'
        and (x.id = p_proposal or (lead.gk is not null and n.group_key = lead.gk)) order by x.id loop
    update public.proposals x set state = 'declined' where x.id = each_.id;
    insert into public.proposal_decisions (proposal, child, village, what, by, person, at, because)
      values (each_.id, each_.child, each_.village, 'declined', who.account, who.person, p_now, p_because);
    return next each_.id;
  end loop;
end $$;

create or replace function app.my_proposals() returns table (id uuid, round uuid, service text, subject text, state text, answer_by timestamptz,
  village text, ages int[], sexes text[], wish text, terms jsonb, boards boolean, gk uuid)
language sql stable security definer set search_path = '' as $$
  select min(x.id::text)::uuid, x.round, n.service::text, n.subject::text, x.state::text, min(x.answer_by), min(x.village)::text,
    array_agg(extract(year from age(app.local_today(), c.birth_date))::int order by c.birth_date), array_agg(c.sex::text order by c.birth_date),
    null::text, (array_agg(x.terms order by x.id))[1],
    bool_or(coalesce((select s.boards from public.schoolings s where s.child = c.id and s.ends_on is null limit 1), false)), n.group_key
  from public.proposals x join public.needs n on n.id = x.need join public.children c on c.id = x.child
  where x.person = (select a.person from app.acting() a) and x.state = 'agreed'
  and (n.service <> 'peer' or x.answer_by is not null)
  group by x.round, n.service, n.subject, x.state, case when n.service <> 'peer' then x.village end, n.group_key,
    case when n.group_key is null or n.service not in ('proxy_parent', 'host_family', 'peer') then x.id end
  order by min(x.answer_by) limit 50
$$;

revoke all on function app.may_accompany(uuid, date) from public;
grant execute on function app.may_accompany(uuid, date) to carenet_worker, carenet_officer, carenet_area;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
