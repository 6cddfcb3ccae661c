"""How far somebody has to a session is asked of the database: a lead who moves it may not see their homes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The way to a session"

UP = """
grant select on hamlets to carenet_sealed;
set local role carenet_sealed;
-- The home's point is the host family's hamlet, else the middle of the village's hamlets, else the village's;
-- the place's is the centre's own, else likewise. Whoever may not move the session asks of themselves alone.
create function app.way_to(p_session uuid, p_people uuid[])
returns table (person uuid, home text, place text, home_latitude float8, home_longitude float8,
  place_latitude float8, place_longitude float8)
language sql stable security definer set search_path = '' as $$
  select p.id, p.division::text, s.village::text,
    coalesce(f.latitude, hh.latitude, d.latitude), coalesce(f.longitude, hh.longitude, d.longitude),
    coalesce(o.latitude, ph.latitude, e.latitude), coalesce(o.longitude, ph.longitude, e.longitude)
  from public.care_sessions s
  join public.people p on p.id = any (p_people)
  left join lateral (select h.latitude, h.longitude from public.host_family_adults a
    join public.host_families x on x.id = a.family and x.left_on is null
    join public.hamlets h on h.id = x.hamlet
    where a.person = p.id and a.left_on is null limit 1) f on true
  left join lateral (select avg(h.latitude) as latitude, avg(h.longitude) as longitude
    from public.hamlets h where h.village = p.division) hh on true
  left join public.divisions d on d.code = p.division
  left join public.organisations o on o.id = s.centre
  left join lateral (select avg(h.latitude) as latitude, avg(h.longitude) as longitude
    from public.hamlets h where h.village = s.village) ph on true
  left join public.divisions e on e.code = s.village
  where s.id = p_session and p.division is not null
    and (session_user = 'carenet_worker' or current_setting('role', true) = 'carenet_worker'
      or app.runs_centre(s.centre) or p.id = (select a.person from app.acting() a))
$$;
revoke all on function app.way_to(uuid, uuid[]) from public;
grant execute on function app.way_to(uuid, uuid[]) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
