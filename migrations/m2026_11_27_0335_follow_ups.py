"""What a screening asks to be looked at again: by when, and since when it was done. Sealed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T03:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Follow-ups of screenings"

UP = r"""
create table follow_ups (
  id uuid primary key default uuidv7(),
  child uuid not null,
  village varchar(13) collate "C" not null,
  kind varchar(12) not null check (kind in ('body', 'mind')),
  found_on date not null,
  due_on date not null check (due_on >= found_on),
  noted_at timestamptz not null default now(),
  noted_by uuid not null,
  done_on date,
  done_how varchar(12) check (done_how in ('seen', 'referred', 'not_needed')),
  done_by uuid,
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check ((done_on is null) = (done_how is null) and (done_on is null) = (done_by is null)));
create index follow_ups_child on follow_ups (child, village);
create index follow_ups_village on follow_ups (village);
create index follow_ups_open on follow_ups (due_on) where done_on is null;
alter table follow_ups enable row level security, force row level security;
create policy sealed on follow_ups to carenet_officer, carenet_area using (
  village >= (select a.lo from app.acting() a where a.factors >= 2) and village < (select a.hi from app.acting() a where a.factors >= 2)
  and ((select a.towns from app.acting() a) = '{}' or left(village, 9) = any ((select a.towns from app.acting() a)::text[])));
grant select, insert, update on follow_ups to carenet_officer, carenet_area;
grant select on follow_ups to carenet_sealed;
set local role carenet_sealed;
-- What a worker may know of them: that one of a village is due on a day. Neither kind nor finding.
create function app.follow_ups_open(p_until date) returns table (id uuid, child uuid, village text, due_on date)
language sql stable security definer set search_path = '' as $$
  select f.id, f.child, f.village::text, f.due_on from public.follow_ups f
  join public.children c on c.id = f.child and c.left_on is null and c.merged_into is null
  where f.done_on is null and f.due_on <= p_until order by f.due_on, f.id limit 2000 $$;
revoke all on function app.follow_ups_open(date) from public;
grant execute on function app.follow_ups_open(date) to carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
