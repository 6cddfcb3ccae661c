"""Becoming a host family or proxy parent: steps that follow each other, a visit by two, approval by another."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T08:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Becoming a host family or proxy parent"

UP = r"""
alter table host_families add column rooms integer;
alter table proxy_parents add column approved_on date, add column approved_by uuid, add column renew_by date;

create table candidacies (
  id uuid primary key default uuidv7(),
  kind varchar(12) not null check (kind in ('host', 'proxy_parent')),
  family uuid references host_families on delete restrict on update cascade,
  person uuid references people on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  how varchar(10) not null check (how in ('nominated', 'applied', 'renewal', 'changed')),
  begun_at timestamptz not null default now(),
  begun_by uuid,
  confirmed_on date,
  confirmed_by uuid,
  confirmed_before uuid,
  done_at timestamptz,
  ended_at timestamptz,
  ended_by uuid,
  ended_because varchar(200),
  check ((kind = 'host') = (family is not null) and (kind = 'proxy_parent') = (person is not null)),
  check ((confirmed_on is null) = (confirmed_by is null)),
  check (how <> 'nominated' or confirmed_before is null or confirmed_before is distinct from begun_by),
  check (done_at is null or ended_at is null));
create index candidacies_family on candidacies (family);
create index candidacies_person on candidacies (person);
create index candidacies_village on candidacies (village);
-- One way at a time for a home and for an adult.
create unique index candidacies_one_home on candidacies (family) where done_at is null and ended_at is null;
create unique index candidacies_one_adult on candidacies (person) where done_at is null and ended_at is null;

create table home_checks (
  id uuid primary key default uuidv7(),
  candidacy uuid not null references candidacies on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  visited_on date not null,
  first_account uuid not null,
  first_person uuid not null,
  second_person uuid not null,
  beds integer,
  rooms integer,
  school_minutes integer,
  living integer,
  answers jsonb not null,
  fails integer not null,
  note varchar(500),
  written_at timestamptz not null default now(),
  answered_at timestamptz,
  second_account uuid,
  agreed boolean,
  differs varchar(300),
  voided_at timestamptz,
  voided_because varchar(20) check (voided_because in ('sent_back', 'somebody_new', 'differs')),
  check (first_person <> second_person),
  check (second_account is null or second_account <> first_account),
  check ((answered_at is null) = (agreed is null) and (answered_at is null) = (second_account is null)));
create index home_checks_candidacy on home_checks (candidacy);
create index home_checks_village on home_checks (village);
create index home_checks_second on home_checks (second_person) where answered_at is null and voided_at is null;
create unique index home_checks_one_open on home_checks (candidacy) where voided_at is null;

create table candidacy_decisions (
  id uuid primary key default uuidv7(),
  candidacy uuid not null references candidacies on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  at timestamptz not null default now(),
  by uuid not null,
  by_person uuid not null,
  agreed boolean not null,
  because varchar(200),
  voided_at timestamptz,
  check (agreed or because is not null));
create index candidacy_decisions_candidacy on candidacy_decisions (candidacy);
create index candidacy_decisions_village on candidacy_decisions (village);
create unique index candidacy_decisions_one_yes on candidacy_decisions (candidacy) where agreed and voided_at is null;

create table introductions (
  id uuid primary key default uuidv7(),
  candidacy uuid not null references candidacies on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  item varchar(12) not null check (item in ('rules', 'illness', 'danger', 'days', 'people')),
  on_day date not null,
  by uuid not null,
  at timestamptz not null default now());
create index introductions_candidacy on introductions (candidacy);
create index introductions_village on introductions (village);
create unique index introductions_once on introductions (candidacy, item);

create table home_duties (
  id uuid primary key default uuidv7(),
  family uuid references host_families on delete restrict on update cascade,
  person uuid references people on delete restrict on update cascade,
  village varchar(13) collate "C" not null,
  kind varchar(10) not null check (kind in ('roster', 'renewal')),
  opens_on date not null,
  due_on date not null check (due_on >= opens_on),
  met_at timestamptz,
  met_by uuid,
  missed_at timestamptz,
  check (num_nonnulls(family, person) = 1));
create index home_duties_family on home_duties (family);
create index home_duties_person on home_duties (person);
create index home_duties_open on home_duties (village, due_on) where met_at is null and missed_at is null;
create unique index home_duties_one_of_home on home_duties (family, kind) where met_at is null and missed_at is null;
create unique index home_duties_one_of_adult on home_duties (person, kind) where met_at is null and missed_at is null;

do $$
declare t text;
  ranged constant text := '%1$I.village >= current_setting(''app.lo'', true) and %1$I.village < current_setting(''app.hi'', true)';
  towned constant text := ' and left(%1$I.village, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[])';
begin
  foreach t in array array['candidacies', 'home_checks', 'candidacy_decisions', 'introductions', 'home_duties'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer using (' || ranged || ')', t);
    execute format('create policy area on %1$I to carenet_area using (' || ranged || towned || ')', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select on %I to carenet_officer, carenet_area, carenet_worker', t);
    execute format('grant select, insert, update on %I to carenet_sealed', t);
  end loop;
end $$;
create policy own on candidacies for select to carenet_helper using (
  person = nullif(current_setting('app.person', true), '')::uuid or family = any ((select app.my_families())::uuid[]));
create policy own on home_duties for select to carenet_helper using (
  person = nullif(current_setting('app.person', true), '')::uuid or family = any ((select app.my_families())::uuid[]));
create policy own on introductions for select to carenet_helper using (exists (select from candidacies c where c.id = candidacy));
grant select on candidacies, home_duties, introductions to carenet_helper;
-- A way begins, is confirmed and ends by an officer's hand; everything else by the functions below alone.
grant insert (id, kind, family, person, village, how, begun_by), update (ended_at, ended_by, ended_because) on candidacies to carenet_officer, carenet_area;
grant insert (id, candidacy, village, visited_on, first_account, first_person, second_person, beds, rooms, school_minutes, living, answers, fails, note)
  on home_checks to carenet_officer, carenet_area;
grant insert (id, candidacy, village, by, by_person, agreed, because) on candidacy_decisions to carenet_officer, carenet_area;
grant insert (id, candidacy, village, item, on_day, by) on introductions to carenet_officer, carenet_area;
grant insert (id, kind, family, person, village, how), update (ended_at, ended_by, ended_because) on candidacies to carenet_worker;
grant insert, update on home_duties to carenet_worker;
-- Nobody writes an approval: neither of a home nor of a proxy parent.
revoke insert, update on host_families, proxy_parents from carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant insert (id, name, village, hamlet, beds, takes_girls, takes_boys, full_care, school_minutes, entered_by),
  update (name, hamlet, takes_girls, takes_boys, full_care, school_minutes, left_on) on host_families to carenet_officer, carenet_area;
grant insert (id, person, households_max, joined_on), update (households_max, left_on, left_because) on proxy_parents
  to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant update (village) on host_families to carenet_officer, carenet_area, carenet_worker;
grant select, update on host_families, proxy_parents to carenet_sealed;
grant select, insert, update on host_family_adults to carenet_sealed;
grant select on children, household_members, carers, guardians, placements, backups, home_duties to carenet_sealed;

set local role carenet_sealed;
-- Who takes part already is looked at within three months; who waits goes on from where it stands.
update host_families set renew_by = app.local_today() + 90 where approved_on is not null and renew_by is null;
update proxy_parents set approved_on = joined_on, renew_by = app.local_today() + 90 where left_on is null;
insert into candidacies (kind, family, village, how, begun_by, confirmed_on, confirmed_by)
  select 'host', f.id, f.village, 'applied', f.entered_by, case when a.person is not null then app.local_today() end, a.person
  from host_families f left join lateral (select h.person from host_family_adults h where h.family = f.id and h.left_on is null order by h.confirmed_on, h.id limit 1) a on true
  where f.left_on is null and f.approved_on is null;
insert into home_duties (family, village, kind, opens_on, due_on)
  select f.id, f.village, 'roster', least(app.local_today(), min(a.confirmed_on)), greatest(app.local_today() + 14, min(a.confirmed_on) + 90)
  from host_families f join host_family_adults a on a.family = f.id and a.left_on is null
  where f.left_on is null and f.approved_on is not null group by f.id, f.village;


create function app.adults_of(p_candidacy uuid) returns uuid[] language sql stable security definer set search_path = '' as $$
  select case c.kind when 'proxy_parent' then array[c.person]
    else array(select a.person from public.host_family_adults a where a.family = c.family and a.left_on is null order by a.confirmed_on, a.id) end
  from public.candidacies c where c.id = p_candidacy $$;

-- What is still missing, in the order in which it can be done. The pages, the verbs and the triggers all ask this.
create function app.unmet(p_id uuid) returns text[] language plpgsql stable security definer set search_path = '' as $$
declare c public.candidacies; today date := app.local_today(); found text[] := '{}'; adults uuid[];
begin
  select * into c from public.candidacies x where x.id = p_id;
  if c.id is null or c.done_at is not null or c.ended_at is not null then return found; end if;
  adults := app.adults_of(p_id);
  if c.confirmed_on is null then found := found || 'confirmed'::text; end if;
  if cardinality(adults) = 0 then found := found || 'adults'::text; end if;
  if cardinality(adults) = 0 or exists (select from unnest(adults) p, unnest(array['identity', 'self_declaration', 'record_check']) k
      where not exists (select from public.clearances x where x.person = p and (x.kind = k or k = 'self_declaration' and x.kind = 'code') and x.voided_at is null and x.result in ('passed', 'pending')
        and x.starts_on <= today and (x.ends_on is null or x.ends_on >= today)
        and (k <> 'record_check' or x.starts_on > (today - interval '12 months')::date))) then
    found := found || 'documents'::text;
  end if;
  if not exists (select from public.home_checks k where k.candidacy = p_id and k.agreed and k.voided_at is null and k.visited_on > today - 180) then
    found := found || 'visit'::text;
  end if;
  if cardinality(adults) = 0 or exists (select from unnest(adults) p where app.tier_on(p, today) is distinct from 'cleared')
     or exists (select from public.host_families f where f.id = c.family and f.takes_girls
       and not exists (select from public.people p where p.id = any (adults) and p.sex = 'f' and app.tier_on(p.id, today) = 'cleared')) then
    found := found || 'cleared'::text;
  end if;
  if not exists (select from public.candidacy_decisions d where d.candidacy = p_id and d.agreed and d.voided_at is null) then
    found := found || 'decision'::text;
  end if;
  if c.how in ('nominated', 'applied') and (select count(*) from public.introductions i where i.candidacy = p_id) < 5 then
    found := found || 'introduction'::text;
  end if;
  return found;
end $$;

-- Who may say yes: an officer over the village, from the township up, who neither began it, nor heard the family's yes,
-- nor visited, nor wrote the home down, nor lives in it.
create function app.may_decide(p_id uuid, p_account uuid, p_person uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.candidacies c left join public.host_families f on f.id = c.family
    where c.id = p_id and c.done_at is null and c.ended_at is null
      and p_account is distinct from c.begun_by and p_account is distinct from c.confirmed_before and p_account is distinct from f.entered_by
      and not exists (select from public.accounts x where x.person = p_person and x.id in (c.begun_by, c.confirmed_before, f.entered_by))
      and not p_person = any (app.adults_of(c.id))
      and not exists (select from public.home_checks k where k.candidacy = c.id and k.voided_at is null and p_person in (k.first_person, k.second_person))
      and exists (select from app.live_duties(p_account) d where d.role in ('city', 'county', 'township')
        and c.village >= d.lo and c.village < d.hi and (d.towns = '{}' or left(c.village, 9) = any (d.towns)))) $$;

-- Everything is there: the home or the adult is taken on for a year. Called by every step that could be the last.
create function app.take_on(p_id uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare c public.candidacies; d public.candidacy_decisions; k public.home_checks; today date := app.local_today(); old_ date; until_ date;
begin
  select * into c from public.candidacies x where x.id = p_id for update;
  if c.id is null or c.done_at is not null or c.ended_at is not null or app.unmet(p_id) <> '{}' then return false; end if;
  select * into d from public.candidacy_decisions x where x.candidacy = p_id and x.agreed and x.voided_at is null;
  select * into k from public.home_checks x where x.candidacy = p_id and x.agreed and x.voided_at is null;
  select coalesce((select f.renew_by from public.host_families f where f.id = c.family),
    (select x.renew_by from public.proxy_parents x where x.person = c.person and x.left_on is null order by x.joined_on desc limit 1)) into old_;
  until_ := case when c.how = 'renewal' and old_ >= today then (old_ + interval '1 year')::date
    when c.how = 'changed' and old_ > today + 60 then old_ else (today + interval '1 year')::date end;
  update public.candidacies x set done_at = now() where x.id = p_id;
  if c.kind = 'host' then
    update public.host_families f set approved_on = today, approved_by = d."by", renew_by = until_, beds = coalesce(k.beds, f.beds),
      rooms = k.rooms, school_minutes = coalesce(k.school_minutes, f.school_minutes) where f.id = c.family;
    update public.host_family_adults a set confirmed_on = greatest(a.confirmed_on, k.visited_on) where a.family = c.family and a.left_on is null;
    insert into public.home_duties (family, village, kind, opens_on, due_on) values (c.family, c.village, 'roster', today, k.visited_on + 90)
      on conflict (family, kind) where met_at is null and missed_at is null do update set due_on = excluded.due_on,
        opens_on = least(home_duties.opens_on, excluded.opens_on);
  else
    update public.proxy_parents x set approved_on = today, approved_by = d."by", renew_by = until_ where x.person = c.person and x.left_on is null;
  end if;
  update public.home_duties h set met_at = now(), met_by = d.by_person
    where h.kind = 'renewal' and h.met_at is null and h.missed_at is null and (h.family = c.family or h.person = c.person);
  insert into public.facts (name, payload, announced_at) values ('TakenOn',
    jsonb_build_object('candidacy', c.id, 'family', c.family, 'person', c.person, 'how', c.how, 'renew_by', until_), now());
  return true;
end $$;

-- An officer nominates in its own name, a worker opens a renewal; nobody writes down that somebody else agreed.
create function app.candidacy_begun() returns trigger language plpgsql security definer set search_path = '' as $$
declare a record; role_ text := coalesce(current_setting('role', true), 'none');
begin
  select * into a from app.acting();
  if role_ in ('carenet_officer', 'carenet_area') and (new.begun_by is distinct from a.account or new.how <> case when pg_trigger_depth() > 1 then 'changed' else 'nominated' end)
     or role_ = 'carenet_worker' and (new.how <> 'renewal' or new.begun_by is not null) then
    raise exception using errcode = 'CN404', message = 'not in this name';
  end if;
  return new;
end $$;

create function app.check_written() returns trigger language plpgsql security definer set search_path = '' as $$
declare a record; c public.candidacies;
begin
  select * into a from app.acting();
  select * into c from public.candidacies x where x.id = new.candidacy for update;
  if a.account is null or a.account <> new.first_account or a.person <> new.first_person or c.village <> new.village
     or new.voided_at is not null or new.answered_at is not null then
    raise exception using errcode = 'CN404', message = 'not by whoever visited';
  end if;
  if app.unmet(new.candidacy) && array['confirmed', 'adults', 'documents'] or c.done_at is not null or c.ended_at is not null then
    raise exception using errcode = 'CN020', message = 'a step before the visit is missing';
  end if;
  if new.first_person = any (app.adults_of(c.id)) or new.second_person = any (app.adults_of(c.id)) then
    raise exception using errcode = 'CN006', message = 'nobody looks at the own home';
  end if;
  if not exists (select from public.accounts x, app.live_duties(x.id) d where x.person = new.second_person
      and d.role in ('city', 'county', 'township', 'director') and c.village >= d.lo and c.village < d.hi
      and (d.towns = '{}' or left(c.village, 9) = any (d.towns))) then
    raise exception using errcode = 'CN021', message = 'the second has no duty here';
  end if;
  return new;
end $$;

-- The second of the two confirms what both saw, or says what was different; then it is looked at anew.
create function app.answer_home_check(p_check uuid, p_agreed boolean, p_differs text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare a record; k public.home_checks;
begin
  select * into a from app.acting();
  update public.home_checks x set answered_at = now(), second_account = a.account, agreed = p_agreed, differs = p_differs,
      voided_at = case when not p_agreed then now() end, voided_because = case when not p_agreed then 'differs' end
    where x.id = p_check and x.second_person = a.person and x.answered_at is null and x.voided_at is null
      and exists (select from public.candidacies c where c.id = x.candidacy and c.done_at is null and c.ended_at is null) returning * into k;
  if k.id is null then return false; end if;
  perform app.take_on(k.candidacy);
  return true;
end $$;

create function app.decision_made() returns trigger language plpgsql security definer set search_path = '' as $$
declare a record; c public.candidacies;
begin
  select * into a from app.acting();
  select * into c from public.candidacies x where x.id = new.candidacy for update;
  if a.account is null or a.account <> new."by" or a.person <> new.by_person or c.village <> new.village or new.voided_at is not null then
    raise exception using errcode = 'CN404', message = 'not by whoever decides';
  end if;
  if not app.may_decide(new.candidacy, a.account, a.person) then
    raise exception using errcode = 'CN006', message = 'somebody else decides';
  end if;
  if new.agreed and (app.unmet(new.candidacy) && array['confirmed', 'adults', 'documents', 'visit', 'cleared']
      or exists (select from public.home_checks k where k.candidacy = new.candidacy and k.agreed and k.voided_at is null and k.fails > 0)) then
    raise exception using errcode = 'CN020', message = 'a step before the approval is missing';
  end if;
  return new;
end $$;

create function app.after_decision() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.agreed then perform app.take_on(new.candidacy);
  else update public.home_checks k set voided_at = now(), voided_because = 'sent_back' where k.candidacy = new.candidacy and k.voided_at is null;
  end if;
  return null;
end $$;

create function app.introduced() returns trigger language plpgsql security definer set search_path = '' as $$
declare a record; c public.candidacies;
begin
  select * into a from app.acting();
  select * into c from public.candidacies x where x.id = new.candidacy for update;
  if tg_when = 'AFTER' then perform app.take_on(new.candidacy); return null; end if;
  if a.account is null or a.account <> new."by" or c.village <> new.village or new.on_day > app.local_today() or a.person = any (app.adults_of(c.id)) then
    raise exception using errcode = 'CN404', message = 'not by whoever introduced them';
  end if;
  if not exists (select from public.candidacy_decisions d where d.candidacy = c.id and d.agreed and d.voided_at is null) then
    raise exception using errcode = 'CN020', message = 'a step before the introduction is missing';
  end if;
  return new;
end $$;

-- Whoever moves in ends the approval and overtakes what was looked at; whoever leaves may end it too.
create function app.household_changed() returns trigger language plpgsql security definer set search_path = '' as $$
declare f public.host_families; a record; left_ boolean := tg_op = 'UPDATE';
begin
  if coalesce(current_setting('role', true), 'none') not in ('carenet_officer', 'carenet_area', 'carenet_helper') then return null; end if;
  if left_ and (new.left_on is null or old.left_on is not null) then return null; end if;
  select * into f from public.host_families x where x.id = new.family for update;
  select * into a from app.acting();
  if left_ and exists (select from public.host_family_adults h where h.family = f.id and h.left_on is null)
     and (not f.takes_girls or exists (select from public.host_family_adults h join public.people p on p.id = h.person
       where h.family = f.id and h.left_on is null and p.sex = 'f' and app.tier_on(h.person, app.local_today()) = 'cleared')) then
    return null;
  end if;
  update public.host_families x set approved_on = null, approved_by = null where x.id = f.id;
  update public.home_checks k set voided_at = now(), voided_because = 'somebody_new' from public.candidacies c
    where c.family = f.id and c.done_at is null and c.ended_at is null and k.candidacy = c.id and k.voided_at is null;
  update public.candidacy_decisions d set voided_at = now() from public.candidacies c
    where c.family = f.id and c.done_at is null and c.ended_at is null and d.candidacy = c.id and d.voided_at is null;
  if f.left_on is null and f.renew_by is not null then
    insert into public.candidacies (kind, family, village, how, begun_by, confirmed_on, confirmed_by)
    values ('host', f.id, f.village, 'changed', a.account, app.local_today(), new.person)
    on conflict (family) where done_at is null and ended_at is null do nothing;
  end if;
  return null;
end $$;

-- A home that stops is no longer on the way to anything.
create function app.home_left() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.left_on is not null and old.left_on is null then
    update public.candidacies c set ended_at = now(), ended_by = (select a.account from app.acting() a), ended_because = '–'
      where c.family = new.id and c.done_at is null and c.ended_at is null;
    update public.home_duties d set met_at = now() where d.family = new.id and d.met_at is null and d.missed_at is null;
  end if;
  return null;
end $$;

-- The family's own yes, on its phone, or before an officer who did not nominate it.
create function app.confirm_candidacy(p_id uuid, p_adult uuid, p_on date) returns boolean
language plpgsql security definer set search_path = '' as $$
declare a record; c public.candidacies; own boolean;
begin
  select * into a from app.acting();
  select * into c from public.candidacies x where x.id = p_id for update;
  own := p_adult = a.person;
  if a.account is null or c.id is null or c.confirmed_on is not null or c.done_at is not null or c.ended_at is not null
     or not p_adult = any (app.adults_of(p_id)) or p_on > app.local_today() or p_on < app.local_today() - 60 then return false; end if;
  if not own and (a.role = 'carenet_helper' or a.person = any (app.adults_of(p_id)) or not (c.village >= a.lo and c.village < a.hi
      and (a.towns = '{}' or left(c.village, 9) = any (a.towns)))) then return false; end if;
  if not own and c.how = 'nominated' and (a.account = c.begun_by or exists (select from public.accounts x where x.id = c.begun_by and x.person = a.person)) then
    raise exception using errcode = 'CN006', message = 'not before who nominated';
  end if;
  update public.candidacies x set confirmed_on = p_on, confirmed_by = p_adult, confirmed_before = case when own then null else a.account end where x.id = p_id;
  return true;
end $$;

-- A family or adult says no on its own phone: the way ends, and whoever runs takes part until its year is over.
create function app.decline_candidacy(p_id uuid, p_because text) returns boolean
language sql security definer set search_path = '' as $$
  with gone as (update public.candidacies c set ended_at = now(), ended_by = (select a.account from app.acting() a), ended_because = p_because
    where c.id = p_id and c.done_at is null and c.ended_at is null
      and (select a.person from app.acting() a) = any (app.adults_of(c.id)) returning 1) select exists (select from gone) $$;

-- Who lives there was asked again, by an officer or said by the family itself.
create function app.confirm_home_roster(p_family uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare a record; f public.host_families; today date := app.local_today();
begin
  select * into a from app.acting();
  select * into f from public.host_families x where x.id = p_family and x.left_on is null for update;
  if a.account is null or f.id is null or not (exists (select from public.host_family_adults h where h.family = f.id and h.person = a.person and h.left_on is null)
      or a.role <> 'carenet_helper' and f.village >= a.lo and f.village < a.hi and (a.towns = '{}' or left(f.village, 9) = any (a.towns))) then return false; end if;
  update public.host_family_adults h set confirmed_on = today where h.family = p_family and h.left_on is null;
  if not found then return false; end if;
  update public.home_duties d set met_at = now(), met_by = a.person where d.family = p_family and d.kind = 'roster' and d.met_at is null and d.missed_at is null;
  insert into public.home_duties (family, village, kind, opens_on, due_on) values (p_family, f.village, 'roster', today + 1, today + 90)
    on conflict (family, kind) where met_at is null and missed_at is null do nothing;
  return true;
end $$;

-- The family says on its phone that somebody moved in.
create function app.add_own_adult(p_person uuid, p_family uuid, p_row jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
declare a record; f public.host_families;
begin
  select * into a from app.acting();
  select x.* into f from public.host_families x join public.host_family_adults h on h.family = x.id and h.left_on is null and h.person = a.person
    where x.id = p_family and x.left_on is null for update of x;
  if f.id is null or (select count(*) from public.host_family_adults h where h.family = f.id and h.left_on is null) >= 12 then return false; end if;
  insert into public.people (id, name, sort_key, initials, pinyin, sex, division, created_by)
  values (p_person, p_row ->> 'name', p_row ->> 'sort_key', p_row ->> 'initials', p_row ->> 'pinyin', p_row ->> 'sex', f.village, a.account);
  insert into public.host_family_adults (family, person, relation, confirmed_on) values (f.id, p_person, p_row ->> 'relation', app.local_today());
  return true;
end $$;

create function app.leave_own_home(p_family uuid, p_person uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare a record;
begin
  select * into a from app.acting();
  if not exists (select from public.host_family_adults h join public.host_families f on f.id = h.family
      where h.family = p_family and h.person = a.person and h.left_on is null and f.left_on is null) or p_person = a.person then return false; end if;
  update public.host_family_adults h set left_on = app.local_today() where h.family = p_family and h.person = p_person and h.left_on is null;
  return found;
end $$;

-- Who holds a duty over a village, for those who act or are on the way there: names and roles, no numbers.
create function app.officers_over(p_village text) returns table (person uuid, name text, role text)
language sql stable security definer set search_path = '' as $$
  select p.id, p.name::text, min(d.role::text) from public.duties d join public.accounts a on a.id = d.account join public.people p on p.id = a.person
  cross join app.acting() x
  where d.role in ('county', 'township', 'director') and d.approved_at is not null
    and d.starts_on <= app.local_today() and d.ends_on >= app.local_today() and p_village >= d.lo and p_village < d.hi
    and (d.towns = '{}' or left(p_village, 9) = any (d.towns)) and not app.suspended(p.id)
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and not exists (select from public.account_endings e where e.account = a.id and e.undone_at is null)
    and (x.role <> 'carenet_helper' or exists (select from public.candidacies c where c.village = p_village and x.person = any (app.adults_of(c.id)))
      or exists (select from public.host_families f join public.host_family_adults h on h.family = f.id and h.left_on is null
        where f.village = p_village and h.person = x.person))
  group by p.id, p.name order by max(length(d.lo)) desc, p.name limit 12 $$;

-- Is this home ready for another child on this day? Looked at within the year, and who lives there asked within 90 days and two weeks.
create function app.home_ready(p_family uuid, p_day date) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.host_families f where f.id = p_family and f.left_on is null and f.approved_on is not null
    and (f.renew_by is null or f.renew_by >= p_day))
    and not exists (select from public.host_family_adults a where a.family = p_family and a.left_on is null and a.confirmed_on < app.local_today() - 104) $$;
create function app.proxy_ready(p_person uuid, p_day date) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.proxy_parents x where x.person = p_person and x.left_on is null and x.approved_on is not null
    and (x.renew_by is null or x.renew_by >= p_day)) $$;

-- The rules of a home for one more child: its own bed, girls where a cleared woman lives, unrelated boys and girls from seven apart.
create function app.home_takes(p_family uuid, p_person uuid, p_child uuid, p_kind text, p_day date) returns void
language plpgsql stable security definer set search_path = '' as $$
declare f public.host_families; c record;
begin
  select * into f from public.host_families x where x.id = p_family;
  if f.id is null or not app.home_ready(f.id, p_day)
     or not exists (select from public.host_family_adults a where a.family = f.id and a.person = p_person and a.left_on is null) then
    raise exception using errcode = 'CN010', message = 'a step before the approval is missing';
  end if;
  if exists (select from public.carers x join public.host_family_adults a on a.person = x.person and a.family = f.id and a.left_on is null
      where x.child = p_child and x.ends_on is null) then
    raise exception using errcode = 'CN023', message = 'kin are carers';
  end if;
  if exists (select from public.host_family_adults a where a.family = f.id and a.left_on is null
      and app.tier_on(a.person, greatest(p_day, app.local_today())) is distinct from 'cleared') then
    raise exception using errcode = 'CN001', message = 'an adult of this home is not cleared';
  end if;
  select x.sex::text as sex, x.birth_date into c from public.children x where x.id = p_child;
  if (c.sex = 'f' and not (f.takes_girls and exists (select from public.host_family_adults a join public.people w on w.id = a.person
        where a.family = f.id and a.left_on is null and w.sex = 'f'))) or (c.sex = 'm' and not f.takes_boys) then
    raise exception using errcode = 'CN008', message = 'this home does not take the child';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(f.id::text, 7262));
  if app.most_at_home(f.id, (p_day::timestamp at time zone 'Asia/Shanghai'), ((p_day + 1)::timestamp at time zone 'Asia/Shanghai'), p_child) > f.beds then
    raise exception using errcode = 'CN003', message = 'no bed left';
  end if;
  if p_kind = 'full_care' and coalesce(f.rooms, 2) < 2 and c.birth_date <= (p_day - interval '7 years')::date and exists (
      select from public.placements p join public.children o on o.id = p.child
      where p.host_family = f.id and p.kind = 'full_care' and p.ends_on is null and o.id <> p_child and o.sex <> c.sex
        and o.birth_date <= (p_day - interval '7 years')::date
        and not exists (select from public.household_members x join public.household_members y on y.household = x.household
          where x.child = p_child and y.child = o.id and x.ends_on is null and y.ends_on is null)) then
    raise exception using errcode = 'CN022', message = 'boys and girls apart';
  end if;
end $$;

create or replace function app.make_invitation(p_id uuid, p_sha bytea, p_details jsonb, p_seconds bigint, p_uses int) returns uuid
language plpgsql security definer set search_path = '' as $$
declare a record; place text := p_details ->> 'division';
begin
  select * into a from app.acting();
  if a.account is null or place is null or not exists (
    select from app.live_duties(a.account) d where d.id = any (a.duties)
      and ((d.role in ('city', 'county', 'township', 'director', 'sysadmin', 'security') and place >= d.lo and place < d.hi
            and (d.towns = '{}' or left(place, 9) = any (d.towns)))
        or (d.role = 'lead' and exists (select from public.centres c where c.id = d.organisation and c.village = place)))) then
    raise exception using errcode = 'CN404', message = 'not a place of this duty';
  end if;
  -- An invitation for one known adult opens an account for that adult: only one who is on its way here and has none.
  if p_details ? 'adult' and not exists (
    select from public.candidacies c left join public.host_family_adults h on h.family = c.family and h.left_on is null
    where c.done_at is null and c.ended_at is null and (p_details ->> 'adult')::uuid in (c.person, h.person)
      and c.village = place and not exists (select from public.accounts x where x.person = (p_details ->> 'adult')::uuid
        and not exists (select from public.account_endings e where e.account = x.id and e.undone_at is null))) then
    raise exception using errcode = 'CN404', message = 'nobody on the way here without an account';
  end if;
  insert into public.links (id, token_sha256, kind, account, details, ends, uses_left, made_by)
  values (p_id, p_sha, 'join', null, p_details, now() + p_seconds * interval '1 second', p_uses, a.account);
  return p_id;
end $$;

create or replace function app.join_by(p_sha bytea, p_person uuid, p_account uuid, p_phone_index bytea, p_row jsonb) returns text
language plpgsql security definer set search_path = '' as $$
declare l public.links; kind text; place text; office uuid; family uuid; known uuid; today date := app.local_today();
begin
  update public.links x set uses_left = x.uses_left - 1, used_at = now()
    where x.token_sha256 = p_sha and x.kind = 'join' and x.ends > now() and x.uses_left > 0 returning * into l;
  if l.id is null then raise exception using errcode = 'CN010', message = 'the invitation has ended'; end if;
  perform pg_advisory_xact_lock(hashtextextended(encode(p_phone_index, 'hex'), 7262));
  if exists (select from public.accounts a where a.phone_index = p_phone_index
             and not exists (select from public.account_endings e where e.account = a.id and e.undone_at is null)) then
    raise exception using errcode = 'CN011', message = 'this number has an account';
  end if;
  kind := l.details ->> 'kind'; place := rpad(l.details ->> 'division', 12, '0'); office := (l.details ->> 'organisation')::uuid;
  known := (l.details ->> 'adult')::uuid;
  if known is not null then
    -- Somebody written down by the committee: the person is there, the account and its role are new.
    if exists (select from public.accounts x where x.person = known
               and not exists (select from public.account_endings e where e.account = x.id and e.undone_at is null)) then
      raise exception using errcode = 'CN010', message = 'the invitation has ended';
    end if;
    insert into public.accounts (id, person, name, phone_index, language, created_by)
    select p_account, p.id, p.name, p_phone_index, p_row ->> 'speaks', l.made_by from public.people p where p.id = known;
    insert into public.account_roles (account, role, starts_on) values (p_account, kind, today);
    if not exists (select from public.contact_ways w where w.person = known and w.value_index = decode(p_row ->> 'way_index', 'hex') and w.ended_on is null) then
      insert into public.contact_ways (person, kind, value, value_index) values (known, 'own_phone', p_row ->> 'phone', decode(p_row ->> 'way_index', 'hex'));
    end if;
    insert into public.facts (name, payload, announced_at) values ('HelperJoined',
      jsonb_build_object('person', known, 'account', p_account, 'kind', kind, 'division', place, 'invited_by', l.made_by, 'family', null), now());
    return kind;
  end if;
  insert into public.people (id, name, sort_key, initials, pinyin, sex, division, created_by)
  values (p_person, p_row ->> 'name', p_row ->> 'sort_key', p_row ->> 'initials', p_row ->> 'pinyin', p_row ->> 'sex', place, l.made_by);
  insert into public.accounts (id, person, name, phone_index, language, created_by)
  values (p_account, p_person, p_row ->> 'name', p_phone_index, p_row ->> 'speaks', l.made_by);
  insert into public.contact_ways (person, kind, value, value_index) values (p_person, 'own_phone', p_row ->> 'phone', decode(p_row ->> 'way_index', 'hex'));
  if kind <> 'staff' then
    insert into public.account_roles (account, role, starts_on) values (p_account, kind, today);
  end if;
  insert into public.person_languages (person, language, can_explain)
    select p_person, x ->> 0, (x ->> 1)::boolean from jsonb_array_elements(p_row -> 'languages') x;
  if kind in ('volunteer', 'proxy_parent') then
    insert into public.availabilities (person, weekday, part)
      select p_person, (x ->> 0)::smallint, x ->> 1 from jsonb_array_elements(p_row -> 'free') x;
  end if;
  if kind = 'volunteer' then
    insert into public.volunteers (person, organisation, subjects, skills, reach_minutes, hours_week_max, joined_on)
    values (p_person, office, array(select jsonb_array_elements_text(p_row -> 'subjects')), array(select jsonb_array_elements_text(p_row -> 'skills')),
            (p_row ->> 'reach_minutes')::int, (p_row ->> 'hours_week_max')::smallint, today);
    insert into public.offers (person, service, division, capacity, starts_on)
    values (p_person, 'tutoring', place, greatest(1, (p_row ->> 'hours_week_max')::int / 2), today);
  elsif kind = 'proxy_parent' then
    insert into public.proxy_parents (person, households_max, joined_on) values (p_person, (p_row ->> 'households_max')::smallint, today);
    insert into public.offers (person, service, division, capacity, starts_on)
    values (p_person, 'proxy_parent', place, (p_row ->> 'households_max')::int, today);
    insert into public.candidacies (kind, person, village, how, begun_by, confirmed_on, confirmed_by)
    values ('proxy_parent', p_person, place, 'applied', p_account, today, p_person);
  elsif kind = 'host' then
    insert into public.host_families (name, village, beds, takes_girls, takes_boys, full_care, school_minutes, entered_by)
    values (p_row ->> 'family', place, (p_row ->> 'beds')::smallint, (p_row ->> 'takes_girls')::boolean, (p_row ->> 'takes_boys')::boolean,
            (p_row ->> 'full_care')::boolean, (p_row ->> 'school_minutes')::int, p_account) returning id into family;
    insert into public.host_family_adults (family, person, confirmed_on) values (family, p_person, today);
    insert into public.offers (person, service, division, capacity, starts_on, host_family)
    values (p_person, 'host_family', place, (p_row ->> 'beds')::int, today, family);
    insert into public.candidacies (kind, family, village, how, begun_by, confirmed_on, confirmed_by)
    values ('host', family, place, 'applied', p_account, today, p_person);
  end if;
  insert into public.facts (name, payload, announced_at) values ('HelperJoined',
    jsonb_build_object('person', p_person, 'account', p_account, 'kind', kind, 'division', place, 'invited_by', l.made_by, 'family', family), now());
  return kind;
end $$;

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
    left join public.organisations s on s.id = o.organisation and p_service = 'paired_teacher'
    left join public.divisions d on d.code = o.division
    left join public.volunteers v on v.person = o.person and v.left_on is null and p_service = 'tutoring'
  order by o.person, o.host_family;
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
  return new;
end $$;

revoke all on function app.home_left(), app.candidacy_begun(), app.adults_of(uuid), app.unmet(uuid), app.may_decide(uuid, uuid, uuid), app.take_on(uuid), app.check_written(),
  app.answer_home_check(uuid, boolean, text), app.decision_made(), app.after_decision(), app.introduced(), app.household_changed(),
  app.confirm_candidacy(uuid, uuid, date), app.decline_candidacy(uuid, text), app.confirm_home_roster(uuid), app.add_own_adult(uuid, uuid, jsonb),
  app.leave_own_home(uuid, uuid), app.home_ready(uuid, date), app.proxy_ready(uuid, date), app.home_takes(uuid, uuid, uuid, text, date), app.officers_over(text) from public;
grant execute on function app.unmet(uuid), app.adults_of(uuid), app.may_decide(uuid, uuid, uuid), app.home_ready(uuid, date), app.proxy_ready(uuid, date)
  to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant execute on function app.confirm_candidacy(uuid, uuid, date), app.confirm_home_roster(uuid), app.answer_home_check(uuid, boolean, text), app.officers_over(text)
  to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.decline_candidacy(uuid, text), app.add_own_adult(uuid, uuid, jsonb), app.leave_own_home(uuid, uuid) to carenet_helper, carenet_officer, carenet_area;
grant execute on function app.home_left(), app.candidacy_begun(), app.check_written(), app.decision_made(), app.after_decision(), app.introduced(), app.household_changed() to carenet_owner;
set local role carenet_owner;
create trigger candidacy_begun before insert on candidacies for each row execute function app.candidacy_begun();
create trigger check_written before insert on home_checks for each row execute function app.check_written();
create trigger decision_made before insert on candidacy_decisions for each row execute function app.decision_made();
create trigger after_decision after insert on candidacy_decisions for each row execute function app.after_decision();
create trigger introduced before insert on introductions for each row execute function app.introduced();
create trigger introduced_last after insert on introductions for each row execute function app.introduced();
create trigger home_left after update of left_on on host_families for each row execute function app.home_left();
create trigger household_changed after insert or update of left_on on host_family_adults for each row execute function app.household_changed();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
