"""Words spoken instead of typed: kept as sound beside a record, heard by few."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T16:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Words spoken instead of typed"

UP = r"""
create table voice_notes (
    id uuid primary key default uuidv7(),
    sound uuid not null,
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    what varchar(12) not null check (what in ('day', 'visit', 'contact')),
    record uuid not null,
    seconds integer not null check (seconds between 1 and 90),
    size integer not null check (size > 0),
    for_family boolean not null default false check (what = 'day' or not for_family),
    happened_at timestamptz not null,
    received_at timestamptz not null default now(),
    removed_at timestamptz,
    removed_because varchar(200),
    removed_by uuid,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    constraint voice_notes_sound_child unique (sound, child),
    check ((removed_at is null) = (removed_because is null))
);
create index on voice_notes (child);
create index on voice_notes (village);
create index on voice_notes (person);
create index on voice_notes (record) where removed_at is null;
create index on voice_notes (sound);

alter table voice_notes enable row level security, force row level security;
create policy heard on voice_notes for select to carenet_officer using (removed_at is null
  and village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy heard_area on voice_notes for select to carenet_area using (removed_at is null
  and village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
-- By who spoke, and by the caring parent where it was spoken for them.
create policy heard_near on voice_notes for select to carenet_helper using (removed_at is null
  and child = any ((select app.my_children())::uuid[])
  and (person = (select a.person from app.acting() a)
    or (for_family and child = any ((select app.my_caring())::uuid[]))));
create policy adding on voice_notes for insert to carenet_officer, carenet_area, carenet_helper with check (
  person = (select a.person from app.acting() a)
  and exists (select from children c where c.id = voice_notes.child and c.village = voice_notes.village));
create policy worker on voice_notes to carenet_worker using (true) with check (true);
grant select, insert on voice_notes to carenet_officer, carenet_area, carenet_helper;
grant select, update on voice_notes to carenet_worker;
grant select, update on voice_notes to carenet_sealed;

set local role carenet_sealed;
-- Taken out by who spoke, or by an officer of the place; it goes for all the children it was said of.
create function app.remove_voice_note(p_id uuid, p_because text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare who record; found public.voice_notes;
begin
  select * into who from app.acting();
  select * into found from public.voice_notes x where x.id = p_id and x.removed_at is null for update;
  if not coalesce(found.person = who.person
      or (who.role in ('carenet_officer', 'carenet_area') and found.village >= who.lo and found.village < who.hi
        and (coalesce(who.towns, '{}') = '{}' or left(found.village, 9) = any (who.towns))), false) then
    return null;
  end if;
  update public.voice_notes x set removed_at = now(), removed_because = p_because, removed_by = who.account
  where x.sound = found.sound and x.removed_at is null;
  return found.sound;
end $$;
revoke all on function app.remove_voice_note(uuid, text) from public;
grant execute on function app.remove_voice_note(uuid, text) to carenet_officer, carenet_area, carenet_helper;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
