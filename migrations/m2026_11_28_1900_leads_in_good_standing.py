"""Nobody whose work rests becomes the leader of a team."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T19:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Nobody suspended leads a team"

UP = r"""
set local role carenet_sealed;
-- The one who led until now; null where it is not for the actor to say, or the next is not on the team or suspended.
-- An open invitation was the old leader's.
create or replace function app.pass_team_lead(p_team uuid, p_person uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare a record; t record;
begin
  select * into a from app.acting();
  select * into t from public.teams x where x.id = p_team for update;
  if a.account is null or t.id is null or t.leader = p_person or t.ends_on < app.local_today()
      or not (t.leader = a.person or (a.role <> 'carenet_helper' and app.sees_roster(p_team)))
      or app.suspended(p_person)
      or not exists (select from public.team_members m where m.team = p_team and m.person = p_person and m.left_at is null)
      or not exists (select from public.accounts x where x.person = p_person
        and not exists (select from public.account_endings e where e.account = x.id and e.undone_at is null)) then return null; end if;
  insert into public.team_members (team, person) values (p_team, t.leader) on conflict do nothing;
  update public.teams x set leader = p_person where x.id = p_team;
  update public.links l set ends = now() where l.kind = 'join' and l.ends > now() and l.details ->> 'team' = p_team::text;
  return t.leader;
end $$;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
