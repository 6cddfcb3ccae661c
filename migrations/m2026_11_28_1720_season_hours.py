"""Winter and summer hours of places: from a day to a day their sessions begin earlier or later."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T17:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Winter and summer hours of places"

UP = r"""
create table season_hours (
    id uuid primary key default uuidv7(),
    name varchar(10) not null check (name = 'summer' or name = 'winter'),
    division varchar(13) collate "C",
    organisation uuid references organisations on delete restrict on update cascade,
    starts_on date not null,
    ends_on date not null,
    from_time time not null,
    minutes smallint not null check (minutes between -120 and 120 and minutes <> 0),
    said_by uuid,
    said_at timestamptz not null default now(),
    lifted_at timestamptz,
    check (ends_on >= starts_on),
    check ((division is null) <> (organisation is null)),
    -- At one place one thing holds on a day; a smaller place goes before the larger around it.
    constraint season_hours_once exclude using gist (
      coalesce(division, organisation::text) with =, daterange(starts_on, ends_on, '[]') with &&) where (lifted_at is null)
);
create index on season_hours (division);
create index on season_hours (organisation);
grant select, insert, update on season_hours to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant select on season_hours, rooms, centres, enrolments to carenet_sealed;

set local role carenet_sealed;
-- What stands in the way of other hours, for all sessions that would have them at once: a room, an
-- adult or a child taken then, who is not taken already now. No child is named.
create function app.hours_clash(p_sessions uuid[], p_starts timestamptz[], p_ends timestamptz[])
returns table (session uuid, what text, who text)
language sql stable security definer set search_path = '' as $$
  with moved as materialized (
    select s.id, s.series, s.room, s.on_day, s.starts_at as was_from, s.ends_at as was_until, m.starts_at, m.ends_at
    from unnest(p_sessions, p_starts, p_ends) m(id, starts_at, ends_at)
    join public.care_sessions s on s.id = m.id and s.cancelled_at is null
    where app.may_run(s.centre))
  select m.id, 'room', r.name::text from moved m
  join public.care_sessions o on o.room = m.room and o.on_day = m.on_day and o.id <> m.id and o.cancelled_at is null
  left join moved n on n.id = o.id join public.rooms r on r.id = m.room
  where tstzrange(coalesce(n.starts_at, o.starts_at), coalesce(n.ends_at, o.ends_at)) && tstzrange(m.starts_at, m.ends_at)
  union
  select m.id, 'adult', p.name::text from moved m
  join public.sign_ups u on u.care_session = m.id and u.withdrawn_at is null
  join public.commitments c on c.person = u.person and c.kind = 'occupies' and c.because <> 'session:' || m.id::text
  left join moved n on c.because = 'session:' || n.id::text join public.people p on p.id = u.person
  where tstzrange(coalesce(n.starts_at, c.starts_at), coalesce(n.ends_at, c.ends_at)) && tstzrange(m.starts_at, m.ends_at)
  union
  select m.id, 'child', c.name::text from moved m
  join public.enrolments e on e.series = m.series and e.starts_on <= m.on_day and (e.ends_on is null or e.ends_on >= m.on_day)
  join public.enrolments f on f.child = e.child and f.series <> m.series and f.starts_on <= m.on_day
    and (f.ends_on is null or f.ends_on >= m.on_day)
  join public.care_sessions o on o.series = f.series and o.on_day = m.on_day and o.cancelled_at is null
  left join moved n on n.id = o.id join public.centres c on c.id = o.centre
  where tstzrange(coalesce(n.starts_at, o.starts_at), coalesce(n.ends_at, o.ends_at)) && tstzrange(m.starts_at, m.ends_at)
    and not tstzrange(o.starts_at, o.ends_at) && tstzrange(m.was_from, m.was_until)
$$;
revoke all on function app.hours_clash(uuid[], timestamptz[], timestamptz[]) from public;
grant execute on function app.hours_clash(uuid[], timestamptz[], timestamptz[]) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
