"""A place that was taken and nobody came: written down by the lead, what follows by the county's rules, and the word against it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Missed places, what follows, and the word against it"

UP = r"""
create table no_show_rules (
  id uuid primary key default uuidv7(),
  lo varchar(13) collate "C" not null,
  kind varchar(12) not null check (kind in ('talk', 'word', 'standing')),
  times smallint check (times between 1 and 20),
  within_days smallint not null check (within_days between 7 and 365),
  lasts_days smallint not null check (lasts_days between 1 and 180),
  set_by uuid not null,
  set_at timestamptz not null default now(),
  because varchar(200) not null check (length(trim(because)) > 0),
  ended_at timestamptz,
  ended_by uuid,
  check ((ended_at is null) = (ended_by is null)));
create unique index no_show_rules_now on no_show_rules (lo, kind) where ended_at is null;

create table no_shows (
  id uuid primary key default uuidv7(),
  sign_up uuid not null references sign_ups on delete restrict on update cascade,
  care_session uuid not null references care_sessions on delete restrict on update cascade,
  centre uuid not null,
  village varchar(13) collate "C" not null,
  person uuid not null references people on delete restrict on update cascade,
  on_day date not null,
  excused boolean not null,
  because varchar(200),
  at timestamptz not null default now(),
  by uuid not null,
  lifted_at timestamptz,
  lifted_by uuid,
  lifted_because varchar(12) check (lifted_because in ('appeal', 'mistake', 'attested')),
  counts boolean not null generated always as (not excused and lifted_at is null) stored,
  check (not excused or length(trim(because)) > 0),
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_because is null)));
create index on no_shows (sign_up);
create unique index no_shows_once on no_shows (sign_up) where lifted_at is null;
create index on no_shows (care_session);
create index on no_shows (centre, on_day);
create index on no_shows (village, on_day);
create index on no_shows (person, on_day);

create table no_show_consequences (
  id uuid primary key default uuidv7(),
  no_show uuid not null references no_shows on delete restrict on update cascade,
  centre uuid not null,
  village varchar(13) collate "C" not null,
  person uuid not null references people on delete restrict on update cascade,
  kind varchar(12) not null check (kind in ('talk', 'word', 'standing')),
  times smallint not null,
  within_days smallint not null,
  starts_at timestamptz not null,
  until_at timestamptz,
  ended_at timestamptz,
  ended_by uuid,
  ended_because varchar(12) check (ended_because in ('appeal', 'mistake', 'attested', 'talked')),
  note varchar(200),
  check ((kind = 'talk') = (until_at is null)),
  check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_because is null)));
create index on no_show_consequences (no_show);
create index on no_show_consequences (person);
create index on no_show_consequences (centre);
create index on no_show_consequences (village);

create table no_show_appeals (
  id uuid primary key default uuidv7(),
  no_show uuid not null unique references no_shows on delete restrict on update cascade,
  centre uuid not null,
  village varchar(13) collate "C" not null,
  person uuid not null references people on delete restrict on update cascade,
  recorded_by uuid not null,
  because varchar(200) not null check (length(trim(because)) > 0),
  at timestamptz not null default now(),
  by uuid not null,
  decide_by timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  upheld boolean,
  answer varchar(200),
  check ((decided_at is null) = (decided_by is null) and (decided_at is null) = (upheld is null)),
  check (upheld is distinct from false or length(trim(answer)) > 0),
  constraint no_show_appeals_by_another check (decided_by is null or (decided_by <> recorded_by and decided_by <> by)));
create index on no_show_appeals (person);
create index on no_show_appeals (centre);
create index on no_show_appeals (village) where decided_at is null;

do $$
declare t text;
begin
  foreach t in array array['no_shows', 'no_show_consequences', 'no_show_appeals'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer using (%1$I.village >= current_setting(''app.lo'', true)
      and %1$I.village < current_setting(''app.hi'', true))', t);
    execute format('create policy area on %1$I to carenet_area using (%1$I.village >= current_setting(''app.lo'', true)
      and %1$I.village < current_setting(''app.hi'', true)
      and left(%1$I.village, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[]))', t);
    execute format('create policy helper on %1$I to carenet_helper using (person = nullif(current_setting(''app.person'', true), '''')::uuid
      or centre = any (string_to_array(current_setting(''app.offices'', true), '','')::uuid[]))', t);
    execute format('create policy own on %1$I to carenet_officer, carenet_area using (person = nullif(current_setting(''app.person'', true), '''')::uuid)', t);
    execute format('create policy worker on %I for select to carenet_worker using (true)', t);
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area, carenet_helper', t);
    execute format('grant select on %I to carenet_worker, carenet_sealed', t);
  end loop;
end $$;
alter table no_show_rules enable row level security, force row level security;
create policy reading on no_show_rules for select to carenet_officer, carenet_area, carenet_helper, carenet_worker using (true);
create policy setting on no_show_rules for insert to carenet_officer
  with check (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true));
create policy ending on no_show_rules for update to carenet_officer
  using (lo >= current_setting('app.lo', true) and lo < current_setting('app.hi', true));
grant select, insert, update on no_show_rules to carenet_officer;
grant select on no_show_rules to carenet_area, carenet_helper, carenet_worker;
grant select on duties, duty_endings, accounts, centres, adult_attendances to carenet_sealed;
grant update on no_shows, no_show_consequences to carenet_sealed;
grant select, update on standing_sign_ups to carenet_sealed;

set local role carenet_sealed;
-- Whoever serves by a duty (officers, teachers, leads) is no volunteer whose coming is counted.
create function app.serves_by_duty(p_person uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.accounts a join public.duties d on d.account = a.id
    where a.person = p_person and d.approved_at is not null
      and app.local_today() between d.starts_on and d.ends_on
      and not exists (select from public.duty_endings e where e.duty = d.id))
$$;
-- How often somebody did not come since a day, anywhere in a county: a number, for whoever runs one of its places.
create function app.no_shows_since(p_person uuid, p_since date, p_centre uuid) returns integer
language sql stable security definer set search_path = '' as $$
  select count(*)::int from public.no_shows n join public.centres c on c.id = p_centre
  where n.person = p_person and n.on_day >= p_since and n.counts and left(n.village, 6) = left(c.village, 6)
    and app.runs_centre(p_centre)
$$;
-- What a missed place has led to and is not answered for: rests while a word against it waits.
create function app.follows(p_person uuid, p_kind text, p_at timestamptz) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select max(c.until_at) from public.no_show_consequences c
  where c.person = p_person and c.kind = p_kind and c.ended_at is null and c.until_at > p_at
    and not exists (select from public.no_show_appeals a where a.no_show = c.no_show and a.decided_at is null)
$$;
-- Does whoever acts not run this place? The migrator, who loads the demo, acts as nobody.
create function app.stranger_at(p_centre uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select current_setting('role', true) in ('carenet_helper', 'carenet_officer', 'carenet_area')
    and not coalesce(app.runs_centre(p_centre), false)
$$;
create function app.no_show_is_so() returns trigger language plpgsql security definer set search_path = '' as $$
declare s record;
begin
  if tg_op = 'INSERT' then
    select u.person, u.care_session, u.withdrawn_at, x.centre, x.village, x.on_day, x.cancelled_at into s
      from public.sign_ups u join public.care_sessions x on x.id = u.care_session where u.id = new.sign_up;
    if s.withdrawn_at is not null or s.cancelled_at is not null
       or exists (select from public.adult_attendances a where a.sign_up = new.sign_up)
       or (s.person, s.care_session, s.centre, s.village, s.on_day)
          is distinct from (new.person, new.care_session, new.centre, new.village, new.on_day) then
      raise exception using errcode = 'CN007', message = 'came, withdrew, or had no place';
    end if;
    if app.serves_by_duty(new.person) then raise exception using errcode = 'CN008', message = 'serves by duty'; end if;
    if app.stranger_at(s.centre) then raise exception using errcode = 'CN404', message = 'no such session in this scope'; end if;
    return new;
  end if;
  if old.lifted_at is not null
     or (old.sign_up, old.person, old.on_day, old.excused, old.because, old.at, old."by", old.centre, old.village)
        is distinct from (new.sign_up, new.person, new.on_day, new.excused, new.because, new.at, new."by", new.centre, new.village)
     or (app.stranger_at(old.centre) and not (new.lifted_because = 'attested'
       and exists (select from public.adult_attendances a where a.sign_up = old.sign_up))) then
    raise exception using errcode = 'CN006', message = 'what was written down stands';
  end if;
  return new;
end $$;
-- Whoever came after all was not missing; what followed from a missed place ends when it is taken back,
-- and so does what needed it to be reached. Who came every time does so again.
create function app.came_after_all() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.no_shows n set lifted_at = new.recorded_at, lifted_by = new.recorded_by, lifted_because = 'attested'
    where n.sign_up = new.sign_up and n.lifted_at is null;
  return new;
end $$;
create function app.no_show_lifted() returns trigger language plpgsql security definer set search_path = '' as $$
declare c record;
begin
  if old.lifted_at is not null or new.lifted_at is null then return new; end if;
  for c in select x.*, t.on_day as reached_on from public.no_show_consequences x join public.no_shows t on t.id = x.no_show
    where x.person = new.person and x.ended_at is null order by x.id
  loop
    continue when c.no_show <> new.id and c.times <= (select count(*) from public.no_shows m where m.person = c.person
      and m.counts and m.on_day > c.reached_on - c.within_days and m.on_day <= c.reached_on
      and left(m.village, 6) = left(c.village, 6));
    update public.no_show_consequences x set ended_at = new.lifted_at, ended_by = new.lifted_by,
      ended_because = new.lifted_because where x.id = c.id;
    if c.kind = 'standing' then
      update public.standing_sign_ups y set ended_at = null, ended_because = null
        where y.person = c.person and y.centre = c.centre and y.ended_at = c.starts_at
          and not exists (select from public.standing_sign_ups z where z.series = y.series and z.person = y.person and z.ended_at is null);
    end if;
  end loop;
  return new;
end $$;
create function app.appeal_is_own() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    select n."by" into new.recorded_by from public.no_shows n where n.id = new.no_show and n.person = new.person and n.counts;
    if new.recorded_by is null or (app.stranger_at(null) and new.person is distinct from nullif(current_setting('app.person', true), '')::uuid)
       or new.decided_at is not null then
      raise exception using errcode = 'CN404', message = 'nothing of theirs';
    end if;
    return new;
  end if;
  if old.decided_at is not null or new.decided_at is null or app.stranger_at(old.centre)
     or (old.no_show, old.person, old.recorded_by, old.because, old.at, old."by", old.decide_by)
        is distinct from (new.no_show, new.person, new.recorded_by, new.because, new.at, new."by", new.decide_by) then
    raise exception using errcode = 'CN006', message = 'an appeal is decided once, by whoever runs the place';
  end if;
  return new;
end $$;
create function app.consequence_stands() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if (tg_op = 'INSERT' and app.stranger_at(new.centre)) or (tg_op = 'UPDATE' and (old.ended_at is not null
     or (new.ended_because = 'talked' and app.stranger_at(new.centre))
     or (new.ended_because <> 'talked' and not exists (select from public.no_shows n where n.person = new.person and n.lifted_at = new.ended_at))
     or (old.no_show, old.person, old.kind, old.times, old.within_days, old.starts_at, old.until_at)
        is distinct from (new.no_show, new.person, new.kind, new.times, new.within_days, new.starts_at, new.until_at))) then
    raise exception using errcode = 'CN006', message = 'what was written down stands';
  end if;
  return new;
end $$;
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
    if app.needs_word(new.care_session) or (current_setting('role', true) in ('carenet_helper', 'carenet_officer', 'carenet_area')
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
revoke all on function app.serves_by_duty(uuid), app.no_shows_since(uuid, date, uuid), app.follows(uuid, text, timestamptz),
  app.stranger_at(uuid), app.no_show_is_so(), app.came_after_all(), app.no_show_lifted(), app.appeal_is_own(), app.consequence_stands() from public;
grant execute on function app.serves_by_duty(uuid), app.no_shows_since(uuid, date, uuid), app.follows(uuid, text, timestamptz)
  to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant execute on function app.no_show_is_so(), app.came_after_all(), app.no_show_lifted(), app.appeal_is_own(), app.consequence_stands() to carenet_owner;
set local role carenet_owner;
create trigger no_show_is_so before insert or update on no_shows for each row execute function app.no_show_is_so();
create trigger no_show_lifted after update on no_shows for each row execute function app.no_show_lifted();
create trigger came_after_all after insert on adult_attendances for each row execute function app.came_after_all();
create trigger appeal_is_own before insert or update on no_show_appeals for each row execute function app.appeal_is_own();
create trigger consequence_stands before insert or update on no_show_consequences for each row execute function app.consequence_stands();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
