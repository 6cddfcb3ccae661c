"""Who may hold a centre's key, its weekdays anew, and what is done about a lost phone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T12:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who may hold a centre's key, its weekdays anew, and what is done about a lost phone"

UP = r"""
alter table opening_hours add check (closes_at > opens_at), add check (weekday between 1 and 7), add check (season in ('term', 'holiday'));
grant select, delete on opening_hours to carenet_sealed;
grant select on key_holders to carenet_sealed;
set local role carenet_sealed;

-- A duty over the village, or at the centre itself.
create function app.keeps_centre(p_centre uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from app.acting() a join app.live_duties(a.account) d on d.id = any (a.duties)
    join public.centres c on c.id = p_centre
    where (d.role in ('city', 'county', 'township', 'director') and c.village >= d.lo and c.village < d.hi
           and (d.towns = '{}' or left(c.village, 9) = any (d.towns)))
       or (d.role = 'lead' and d.organisation = c.id)) $$;

create function app.leads_of(p_centre uuid) returns table (id uuid, name text)
language sql stable security definer set search_path = '' as $$
  select p.id, p.name::text from public.duties d join public.accounts x on x.id = d.account join public.people p on p.id = x.person
  where d.organisation = p_centre and d.role = 'lead' and d.approved_at is not null and app.keeps_centre(p_centre)
    and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
    and not exists (select from public.duty_endings e where e.duty = d.id) order by p.sort_key limit 10 $$;

-- Adults of the village who hold a duty there, lead the centre, or are cleared: they could hold its key.
create function app.key_candidates(p_centre uuid) returns table (id uuid, name text)
language sql stable security definer set search_path = '' as $$
  select p.id, p.name::text from public.people p, public.centres c
  where c.id = p_centre and app.keeps_centre(p_centre) and not app.suspended(p.id)
    and (p.id in (select l.id from app.leads_of(p_centre) l)
      or (p.division = c.village and (app.tier_on(p.id, app.local_today()) = 'cleared'
          or exists (select from public.accounts x, app.live_duties(x.id) d where x.person = p.id and d.lo = c.village))))
  order by p.sort_key, p.id limit 60 $$;

create function app.close_weekdays(p_centre uuid, p_season text) returns bigint language sql security definer set search_path = '' as $$
  with gone as (delete from public.opening_hours h where h.centre = p_centre and h.season = p_season and app.keeps_centre(p_centre)
    returning 1) select count(*) from gone $$;

-- A lost phone: an administrator who saw the person ends the second factor and every sign-in, never its own.
create function app.end_second_factor(p_duty uuid, p_because text) returns boolean language plpgsql security definer set search_path = '' as $$
declare d public.duties; a record; gone bigint;
begin
  select * into a from app.acting();
  select * into d from public.duties x where x.id = p_duty;
  if d.id is null or a.account is null or a.factors < 2 or d.account = a.account
     or not exists (select from app.live_duties(a.account) m where m.id = any (a.duties) and m.role in ('sysadmin', 'security')
                    and d.lo >= m.lo and d.hi <= m.hi) then
    raise exception using errcode = 'CN404', message = 'not a second factor to end';
  end if;
  with ended as (update public.totp_secrets set ended_at = now() where account = d.account and ended_at is null returning 1)
    select count(*) into gone from ended;
  update public.sign_ins set ended_at = now(), ended_because = 'phone lost' where account = d.account and ended_at is null;
  return gone > 0;
end $$;

revoke all on function app.keeps_centre(uuid), app.leads_of(uuid), app.key_candidates(uuid), app.close_weekdays(uuid, text),
  app.end_second_factor(uuid, text) from public;
grant execute on function app.keeps_centre(uuid), app.leads_of(uuid), app.key_candidates(uuid), app.close_weekdays(uuid, text),
  app.end_second_factor(uuid, text) to carenet_officer, carenet_area, carenet_helper;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
