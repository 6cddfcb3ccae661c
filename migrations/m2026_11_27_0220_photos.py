"""Pictures that came with a record: within reach of few, and of nobody once the family says no."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Pictures that came with a record"

UP = r"""
create table photos (
    id uuid primary key default uuidv7(),
    picture uuid not null,
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    what varchar(12) not null check (what in ('day', 'visit', 'contact')),
    record uuid not null,
    size integer not null check (size > 0),
    happened_at timestamptz not null,
    received_at timestamptz not null default now(),
    removed_at timestamptz,
    removed_because varchar(200),
    removed_by uuid,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint photos_picture_child unique (picture, child),
    check ((removed_at is null) = (removed_because is null))
);
create index on photos (child);
create index on photos (village);
create index on photos (person);
create index on photos (record) where removed_at is null;
create index on photos (picture);

-- A child on the same picture whose family said no hides it from everybody, also where that child is out of reach.
set local role carenet_owner;
grant select on photos, consents, guardians to carenet_sealed;
set local role carenet_sealed;
create function app.photo_agreed(p_picture uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce(bool_and(app.consented(x.child, 'photo', app.local_today())), false)
  from public.photos x where x.picture = p_picture
$$;
-- The parent who is confirmed as caring and not separated; nobody else of the family.
create function app.my_caring() returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(g.child), '{}') from public.guardians g
  where g.person = (select a.person from app.acting() a) and g.ends_on is null
    and g.caring_confirmed_on is not null and g.separated_on is null and g.child = any (app.my_children())
$$;
revoke all on function app.photo_agreed(uuid), app.my_caring() from public;
grant execute on function app.photo_agreed(uuid), app.my_caring()
  to carenet_officer, carenet_area, carenet_helper, carenet_worker, carenet_owner;
set local role carenet_owner;

alter table photos enable row level security, force row level security;
create policy seen on photos for select to carenet_officer using (removed_at is null and app.photo_agreed(picture)
  and village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy seen_area on photos for select to carenet_area using (removed_at is null and app.photo_agreed(picture)
  and village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy seen_near on photos for select to carenet_helper using (removed_at is null and app.photo_agreed(picture)
  and child = any ((select app.my_children())::uuid[])
  and (person = (select a.person from app.acting() a) or child = any ((select app.my_caring())::uuid[])));
-- Written in one's own name, for a child within reach whose family said yes.
create policy adding on photos for insert to carenet_officer, carenet_area, carenet_helper with check (
  person = (select a.person from app.acting() a) and app.consented(child, 'photo', app.local_today())
  and exists (select from children c where c.id = photos.child and c.village = photos.village));
create policy worker on photos to carenet_worker using (true) with check (true);
grant select, insert on photos to carenet_officer, carenet_area, carenet_helper;
grant select, update on photos to carenet_worker;

grant select, update on photos to carenet_sealed;
set local role carenet_sealed;
-- Taken out by its writer, by an officer of the place or by the caring parent; the picture goes for all on it.
create function app.remove_photo(p_id uuid, p_because text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare who record; found public.photos;
begin
  select * into who from app.acting();
  select * into found from public.photos x where x.id = p_id and x.removed_at is null for update;
  if not coalesce(found.person = who.person or found.child = any (app.my_caring())
      or (who.role in ('carenet_officer', 'carenet_area') and found.village >= who.lo and found.village < who.hi
        and (coalesce(who.towns, '{}') = '{}' or left(found.village, 9) = any (who.towns))), false) then
    return null;
  end if;
  update public.photos x set removed_at = now(), removed_because = p_because, removed_by = who.account
  where x.picture = found.picture and x.removed_at is null;
  return found.picture;
end $$;
revoke all on function app.remove_photo(uuid, text) from public;
grant execute on function app.remove_photo(uuid, text) to carenet_officer, carenet_area, carenet_helper;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
