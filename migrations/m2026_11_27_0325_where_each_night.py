"""Where a child was on any night: stays with the parents, and indexes for one question about years."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T03:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Stays with the parents, and where a child was on any night"

UP = r"""
-- The child goes to the parents for the holidays: where, until when, who says that it is back.
create table parent_stays (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    place varchar(80) not null,
    starts_on date not null,
    ends_on date not null check (ends_on > starts_on and ends_on <= starts_on + 120),
    confirmer uuid not null references people on delete restrict on update cascade,
    noted_by uuid not null,
    noted_at timestamptz not null default now(),
    returned_on date check (returned_on >= starts_on),
    returned_by uuid,
    returned_at timestamptz,
    called_off_at timestamptz,
    called_off_because varchar(200),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint one_stay_at_a_time exclude using gist
      (child with =, daterange(starts_on, coalesce(returned_on, ends_on), '[)') with &&) where (called_off_at is null)
);
create index on parent_stays (child, starts_on);
create index on parent_stays (village);
create index on parent_stays (confirmer);
create index parent_stays_out on parent_stays (ends_on) where returned_on is null and called_off_at is null;
create index on placements (child, starts_on);
create index on backups (child, starts_at);
create index on week_plan_nights (child, weekday, starts_on);
alter table parent_stays enable row level security, force row level security;
create policy officer on parent_stays to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on parent_stays to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
         and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy helper on parent_stays for select to carenet_helper using (child = any ((select app.my_children())::uuid[]));
create policy worker on parent_stays to carenet_worker using (true) with check (true);
grant select, insert, update on parent_stays to carenet_officer, carenet_area, carenet_worker;
grant select on parent_stays to carenet_helper;
grant select, update on parent_stays to carenet_sealed;

set local role carenet_sealed;
-- Whoever is to say that the child is back may say so, without any other hand on the row.
create function app.confirm_return(p_stay uuid, p_on date, p_now timestamptz) returns boolean
language sql security definer set search_path = '' as $$
  with done as (update public.parent_stays s set returned_on = greatest(p_on, s.starts_on), returned_at = p_now,
      returned_by = (select a.account from app.acting() a)
    where s.id = p_stay and s.returned_on is null and s.called_off_at is null
      and exists (select from app.acting() a where a.account is not null and (a.person = s.confirmer
        or (a.role <> 'carenet_helper' and s.village >= a.lo and s.village < a.hi and (a.towns = '{}' or left(s.village, 9) = any (a.towns)))))
    returning 1)
  select exists (select from done)
$$;
revoke all on function app.confirm_return(uuid, date, timestamptz) from public;
grant execute on function app.confirm_return(uuid, date, timestamptz) to carenet_officer, carenet_area, carenet_helper;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
