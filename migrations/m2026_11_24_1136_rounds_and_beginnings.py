"""Rounds within their area, who may help, and how a helper's yes opens a child's file."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Rounds within their area, who may help, and how a yes opens a file"

UP = r"""
-- A round is its area's: whoever supervises less, or elsewhere, does not find it.
alter table matching_rounds enable row level security, force row level security;
create policy officer on matching_rounds to carenet_officer
  using (lo >= current_setting('app.lo', true) and hi <= current_setting('app.hi', true) and current_setting('app.hi', true) <> '');
create policy area on matching_rounds to carenet_area
  using (lo >= current_setting('app.lo', true) and hi <= current_setting('app.hi', true)
         and left(lo, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on matching_rounds to carenet_worker using (true) with check (true);
revoke select, insert, update on matching_rounds from carenet_helper;
create unique index one_live_proposal on proposals (need) where state in ('published', 'agreed', 'accepted');

grant select on offers, volunteers, proxy_parents, host_families, person_languages, availabilities, commitments, organisations,
  hamlets, divisions, needs, proposals, placements, placement_endings, handovers, people, pair_rules, household_members, schoolings to carenet_sealed;
grant insert, update on proposals, needs, proposal_decisions, handovers, placement_endings, placements to carenet_sealed;
grant delete on commitments to carenet_sealed;
grant select, insert on exemptions to carenet_sealed;
grant select on obligations to carenet_sealed;

set local role carenet_sealed;

-- How many a helper has in a service: households for a proxy parent, children otherwise; with one more, if asked.
create function app.load_of(p_person uuid, p_service text, p_more uuid default null) returns int
language sql stable security definer set search_path = '' as $$
  select count(distinct case when p_service = 'proxy_parent' then coalesce(m.household, x.child) else x.child end)::int
  from (select p.child from public.placements p where p.person = p_person and p.ends_on is null and p.kind = any (case p_service
      when 'host_family' then array['full_care', 'half_care'] else array[p_service] end)
    union all select p_more where p_more is not null) x
  left join public.household_members m on m.child = x.child and m.ends_on is null
$$;

-- Every adult, home or teacher of a county who offers a service, with what a round must know. One truth
-- for the page that shows who is left out and for the solver. An offer in words goes before the register.
create function app.supply(p_service text, p_near text, p_day date)
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
    union all
    select v.person, null, p.division::text, greatest(1, v.hours_week_max / 2), null, null, null
      from public.volunteers v join public.people p on p.id = v.person
      where p_service = 'tutoring' and v.left_on is null and v.joined_on <= p_day
    union all
    select x.person, null, p.division::text, x.households_max, null, null, null
      from public.proxy_parents x join public.people p on p.id = x.person
      where p_service = 'proxy_parent' and x.left_on is null and x.joined_on <= p_day
    union all
    select (select a.person from public.host_family_adults a where a.family = f.id and a.left_on is null order by a.confirmed_on, a.id limit 1),
      null, f.village::text, f.beds, null, f.id, null
      from public.host_families f where p_service = 'host_family' and f.left_on is null
    union all
    select c.person, null, s.division::text, 8, s.id, null, d.ends_on
      from public.duties d join public.accounts c on c.id = d.account join public.organisations s on s.id = d.organisation
      where p_service = 'paired_teacher' and d.role = 'teacher' and d.approved_at is not null and d.starts_on <= p_day and d.ends_on >= p_day
        and not exists (select from public.duty_endings e where e.duty = d.id)),
  one as (
    select distinct on (o.person, o.organisation, o.host_family) o.* from offered o
    where o.person is not null and o.division >= p_near and o.division < p_near || '~'
    order by o.person, o.organisation, o.host_family, o.offer nulls last)
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

-- Nobody goes to a home in which one adult is not cleared, however the row is written.
create function app.home_is_cleared() returns trigger language plpgsql security definer set search_path = '' as $$
declare family_ uuid;
begin
  if tg_table_name = 'placements' then
    if new.kind not in ('full_care', 'half_care') then return new; end if;
    family_ := new.host_family;
  else
    if (select r.service from public.matching_rounds r where r.id = new.round) <> 'host_family' then return new; end if;
  end if;
  if exists (select from public.host_family_adults mine join public.host_family_adults a on a.family = mine.family
             where mine.person = new.person and mine.left_on is null and a.left_on is null
               and (family_ is null or mine.family = family_)
               and app.tier_on(a.person, app.local_today()) is distinct from 'cleared') then
    raise exception using errcode = 'CN001', message = 'an adult of this home is not cleared';
  end if;
  return new;
end $$;

-- Capacity holds however many say yes at once: those of one helper take turns.
create function app.room_left() returns trigger language plpgsql security definer set search_path = '' as $$
declare most int; room_left_of text;
begin
  room_left_of := case new.kind when 'tutoring' then 'tutoring' when 'proxy_parent' then 'proxy_parent'
    when 'full_care' then 'host_family' when 'half_care' then 'host_family' end;
  if room_left_of is null or new.ends_on is not null then return new; end if;
  perform pg_advisory_xact_lock(hashtextextended(new.person::text, 7262));
  select max(s.m) into most from (
    select o.capacity as m from public.offers o where o.person = new.person and o.service = room_left_of
      and (o.ends_on is null or o.ends_on >= app.local_today())
    union all select greatest(1, v.hours_week_max / 2) from public.volunteers v where room_left_of = 'tutoring' and v.person = new.person and v.left_on is null
      and not exists (select from public.offers o where o.person = new.person and o.service = 'tutoring')
    union all select x.households_max from public.proxy_parents x where room_left_of = 'proxy_parent' and x.person = new.person and x.left_on is null
      and not exists (select from public.offers o where o.person = new.person and o.service = 'proxy_parent')
    union all select f.beds from public.host_families f join public.host_family_adults a on a.family = f.id
      where room_left_of = 'host_family' and a.person = new.person and f.left_on is null and a.left_on is null) s;
  if most is not null and app.load_of(new.person, room_left_of, new.child) > most then
    raise exception using errcode = 'CN003', message = 'no room left';
  end if;
  return new;
end $$;

-- The adult's yes. Only the one it was proposed to, only once, only in time; a brother or sister of the same
-- household comes along. It opens the file: what follows is written under the policies of everyone else.
create function app.take_proposal(p_proposal uuid, p_now timestamptz)
returns table (proposal uuid, need uuid, child uuid, village text, service text, tier smallint, offer uuid, round uuid, group_key uuid, placement uuid)
language plpgsql security definer set search_path = '' as $$
declare who record; lead record; each_ record;
begin
  select * into who from app.acting();
  select x.*, case when n.service in ('proxy_parent', 'host_family') then n.group_key end as gk into lead from public.proposals x join public.needs n on n.id = x.need where x.id = p_proposal;
  if who.person is null or lead.id is null or lead.person <> who.person then
    raise exception using errcode = 'CN404', message = 'no such proposal';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(who.person::text, 7262));
  perform from public.proposals x where x.round = lead.round and x.person = who.person order by x.id for update;
  if not exists (select from public.proposals x where x.id = p_proposal and x.state = 'agreed' and (x.answer_by is null or x.answer_by > p_now)) then
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

-- The adult's no, with a reason or without. Nothing of the child was shown and nothing opens.
create function app.decline_proposal(p_proposal uuid, p_because text, p_now timestamptz) returns setof uuid
language plpgsql security definer set search_path = '' as $$
declare who record; lead record; each_ record;
begin
  select * into who from app.acting();
  select x.*, case when n.service in ('proxy_parent', 'host_family') then n.group_key end as gk into lead from public.proposals x join public.needs n on n.id = x.need where x.id = p_proposal;
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

-- What the adult asked may know before the yes: kind, village, age, school stage, subject. No name, no household.
create function app.my_proposals() returns table (id uuid, round uuid, service text, subject text, state text, answer_by timestamptz,
  village text, ages int[], sexes text[], wish text, terms jsonb, boards boolean, gk uuid)
language sql stable security definer set search_path = '' as $$
  select min(x.id::text)::uuid, x.round, n.service::text, n.subject::text, x.state::text, min(x.answer_by), x.village::text,
    array_agg(extract(year from age(app.local_today(), c.birth_date))::int order by c.birth_date), array_agg(c.sex::text order by c.birth_date),
    null::text, (array_agg(x.terms order by x.id))[1],
    bool_or(coalesce((select s.boards from public.schoolings s where s.child = c.id and s.ends_on is null limit 1), false)), n.group_key
  from public.proposals x join public.needs n on n.id = x.need join public.children c on c.id = x.child
  where x.person = (select a.person from app.acting() a) and x.state = 'agreed'
  group by x.round, n.service, n.subject, x.state, x.village, n.group_key, case when n.group_key is null or n.service not in ('proxy_parent', 'host_family') then x.id end
  order by min(x.answer_by) limit 50
$$;

-- A named receiver says yes to a handover: only then does the one before lose the child.
create function app.take_handover(p_handover uuid, p_placement uuid, p_now timestamptz)
returns table (placement uuid, child uuid, village text, kind text, person uuid, host_family uuid, organisation uuid, need uuid)
language plpgsql security definer set search_path = '' as $$
declare who record; h record; old record;
begin
  select * into who from app.acting();
  select * into h from public.handovers x where x.id = p_handover for update;
  if who.person is null or h.id is null or h.successor <> who.person then
    raise exception using errcode = 'CN404', message = 'no such handover';
  end if;
  select * into old from public.placements x where x.id = h.placement for update;
  if h.answered_at is not null or old.ends_on is not null then
    raise exception using errcode = 'CN002', message = 'no longer open';
  end if;
  update public.handovers x set answered_at = p_now, answer = 'accepted', done_at = p_now where x.id = p_handover;
  insert into public.reaches (person, child, village, because, starts_at) values (who.person, old.child, old.village, 'placement:' || p_placement, least(p_now, now()));
  return query select old.id, old.child, old.village::text, old.kind::text, old.person, old.host_family, old.organisation, old.need;
end $$;

create function app.my_handovers() returns table (id uuid, kind text, village text, age int, sex text, because text, overlap_on date, moves_on date)
language sql stable security definer set search_path = '' as $$
  select h.id, x.kind::text, x.village::text, extract(year from age(app.local_today(), c.birth_date))::int, c.sex::text, h.because::text, h.overlap_on, h.moves_on
  from public.handovers h join public.placements x on x.id = h.placement join public.children c on c.id = x.child
  where h.successor = (select a.person from app.acting() a) and h.answered_at is null and x.ends_on is null order by h.proposed_at limit 20
$$;

create function app.decline_handover(p_handover uuid, p_now timestamptz) returns uuid
language plpgsql security definer set search_path = '' as $$
declare found_ uuid;
begin
  update public.handovers x set answered_at = p_now, answer = 'declined'
    where x.id = p_handover and x.answered_at is null and x.successor = (select a.person from app.acting() a) returning x.placement into found_;
  if found_ is null then raise exception using errcode = 'CN404', message = 'no such handover'; end if;
  return found_;
end $$;

-- What ends with a placement: the reach, the load, what is still owed. By the adult itself, by whoever took over, or by an officer of the village.
create function app.close_placement(p_placement uuid, p_because text, p_now timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare who record; p record;
begin
  select * into who from app.acting();
  select * into p from public.placements x where x.id = p_placement for update;
  if p.id is null or who.person is null or not (p.person = who.person
      or (who.role <> 'carenet_helper' and p.village >= who.lo and p.village < who.hi and (who.towns = '{}' or left(p.village, 9) = any (who.towns)))
      or exists (select from public.handovers h where h.placement = p.id and h.successor = who.person and h.answer = 'accepted')) then
    raise exception using errcode = 'CN404', message = 'no such placement';
  end if;
  update public.placements x set ends_on = app.local_today() where x.id = p_placement and x.ends_on is null;
  update public.reaches r set ends_at = greatest(r.starts_at, least(p_now, now())) where r.because = 'placement:' || p_placement and r.ends_at is null;
  delete from public.commitments c where c.person = p.person and c.kind = 'load' and c.because = 'placement:' || p_placement;
  insert into public.exemptions (obligation, because, starts_on, ends_on, approved_by)
    select o.id, p_because, app.local_today(), o.due_on, who.account from public.obligations o
    where o.placement = p_placement and o.met_at is null and o.missed_at is null and o.due_on >= app.local_today();
end $$;

revoke all on all functions in schema app from public;
grant execute on function app.supply(text, text, date), app.load_of(uuid, text, uuid) to carenet_worker, carenet_officer, carenet_area;
grant execute on function app.take_proposal(uuid, timestamptz), app.decline_proposal(uuid, text, timestamptz), app.my_proposals(),
  app.take_handover(uuid, uuid, timestamptz), app.my_handovers(), app.decline_handover(uuid, timestamptz), app.close_placement(uuid, text, timestamptz)
  to carenet_helper, carenet_officer, carenet_area;
grant execute on function app.home_is_cleared(), app.room_left() to carenet_owner;
set local role carenet_owner;
create trigger home_is_cleared before insert on proposals for each row execute function app.home_is_cleared();
create trigger home_is_cleared before insert on placements for each row execute function app.home_is_cleared();
create trigger room_left before insert on placements for each row execute function app.room_left();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
