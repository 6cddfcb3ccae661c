"""Boarders on their way home: the leave list of a day, and who is home."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Leave lists of boarders"

UP = r"""
create table weekend_leaves (
  id uuid primary key default uuidv7(),
  child uuid not null,
  village varchar(13) collate "C" not null,
  office uuid not null,
  leaves_on date not null,
  goes boolean not null,
  how varchar(12) check (how in ('fetched', 'together', 'alone')),
  with_whom varchar(60),
  home_by timestamptz not null,
  listed_at timestamptz not null default now(),
  listed_by uuid not null,
  not_home_at timestamptz,
  home_at timestamptz,
  answered_by uuid,
  said varchar(200),
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check (goes = (how is not null)),
  check ((home_at is null) or goes),
  constraint weekend_leaves_child_leaves_on unique (child, leaves_on));
create index weekend_leaves_child on weekend_leaves (child, village);
create index weekend_leaves_village on weekend_leaves (village, leaves_on);
create index weekend_leaves_office on weekend_leaves (office, leaves_on);

do $$
declare
  ranged constant text := 'village >= current_setting(''app.lo'', true) and village < current_setting(''app.hi'', true)';
begin
  alter table weekend_leaves enable row level security, force row level security;
  execute 'create policy officer on weekend_leaves to carenet_officer using (' || ranged || ')';
  execute 'create policy area on weekend_leaves to carenet_area using (' || ranged ||
    ' and left(village, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[]))';
  create policy worker on weekend_leaves to carenet_worker using (true) with check (true);
  create policy helper on weekend_leaves to carenet_helper using (child = any ((select app.my_children())::uuid[]));
  grant select, insert, update on weekend_leaves to carenet_officer, carenet_area, carenet_helper, carenet_worker;
end $$;

grant select on weekend_leaves to carenet_sealed;
set local role carenet_sealed;
-- Home, or staying at school after all: the climb ends, and a carer with nobody left on the way is not asked any more.
create function app.weekend_answered() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.climbs c set ended_at = now(), ended_because = case when new.goes then 'home' else 'stays at school' end, next_at = null
    where c.ladder = 'friday_home' and c.subject = 'friday:' || new.id and c.ended_at is null;
  update public.reminders r set state = 'cancelled', changed_at = now()
    where r.subject = 'friday:' || new.leaves_on and r.state in ('due', 'handed_over')
      and r.recipient in (select k.person from public.carers k where k.child = new.child and k.ends_on is null)
      and not exists (select from public.carers k join public.weekend_leaves w on w.child = k.child and w.leaves_on = new.leaves_on
        where k.person = r.recipient and k.ends_on is null and w.goes and w.home_at is null);
  return null;
end $$;
revoke all on function app.weekend_answered() from public;
grant execute on function app.weekend_answered() to carenet_owner;
set local role carenet_owner;
create trigger weekend_answered after update on weekend_leaves for each row
  when (new.home_at is not null and old.home_at is null or old.goes and not new.goes) execute function app.weekend_answered();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
