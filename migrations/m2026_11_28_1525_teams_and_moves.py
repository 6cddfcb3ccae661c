"""A session that moves out of the days of a visit does not take the team along."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Teams and sessions that move"

UP = r"""
set local role carenet_sealed;
-- A session moves and its adults with it; who is taken or not cleared then, or came with a team that is not there then, is let go and named.
create or replace function app.retime_session(p_session uuid, p_starts timestamptz, p_ends timestamptz, p_day date) returns setof uuid
language plpgsql security definer set search_path = '' as $$
declare u record; fits boolean; place constant uuid := (select s.centre from public.care_sessions s where s.id = p_session); day_before date;
begin
  if not app.may_run((select s.centre from public.care_sessions s where s.id = p_session)) then
    raise exception using errcode = 'CN404', message = 'no such session in this scope';
  end if;
  for u in select * from public.sign_ups x where x.care_session = p_session and x.withdrawn_at is null order by x.person loop
    -- the session's row says the new day already; the hours taken still say the old one
    select (c.starts_at at time zone 'Asia/Shanghai')::date into day_before from public.commitments c
      where c.person = u.person and c.because = 'session:' || p_session::text limit 1;
    fits := app.tier_on(u.person, p_day) is not null and (app.visits_with_team(u.person, place, p_day)
      or not app.visits_with_team(u.person, place, coalesce(day_before, p_day))
        and not exists (select from public.team_members m where m.person = u.person and m.visiting));
    if fits then
      begin
        update public.commitments c set starts_at = p_starts, ends_at = p_ends
          where c.person = u.person and c.because = 'session:' || p_session::text;
      exception when exclusion_violation then fits := false;
      end;
    end if;
    if not fits then
      delete from public.commitments c where c.person = u.person and c.because = 'session:' || p_session::text;
      update public.sign_ups x set withdrawn_at = now() where x.id = u.id;
      return next u.person;
    end if;
  end loop;
end $$;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
