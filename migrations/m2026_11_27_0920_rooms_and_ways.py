"""One thing in a room at a time; hours of series; who was signed up although the way is long, and why."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T09:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "One thing in a room at a time"

UP = r"""
-- Of what shared a room until now, the earlier written keeps it; the other goes on without a room that is named.
update care_sessions s set room = null where s.room is not null and s.cancelled_at is null and exists (
  select from care_sessions o where o.room = s.room and o.cancelled_at is null and o.id < s.id
    and tstzrange(o.starts_at, o.ends_at) && tstzrange(s.starts_at, s.ends_at));
alter table care_sessions add constraint one_thing_in_a_room
  exclude using gist (room with =, tstzrange(starts_at, ends_at) with &&) where (room is not null and cancelled_at is null);
-- The hours of volunteers' sessions; what was written before the rule stays.
alter table series add constraint series_hours check (starts_at >= '08:00' and ends_at <= '20:00') not valid;

-- An organiser's own judgement about a rule that allows one, with its reason.
create table sign_up_overrides (
    id uuid primary key default uuidv7(),
    sign_up uuid not null references sign_ups on delete restrict on update cascade,
    centre uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    rule varchar(20) not null check (rule in ('travel')),
    minutes integer not null check (minutes > 0),
    left_minutes integer not null check (left_minutes >= 0),
    because varchar(200) not null check (length(trim(because)) >= 2),
    at timestamptz not null default now(),
    by uuid not null
);
create index on sign_up_overrides (sign_up);
create index on sign_up_overrides (centre);
create index on sign_up_overrides (village);
create index on sign_up_overrides (person);
create index on sign_up_overrides (by);
alter table sign_up_overrides enable row level security, force row level security;
create policy officer on sign_up_overrides to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on sign_up_overrides to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy helper on sign_up_overrides to carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid
  or centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy worker on sign_up_overrides to carenet_worker using (true) with check (true);
grant select, insert on sign_up_overrides to carenet_officer, carenet_area, carenet_helper, carenet_worker;

grant insert on commitments to carenet_sealed;
set local role carenet_sealed;
-- What a person does on the same day before and after a session at another place, for whoever signs them up: hours and place.
create function app.beside_session(p_person uuid, p_session uuid) returns table (
  place text, village text, here text, latitude float8, longitude float8, here_latitude float8, here_longitude float8, gap_minutes int)
language sql stable security definer set search_path = '' as $$
  select c.name::text, o.village::text, s.village::text, coalesce(g.latitude, d.latitude), coalesce(g.longitude, d.longitude),
    coalesce(h.latitude, e.latitude), coalesce(h.longitude, e.longitude),
    (extract(epoch from case when o.starts_at >= s.ends_at then o.starts_at - s.ends_at else s.starts_at - o.ends_at end) / 60)::int
  from public.care_sessions s
  join public.sign_ups u on u.person = p_person and u.withdrawn_at is null and u.care_session <> s.id
  join public.care_sessions o on o.id = u.care_session and o.cancelled_at is null and o.on_day = s.on_day and o.centre <> s.centre
  join public.centres c on c.id = o.centre
  left join public.organisations g on g.id = o.centre left join public.divisions d on d.code = o.village
  left join public.organisations h on h.id = s.centre left join public.divisions e on e.code = s.village
  where s.id = p_session and (o.starts_at >= s.ends_at or o.ends_at <= s.starts_at)
    and (session_user = 'carenet_worker' or current_setting('role', true) = 'carenet_worker'
      or app.runs_centre(s.centre) or p_person = (select a.person from app.acting() a))
  order by 8 limit 8
$$;
-- Whoever runs a place takes and gives back another's hours for a session there, and no others.
create function app.take_hours(p_id uuid, p_person uuid, p_session uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.commitments (id, person, kind, starts_at, ends_at, because)
  select p_id, p_person, 'occupies', s.starts_at, s.ends_at, 'session:' || s.id::text from public.care_sessions s
  where s.id = p_session and app.runs_centre(s.centre);
  if not found then raise exception using errcode = 'CN404', message = 'no such session in this scope'; end if;
end $$;
create function app.give_hours_back(p_person uuid, p_session uuid) returns void
language sql security definer set search_path = '' as $$
  delete from public.commitments c where c.person = p_person and c.because = 'session:' || p_session::text
    and exists (select from public.care_sessions s where s.id = p_session and app.runs_centre(s.centre))
$$;
revoke all on function app.beside_session(uuid, uuid), app.take_hours(uuid, uuid, uuid), app.give_hours_back(uuid, uuid) from public;
grant execute on function app.take_hours(uuid, uuid, uuid), app.give_hours_back(uuid, uuid) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.beside_session(uuid, uuid) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
