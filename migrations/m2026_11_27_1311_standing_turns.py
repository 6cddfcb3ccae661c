"""Turns of those who come every time: once, with the reason where there was no place; fewer hours first is a setting."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T13:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Turns of standing sign-ups"

UP = r"""
set local role carenet_owner;
alter table series add column fewer_first boolean not null default true;

create table standing_turns (
  id uuid primary key default uuidv7(),
  standing uuid not null references standing_sign_ups on delete restrict on update cascade,
  care_session uuid not null references care_sessions on delete restrict on update cascade,
  centre uuid not null,
  village varchar(13) collate "C" not null,
  person uuid not null references people on delete restrict on update cascade,
  at timestamptz not null default now(),
  why varchar(12) check (why in ('full', 'elsewhere', 'papers', 'away', 'closed', 'way', 'other')),
  unique (standing, care_session));
create index on standing_turns (care_session);
create index on standing_turns (centre);
create index on standing_turns (village);
create index on standing_turns (person);
alter table standing_turns enable row level security, force row level security;
create policy officer on standing_turns to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on standing_turns to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy helper on standing_turns to carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid
  or centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy own on standing_turns to carenet_officer, carenet_area using (person = nullif(current_setting('app.person', true), '')::uuid);
create policy worker on standing_turns to carenet_worker using (true) with check (true);
grant select, insert, update on standing_turns to carenet_officer, carenet_area, carenet_helper, carenet_worker;

grant select on standing_sign_ups, standing_turns to carenet_sealed;
grant insert on standing_turns to carenet_sealed;
set local role carenet_sealed;
-- What was promised before had its turn where sign-up is open already.
insert into standing_turns (standing, care_session, centre, village, person)
select x.id, s.id, s.centre, s.village, x.person from public.standing_sign_ups x join series o on o.id = x.series
join care_sessions s on s.series = x.series and s.on_day <= x.until_on
where x.ended_at is null and s.starts_at > now()
  and (o.opens_days is null or now() >= (s.on_day - o.opens_days)::timestamp at time zone 'Asia/Shanghai');
-- How many who come every time have not had their turn for a session yet and come before this person.
create function app.standing_ahead(p_session uuid, p_person uuid) returns integer
language sql stable security definer set search_path = '' as $$
  select count(*)::integer from public.care_sessions s join public.series o on o.id = s.series
  join public.standing_sign_ups x on x.series = s.series and x.until_on >= s.on_day
  where s.id = p_session and x.ended_at is null and x.person <> p_person
    and (o.fewer_first or x.at < coalesce((select y.at from public.standing_sign_ups y where y.series = s.series and y.person = p_person
      and y.ended_at is null and y.until_on >= s.on_day), 'infinity'))
    and not exists (select from public.standing_turns t where t.standing = x.id and t.care_session = s.id)
    and not exists (select from public.sign_ups u where u.care_session = s.id and u.person = x.person)
$$;
revoke all on function app.standing_ahead(uuid, uuid) from public;
grant execute on function app.standing_ahead(uuid, uuid) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
set local role carenet_owner;
revoke insert on standing_turns from carenet_sealed;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
