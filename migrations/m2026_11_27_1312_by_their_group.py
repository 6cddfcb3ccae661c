"""The leader of an organisation's team signs its members up: one row a person and session, with what came of it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T13:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Sign-up by a team's leader"

UP = r"""
set local role carenet_owner;
-- Who leads a team and who is on it is written by offices, never by the one who leads it.
revoke insert, update on teams, team_members from carenet_helper;

create table group_sign_ups (
  id uuid primary key default uuidv7(),
  team uuid not null references teams on delete restrict on update cascade,
  care_session uuid not null references care_sessions on delete restrict on update cascade,
  centre uuid not null,
  village varchar(13) collate "C" not null,
  person uuid not null references people on delete restrict on update cascade,
  at timestamptz not null default now(),
  by uuid not null,
  done_at timestamptz,
  why varchar(12) check (why in ('full', 'elsewhere', 'papers', 'away', 'closed', 'way', 'unopened', 'word', 'there', 'off', 'other')),
  check (why is null or done_at is not null));
create index on group_sign_ups (team);
create index on group_sign_ups (care_session);
create index on group_sign_ups (centre);
create index on group_sign_ups (village);
create index on group_sign_ups (person);
create unique index one_wish_at_a_time on group_sign_ups (care_session, person) where done_at is null;
create index group_sign_ups_waiting on group_sign_ups (at, id) where done_at is null;
alter table group_sign_ups enable row level security, force row level security;
create policy officer on group_sign_ups for select to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on group_sign_ups for select to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy own on group_sign_ups for select to carenet_officer, carenet_area, carenet_helper
  using (person = nullif(current_setting('app.person', true), '')::uuid
    or centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy leads on group_sign_ups to carenet_officer, carenet_area, carenet_helper
  using (exists (select from teams t where t.id = team and t.leader = nullif(current_setting('app.person', true), '')::uuid))
  with check (exists (select from teams t join team_members m on m.team = t.id where t.id = group_sign_ups.team
    and m.person = group_sign_ups.person and t.leader = nullif(current_setting('app.person', true), '')::uuid
    and app.local_today() between t.starts_on and t.ends_on));
create policy worker on group_sign_ups to carenet_worker using (true) with check (true);
grant select, insert on group_sign_ups to carenet_officer, carenet_area, carenet_helper;
grant select, insert, update on group_sign_ups to carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
