"""Any services that take a volunteer's hours may share them in one round."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T16:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Hours of all services"

UP = r"""
alter table matching_rounds drop constraint matching_rounds_share_hours, add constraint matching_rounds_share_hours check (
  also = '{}' or (spread = 0 and service in ('tutoring', 'proxy_parent', 'peer') and also <@ array['tutoring', 'proxy_parent', 'peer']::varchar[]
    and service <> all (also) and (cardinality(also) = 1 or (cardinality(also) = 2 and also[1] <> also[2]))));
set local role carenet_sealed;

-- Hours a week that volunteers have left: two a child tutored, one a household stood beside or a circle accompanied,
-- those who are asked counted too.
create or replace function app.hours_left(p_people uuid[]) returns table (person uuid, hours int)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not (session_user = 'carenet_worker' or current_setting('role', true) = 'carenet_worker'
          or exists (select from app.acting() a where a.role in ('carenet_officer', 'carenet_area'))) then
    raise exception using errcode = 'CN404', message = 'not within this scope';
  end if;
  return query select v.person, greatest(0, greatest(2, v.hours_week_max) - 2 * app.load_of(v.person, 'tutoring') - app.load_of(v.person, 'proxy_parent') - app.load_of(v.person, 'peer')
      - coalesce((select sum(x.hours) from (select distinct n.service, case when n.service in ('proxy_parent', 'peer') then coalesce(n.group_key, n.id) else n.id end,
                    case n.service when 'tutoring' then 2 else 1 end as hours
                  from public.proposals p join public.needs n on n.id = p.need
                  where p.person = v.person and p.state in ('published', 'agreed', 'accepted') and n.service in ('tutoring', 'proxy_parent', 'peer')) x), 0)::int)
    from public.volunteers v where v.left_on is null and v.person = any (p_people);
end $$;

reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
