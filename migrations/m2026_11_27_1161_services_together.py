"""Two services of one round share the hours of those who offer both."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T11:61:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Services together in a round"

UP = r"""
-- Further services of the round, whose helpers' hours it shares; loads are not spread then.
alter table matching_rounds add column also varchar(60)[] not null default '{}',
  add constraint matching_rounds_share_hours check (also = '{}' or (service = 'tutoring' and also = '{proxy_parent}' and spread = 0));

grant select on needs, proposals, volunteers to carenet_sealed;
set local role carenet_sealed;

-- Hours a week that volunteers have left: two a child tutored, one a household stood beside, those who are asked counted too.
create function app.hours_left(p_people uuid[]) returns table (person uuid, hours int)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not (session_user = 'carenet_worker' or current_setting('role', true) = 'carenet_worker'
          or exists (select from app.acting() a where a.role in ('carenet_officer', 'carenet_area'))) then
    raise exception using errcode = 'CN404', message = 'not within this scope';
  end if;
  return query select v.person, greatest(0, greatest(2, v.hours_week_max) - 2 * app.load_of(v.person, 'tutoring') - app.load_of(v.person, 'proxy_parent')
      - coalesce((select sum(x.hours) from (select distinct n.service, case n.service when 'proxy_parent' then coalesce(n.group_key, n.id) else n.id end,
                    case n.service when 'tutoring' then 2 else 1 end as hours
                  from public.proposals p join public.needs n on n.id = p.need
                  where p.person = v.person and p.state in ('published', 'agreed', 'accepted') and n.service in ('tutoring', 'proxy_parent')) x), 0)::int)
    from public.volunteers v where v.left_on is null and v.person = any (p_people);
end $$;

revoke all on function app.hours_left(uuid[]) from public;
grant execute on function app.hours_left(uuid[]) to carenet_worker, carenet_officer, carenet_area;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
