"""A team that is to come reads what the team before it wrote for the place."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T22:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What the team before wrote"

UP = r"""
set local role carenet_owner;
grant select on team_visits, team_handovers, teams to carenet_sealed;
set local role carenet_sealed;
-- What was handed over at the last visit before an approved one at its place; for its leader, whoever
-- has a duty at the place, and offices above it. No child's name is in it.
create function app.handed_over_before(p_visit uuid)
returns table (team text, last_on date, kind text, subject text, activity text, title text, done text, next text)
language sql stable security definer set search_path = '' as $$
  with mine as (select v.* from public.team_visits v where v.id = p_visit and v.state in ('approved', 'over')
    and exists (select from app.acting() a where a.account is not null and (v.team = any (app.teams_led())
      or v.centre = any (a.offices)
      or a.role <> 'carenet_helper' and v.village >= a.lo and v.village < a.hi and (a.towns = '{}' or left(v.village, 9) = any (a.towns))))),
  before as (select b.id, b.last_on, b.team from mine join public.team_visits b on b.centre = mine.centre and b.id <> mine.id
    and b.last_on < mine.first_on and b.state in ('approved', 'over')
    and exists (select from public.team_handovers h where h.visit = b.id) order by b.last_on desc, b.id limit 1)
  select t.name::text, before.last_on, s.kind::text, s.subject::text, s.activity::text, s.title::text, h.done::text, h.next::text
  from before join public.teams t on t.id = before.team join public.team_handovers h on h.visit = before.id
    left join public.series s on s.id = h.series
  order by h.at, h.id limit 30
$$;
revoke all on function app.handed_over_before(uuid) from public;
grant execute on function app.handed_over_before(uuid) to carenet_officer, carenet_area, carenet_helper;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
