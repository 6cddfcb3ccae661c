"""Two adults say that they are a couple or relatives; who may close a place and set its hours holds in the database too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T19:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Adults who belong together by their own word"

UP = r"""
-- The other is named by telephone, so that nobody learns from it who takes part here.
create table adult_ties (
  id uuid primary key default uuidv7(),
  person uuid not null references people on delete restrict on update cascade,
  kind varchar(10) not null check (kind = 'couple' or kind = 'relatives'),
  other_index bytea not null,
  other_tail varchar(4) not null,
  other uuid references people on delete restrict on update cascade,
  said_by uuid not null,
  said_at timestamptz not null default now(),
  agreed_at timestamptz,
  agreed_by uuid,
  ended_at timestamptz,
  ended_by uuid,
  ended_because varchar(200),
  check (person <> other),
  check ((agreed_at is null) = (agreed_by is null) and (agreed_at is null) = (other is null)),
  check ((ended_at is null) = (ended_by is null)));
create index adult_ties_person on adult_ties (person);
create index adult_ties_other on adult_ties (other);
create index adult_ties_index on adult_ties (other_index);
create unique index adult_ties_once on adult_ties (person, other_index) where ended_at is null;
alter table adult_ties enable row level security, force row level security;
grant select, insert, update on adult_ties to carenet_sealed;

grant select on stand_ins to carenet_sealed;
set local role carenet_sealed;
create function app.over_person(p_person uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.people p, app.acting() a where p.id = p_person and p.id is distinct from a.person
    and a.role in ('carenet_officer', 'carenet_area') and p.division >= a.lo and p.division < a.hi
    and (a.towns = '{}' or left(p.division, 9) = any (a.towns)))
$$;
create function app.has_number(p_person uuid, p_index bytea) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.contact_ways w where w.person = p_person and w.value_index = p_index
    and w.kind = 'own_phone' and w.ended_on is null)
$$;
create function app.of_number(p_index bytea, p_not uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select w.person from public.contact_ways w where w.value_index = p_index and w.kind = 'own_phone'
    and w.ended_on is null and w.person <> p_not order by w.person limit 1
$$;

-- One says it of themselves and the other agrees; or an office over one of them says it, which is enough.
create function app.say_tie(p_about uuid, p_kind text, p_index bytea, p_tail text, p_now timestamptz) returns text
language plpgsql security definer set search_path = '' as $$
declare me record; theirs uuid; office boolean; held record;
begin
  select * into me from app.acting();
  office := app.over_person(p_about);
  if me.account is null or not (office or p_about is not distinct from me.person) then
    raise exception using errcode = 'CN404', message = 'not within this scope';
  end if;
  if app.has_number(p_about, p_index) then return 'self'; end if;
  theirs := app.of_number(p_index, p_about);
  if office and theirs is null then return 'unknown'; end if;
  select t.* into held from public.adult_ties t where t.ended_at is null
    and (t.person = p_about and (t.other_index = p_index or t.other = theirs)
      or t.person = theirs and (t.other = p_about or app.has_number(p_about, t.other_index)))
    order by t.agreed_at nulls last, t.id limit 1 for update;
  if found and (held.agreed_at is not null or held.person = p_about and not office) then return 'again'; end if;
  if found then
    update public.adult_ties t set other = case when held.person = p_about then theirs else p_about end,
      agreed_at = p_now, agreed_by = me.account where t.id = held.id;
    return 'ok';
  end if;
  insert into public.adult_ties (person, kind, other_index, other_tail, other, said_by, said_at, agreed_at, agreed_by)
  values (p_about, p_kind, p_index, p_tail, case when office then theirs end, me.account, p_now,
    case when office then p_now end, case when office then me.account end);
  return 'ok';
end $$;

-- What stands about somebody: for themselves, and for an office over them. Whoever waits for a yes is told no name.
create function app.ties_of(p_person uuid) returns table (id uuid, kind text, asked boolean, name text, tail text, said_at timestamptz, agreed_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select t.id, t.kind::text, t.person <> p_person, n.name::text, t.other_tail::text, t.said_at, t.agreed_at
  from public.adult_ties t left join public.people n on n.id = case when t.person <> p_person then t.person else t.other end
  where t.ended_at is null and (p_person = (app.acting()).person or app.over_person(p_person))
    and (t.person = p_person or t.other = p_person or t.other is null and app.has_number(p_person, t.other_index))
  order by t.agreed_at nulls first, t.said_at, t.id
$$;

-- Yes or no to it. What both have said ends by an office alone.
create function app.answer_tie(p_tie uuid, p_about uuid, p_yes boolean, p_because text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
declare me record; t record; office boolean; whose uuid;
begin
  select * into me from app.acting();
  office := app.over_person(p_about);
  select * into t from public.adult_ties x where x.id = p_tie and x.ended_at is null for update;
  if not found or p_about is null or not (office or p_about is not distinct from me.person)
    or not (p_about = t.person or p_about is not distinct from t.other
      or t.other is null and app.has_number(p_about, t.other_index)) then return false; end if;
  if t.agreed_at is not null and (p_yes or not office) then return false; end if;
  if not p_yes then
    update public.adult_ties x set ended_at = p_now, ended_by = me.account, ended_because = p_because where x.id = p_tie;
    return true;
  end if;
  whose := case when p_about = t.person then app.of_number(t.other_index, t.person) else p_about end;
  if whose is null or (p_about = t.person and not office) then return false; end if;
  update public.adult_ties x set other = whose, agreed_at = p_now, agreed_by = me.account where x.id = p_tie;
  return true;
end $$;

create function app.said_together(p_one uuid, p_other uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.adult_ties t where t.agreed_at is not null and t.ended_at is null
    and (t.person = p_one and t.other = p_other or t.person = p_other and t.other = p_one))
$$;
-- Every two of them share a household, a telephone or a family, or said so; which of these is told to nobody.
create or replace function app.all_together(p_people uuid[]) returns boolean
language sql stable security definer set search_path = '' as $$
  select cardinality(p_people) >= 2 and not exists (
    select from unnest(p_people) a(id) join unnest(p_people) b(id) on a.id < b.id
    join public.people x on x.id = a.id join public.people y on y.id = b.id
    where (x.household is null or x.household is distinct from y.household)
      and not exists (select from public.contact_ways v join public.contact_ways w on w.value_index = v.value_index
        where v.person = a.id and w.person = b.id and v.kind = 'own_phone' and w.kind = 'own_phone'
          and v.ended_on is null and w.ended_on is null)
      and not app.one_family(a.id, b.id) and not app.said_together(a.id, b.id))
$$;

-- Which other groups are at the place at a session's hour with a child who is not to be with one of this session's.
-- Told to whoever runs the place: which groups, never which children nor why.
create function app.apart_beside(p_session uuid) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select distinct o.id from public.care_sessions s
  join public.care_sessions o on o.centre = s.centre and o.on_day = s.on_day and o.id <> s.id and o.cancelled_at is null
    and o.kind <> 'counselling' and o.starts_at < s.ends_at and o.ends_at > s.starts_at and o.series is distinct from s.series
  join public.enrolments e on e.series = s.series and e.starts_on <= s.on_day and (e.ends_on is null or e.ends_on >= s.on_day)
  join public.children_apart a on a.child = e.child and a.ended_at is null and (a.until is null or a.until >= s.on_day)
  join public.enrolments f on f.series = o.series and f.child = a.other and f.starts_on <= s.on_day and (f.ends_on is null or f.ends_on >= s.on_day)
  where s.id = p_session and s.cancelled_at is null and s.kind <> 'counselling' and app.may_run(s.centre)
$$;

-- Whoever was asked to stand in and says yes just now has the word already: the asking was it.
create function app.stands_in(p_session uuid, p_person uuid, p_at timestamptz) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.stand_ins x where x.care_session = p_session and x.person = p_person
    and x.answer = 'come' and x.answered_at > p_at - interval '1 minute')
$$;
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
    if app.needs_word(new.care_session) and not app.stands_in(new.care_session, new.person, new.signed_up_at)
        or (current_setting('role', true) in ('carenet_helper', 'carenet_officer', 'carenet_area')
        and not app.runs_centre(s.centre) and app.follows(new.person, 'word', new.signed_up_at) is not null) then
      raise exception using errcode = 'CN006', message = 'a word first';
    end if;
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

-- Whose duty it is to say that a division or one place is closed, or has other hours.
create function app.may_set_calendar(p_division text, p_organisation uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select case when p_organisation is not null then app.may_run(p_organisation)
    else session_user = 'carenet_worker' or current_setting('role', true) = 'carenet_worker' or exists (select from app.acting() a
      where a.role in ('carenet_officer', 'carenet_area') and rpad(p_division, 12, '0') >= a.lo and rpad(p_division, 12, '0') < a.hi
        and (a.towns = '{}' or left(p_division, 9) = any (a.towns))) end
$$;
revoke all on function app.over_person(uuid), app.has_number(uuid, bytea), app.of_number(bytea, uuid), app.said_together(uuid, uuid),
  app.say_tie(uuid, text, bytea, text, timestamptz), app.ties_of(uuid), app.answer_tie(uuid, uuid, boolean, text, timestamptz),
  app.apart_beside(uuid), app.stands_in(uuid, uuid, timestamptz), app.may_set_calendar(text, uuid) from public;
grant execute on function app.say_tie(uuid, text, bytea, text, timestamptz), app.ties_of(uuid),
  app.answer_tie(uuid, uuid, boolean, text, timestamptz), app.apart_beside(uuid) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.may_set_calendar(text, uuid) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
set local role carenet_owner;

-- When a place is closed is no secret; who says so is a duty.
do $$
declare t text;
begin
  foreach t in array array['closures', 'season_hours'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy seen on %I for select using (true)', t);
    execute format('create policy said on %I for insert with check (app.may_set_calendar(division, organisation))', t);
    execute format('create policy lifted on %I for update using (app.may_set_calendar(division, organisation))', t);
  end loop;
end $$;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
