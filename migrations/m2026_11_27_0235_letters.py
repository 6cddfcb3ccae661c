"""Letters of an office to families and helpers, and whom each of them has reached."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Letters to acknowledge"

UP = r"""
create table letters (
  id uuid primary key default uuidv7(),
  place varchar(13) collate "C" not null,
  office uuid,
  class_name varchar(30),
  from_name varchar(60) not null,
  audience varchar(12) not null check (audience in ('guardians', 'carers', 'hosts', 'helpers')),
  title varchar(40) not null check (length(trim(title)) > 0),
  body text not null check (length(body) between 1 and 2000),
  again_days smallint not null check (again_days between 1 and 14),
  again_times smallint not null check (again_times between 0 and 3),
  sent_at timestamptz not null default now(),
  sent_by uuid not null,
  sent_by_person uuid not null,
  listed_at timestamptz,
  over_at timestamptz,
  over_by uuid,
  over_because varchar(200),
  check ((over_at is null) = (over_by is null)));
create index letters_place on letters (place, sent_at desc);
create index letters_office on letters (office);
create index letters_sent_by on letters (sent_by);

create table letter_recipients (
  id uuid primary key default uuidv7(),
  letter uuid not null references letters (id) on delete restrict,
  person uuid not null references people (id) on delete restrict,
  village varchar(13) collate "C" not null,
  acknowledged_at timestamptz,
  how varchar(12) check (how in ('app', 'message', 'paper', 'call', 'in_person')),
  noted_by uuid,
  call_task uuid,
  check ((acknowledged_at is null) = (how is null)),
  constraint letter_recipients_letter_person unique (letter, person));
create index letter_recipients_letter on letter_recipients (letter);
create index letter_recipients_person on letter_recipients (person);
create index letter_recipients_call_task on letter_recipients (call_task) where call_task is not null;

grant select on letters, letter_recipients, series, contact_ways, host_family_adults, host_families, placements, sign_ups,
  care_sessions, account_roles, accounts, account_endings, enrolments, schoolings, guardians, carers, children, organisations to carenet_sealed;
grant update on letter_recipients, call_tasks to carenet_sealed;
set local role carenet_sealed;

-- Whom a letter would go to: of an area within one's scope, or of an office that is one's own or lies within it.
-- Whoever is no officer writes to the families of children they reach. Nobody kept from the child, nobody set aside.
create function app.letter_people(p_audience text, p_lo text, p_hi text, p_office uuid, p_class text, p_most int)
returns table (person uuid, village text) language plpgsql stable security definer set search_path = '' as $$
declare who record; today constant date := app.local_today();
begin
  select * into who from app.acting();
  if who.person is null or not (case when p_office is null
      then who.role <> 'carenet_helper' and p_lo >= who.lo and p_hi <= who.hi
      else p_office = any (who.offices) or (who.role <> 'carenet_helper' and exists (select from public.organisations o
        where o.id = p_office and o.division >= who.lo and o.division < who.hi and (who.towns = '{}' or left(o.division, 9) = any (who.towns)))) end) then
    raise exception using errcode = 'CN404', message = 'not within reach';
  end if;
  return query
  with kids as (
    select c.id, c.village::text as village from public.children c
    where c.left_on is null and c.merged_into is null
      and (who.role <> 'carenet_helper' or c.id = any (app.my_children()))
      and case when p_office is null
        then c.village >= p_lo and c.village < p_hi and (who.towns = '{}' or left(c.village, 9) = any (who.towns))
        else exists (select from public.schoolings s where s.child = c.id and s.organisation = p_office
            and (s.ends_on is null or s.ends_on >= today) and (p_class is null or s.class_name = p_class))
          or exists (select from public.enrolments e where e.child = c.id and e.centre = p_office and p_class is null
            and e.starts_on <= today and (e.ends_on is null or e.ends_on >= today)) end),
  found as (
    select g.person, k.id as child, k.village from public.guardians g join kids k on k.id = g.child
      where p_audience = 'guardians' and g.ends_on is null
    union all select r.person, k.id, k.village from public.carers r join kids k on k.id = r.child
      where p_audience = 'carers' and r.ends_on is null
    union all select a.person, null, f.village::text from public.host_families f
      join public.host_family_adults a on a.family = f.id and a.left_on is null and a.person is not null
      where p_audience = 'hosts' and p_office is null and f.left_on is null
        and f.village >= p_lo and f.village < p_hi and (who.towns = '{}' or left(f.village, 9) = any (who.towns))
    union all select x.person, k.id, k.village from public.placements x join kids k on k.id = x.child
      where x.ends_on is null and (p_audience = 'helpers' or (p_audience = 'hosts' and x.host_family is not null))
    union all select p.id, null, p.division::text from public.people p
      where p_audience = 'helpers' and p_office is null
        and p.division >= p_lo and p.division < p_hi and (who.towns = '{}' or left(p.division, 9) = any (who.towns))
        and exists (select from public.accounts a join public.account_roles o on o.account = a.id
          and o.role in ('volunteer', 'proxy_parent') and (o.ends_on is null or o.ends_on >= today)
          where a.person = p.id and not exists (select from public.account_endings e where e.account = a.id and e.undone_at is null))
    union all select u.person, null, u.village::text from public.sign_ups u join public.care_sessions s on s.id = u.care_session
      where p_audience = 'helpers' and u.centre = p_office and p_class is null and u.withdrawn_at is null
        and s.on_day between today - 60 and today + 30)
  select distinct on (f.person) f.person, f.village from found f
  where not app.suspended(f.person) and (f.child is null or not app.restricted(f.person, f.child))
  order by f.person, f.village limit p_most;
end $$;

create function app.letter_to_me(p_letter uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.letter_recipients r where r.letter = p_letter
    and r.person = (select a.person from app.acting() a)) $$;
create function app.letter_of_office(p_letter uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.letters l where l.id = p_letter and l.office = any ((select a.offices from app.acting() a)::uuid[])) $$;

-- The text behind a message's link, for whoever holds the link; nobody's name stands in it.
create function app.letter_behind(p_sha bytea) returns table (title text, body text, from_name text)
language sql stable security definer set search_path = '' as $$
  select t.title::text, t.body, t.from_name::text
  from public.links l join public.outgoing o on o.id = (l.details ->> 'outgoing')::uuid
  join public.letters t on o.subject = 'letter:' || t.id and t.over_at is null
  where l.token_sha256 = p_sha and l.kind = 'message' and l.ends > now() and l.uses_left > 0 $$;

-- Whoever has acknowledged is not reminded, called or visited any more; the last one ends the clock.
create function app.letter_acknowledged() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.reminders r set state = 'cancelled', changed_at = now()
    where r.subject = 'letter:' || new.letter and r.recipient = new.person and r.state in ('due', 'handed_over')
      and r.kind in ('letter.sent', 'letter.again');
  update public.call_tasks c set withdrawn_at = now() where c.id = new.call_task and c.done_at is null and c.withdrawn_at is null;
  update public.climbs c set ended_at = now(), ended_because = 'everybody has acknowledged', next_at = null
    where c.ladder = 'letter' and c.subject = 'letter:' || new.letter and c.ended_at is null
      and not exists (select from public.letter_recipients r where r.letter = new.letter and r.acknowledged_at is null);
  return null;
end $$;
-- Told in person is heard; "not reached" and "not needed" leave the name on the list.
create function app.letter_told() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.letter_recipients r set acknowledged_at = new.done_at, how = 'in_person', noted_by = new.done_by
    where r.call_task = new.id and r.acknowledged_at is null and new.outcome ~ '^(told|recording)';
  return null;
end $$;
create function app.end_letter_calls(p_letter uuid) returns void language sql security definer set search_path = '' as $$
  update public.call_tasks c set withdrawn_at = now() where c.done_at is null and c.withdrawn_at is null
    and c.id in (select r.call_task from public.letter_recipients r join public.letters l on l.id = r.letter
      where l.id = p_letter and l.over_at is not null) $$;
revoke all on function app.end_letter_calls(uuid) from public;
grant execute on function app.end_letter_calls(uuid) to carenet_officer, carenet_area, carenet_helper;
revoke all on function app.letter_people(text, text, text, uuid, text, int), app.letter_to_me(uuid), app.letter_of_office(uuid),
  app.letter_behind(bytea), app.letter_acknowledged(), app.letter_told() from public;
grant execute on function app.letter_people(text, text, text, uuid, text, int) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.letter_to_me(uuid), app.letter_of_office(uuid) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.letter_behind(bytea) to carenet_app;
grant execute on function app.letter_acknowledged(), app.letter_told() to carenet_owner;
set local role carenet_owner;
create trigger letter_acknowledged after update of acknowledged_at on letter_recipients for each row
  when (new.acknowledged_at is not null and old.acknowledged_at is null) execute function app.letter_acknowledged();
create trigger letter_told after update of done_at on call_tasks for each row
  when (new.done_at is not null and old.done_at is null) execute function app.letter_told();

do $$
declare col text; t text;
  towned constant text := ' and left(%2$s, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[])';
  ranged constant text := '%2$s >= current_setting(''app.lo'', true) and %2$s < current_setting(''app.hi'', true)';
begin
  for t, col in values ('letters', 'place'), ('letter_recipients', 'village') loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer using (' || ranged || ')', t, col);
    execute format('create policy area on %1$I to carenet_area using (' || ranged || towned || ')', t, col);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area, carenet_helper, carenet_worker', t);
  end loop;
end $$;
create policy office on letters to carenet_helper using (office = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy mine on letters for select to carenet_officer, carenet_area, carenet_helper using (app.letter_to_me(id));
create policy office on letter_recipients to carenet_officer, carenet_area, carenet_helper using (app.letter_of_office(letter));
create policy mine on letter_recipients to carenet_officer, carenet_area, carenet_helper
  using (person = nullif(current_setting('app.person', true), '')::uuid)
  with check (person = nullif(current_setting('app.person', true), '')::uuid);
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
