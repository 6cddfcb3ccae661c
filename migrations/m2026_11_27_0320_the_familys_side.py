"""The family's side: whereabouts frozen by separation or danger, wishes about the file, slots of the phone room."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The family's side"

UP = r"""
-- What a parent wants of the file: a copy of it, or something put right.
create table family_requests (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    guardian uuid not null references people on delete restrict on update cascade,
    kind varchar(12) not null check (kind in ('copy', 'correction')),
    words text check (kind = 'copy' or length(trim(words)) >= 2),
    asked_at timestamptz not null default now(),
    due_on date not null,
    answered_at timestamptz,
    answered_by uuid references people on delete restrict on update cascade,
    answer varchar(500) check (length(trim(answer)) >= 2),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    check (num_nonnulls(answered_at, answered_by, answer) in (0, 3))
);
create index on family_requests (child);
create index on family_requests (village);
create index on family_requests (guardian);
create index on family_requests (answered_by);
create index on family_requests (due_on) where answered_at is null;

-- A phone room's times: free until a parent takes one; then it is a line of the child's file.
create table call_slots (
    id uuid primary key default uuidv7(),
    place varchar(60) not null,
    division varchar(13) collate "C" not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    opened_by uuid not null references people on delete restrict on update cascade,
    opened_at timestamptz not null default now(),
    child uuid,
    village varchar(13) collate "C",
    guardian uuid references people on delete restrict on update cascade,
    taken_at timestamptz,
    held_at timestamptz,
    minutes integer check (minutes between 1 and 600),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    check (num_nonnulls(child, village, guardian, taken_at) in (0, 4)),
    check (held_at is null or child is not null),
    constraint call_slots_one_at_a_time exclude using gist (place with =, division with =, tstzrange(starts_at, ends_at) with &&)
);
create index on call_slots (child);
create index on call_slots (village);
create index on call_slots (guardian);
create index on call_slots (opened_by);
create index on call_slots (division, starts_at);

grant select on guardians, concerns, children, care_places to carenet_sealed;
grant select, insert, update on call_slots to carenet_sealed;
set local role carenet_sealed;
-- Where the child is, and with whom, is for the parent confirmed as caring. A separation that was mentioned, of whomever
-- of the child's parents, freezes it until an officer has confirmed the caring parent since; one of the nine situations
-- does until two officers have closed it.
create or replace function app.my_caring() returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(g.child), '{}') from public.guardians g
  where g.person = (select a.person from app.acting() a) and g.ends_on is null
    and g.caring_confirmed_on is not null and g.child = any (app.my_children())
    and not exists (select from public.guardians o where o.child = g.child and o.ends_on is null
      and o.separated_on is not null and o.separated_on >= g.caring_confirmed_on)
    and not exists (select from public.concerns x where x.child = g.child and x.mandatory and x.closed_at is null)
$$;
-- Free times of a child's township in the next days, for its guardian.
create function app.free_call_slots(p_child uuid, p_until timestamptz) returns table (id uuid, place text, starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select s.id, s.place::text, s.starts_at, s.ends_at from public.call_slots s join public.children c on c.id = p_child
  where left(s.division, 12) = left(c.village, 12) and s.child is null and s.starts_at > now() and s.starts_at < p_until
    and exists (select from public.guardians g where g.child = p_child and g.ends_on is null
      and g.person = (select a.person from app.acting() a))
  order by s.starts_at limit 60
$$;
-- Taken by one of two who want the same time: the row decides. Given back until it begins.
create function app.take_call_slot(p_slot uuid, p_child uuid) returns boolean
language sql security definer set search_path = '' as $$
  with taken as (update public.call_slots s set child = c.id, village = c.village, taken_at = now(),
      guardian = (select a.person from app.acting() a)
    from public.children c where s.id = p_slot and c.id = p_child and s.child is null and s.starts_at > now()
      and left(s.division, 12) = left(c.village, 12) and exists (select from public.guardians g where g.child = p_child
        and g.ends_on is null and g.person = (select a.person from app.acting() a)) returning 1)
  select exists (select from taken)
$$;
create function app.give_call_slot_back(p_slot uuid) returns boolean
language sql security definer set search_path = '' as $$
  with freed as (update public.call_slots s set child = null, village = null, guardian = null, taken_at = null
    where s.id = p_slot and s.guardian = (select a.person from app.acting() a) and s.held_at is null and s.starts_at > now() returning 1)
  select exists (select from freed)
$$;
-- How many pictures of a child a no would take away, for its guardian; not the pictures.
create function app.pictures_of(p_child uuid) returns bigint
language sql stable security definer set search_path = '' as $$
  select count(*) from public.photos x where x.child = p_child and x.removed_at is null
    and p_child = any (app.my_children()) and exists (select from public.guardians g where g.child = p_child
      and g.ends_on is null and g.person = (select a.person from app.acting() a))
$$;
revoke all on function app.pictures_of(uuid), app.free_call_slots(uuid, timestamptz), app.take_call_slot(uuid, uuid), app.give_call_slot_back(uuid) from public;
grant execute on function app.pictures_of(uuid), app.free_call_slots(uuid, timestamptz), app.take_call_slot(uuid, uuid), app.give_call_slot_back(uuid) to carenet_helper, carenet_officer, carenet_area;
set local role carenet_owner;

alter table family_requests enable row level security, force row level security;
create policy officer on family_requests to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on family_requests to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy own on family_requests to carenet_helper using (guardian = (select a.person from app.acting() a)
  and child = any ((select app.my_children())::uuid[]));
create policy worker on family_requests to carenet_worker using (true) with check (true);
grant select, insert on family_requests to carenet_helper, carenet_officer, carenet_area, carenet_worker;
grant update (answered_at, answered_by, answer) on family_requests to carenet_officer, carenet_area;

alter table call_slots enable row level security, force row level security;
create policy officer on call_slots to carenet_officer
  using (division >= current_setting('app.lo', true) and division < current_setting('app.hi', true));
create policy area on call_slots to carenet_area
  using (division >= current_setting('app.lo', true) and division < current_setting('app.hi', true)
    and left(division, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
-- Whoever keeps the phone room sees its times; a parent their own.
create policy own on call_slots to carenet_helper using ((select a.person from app.acting() a) in (opened_by, guardian))
  with check (opened_by = (select a.person from app.acting() a));
create policy worker on call_slots to carenet_worker using (true) with check (true);
grant select, insert on call_slots to carenet_helper, carenet_officer, carenet_area, carenet_worker;
grant update (held_at, minutes) on call_slots to carenet_helper, carenet_officer, carenet_area;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
