"""Reach is given and taken by whoever may decide about the child."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:33:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Reach is given and taken by whoever may decide about the child"

UP = r"""
create index contact_ways_index on contact_ways (value_index) where ended_on is null;

grant select on enrolments, series, proposals to carenet_sealed;
set local role carenet_sealed;

-- May the one who acts decide about this child? An officer by the village of care; a helper who reaches the
-- child, leads the place it is enrolled at, took it in at the door, or is the one proposed and agreed for it.
create function app.may_give_reach(p_child uuid, p_person uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from app.acting() a join public.children c on c.id = p_child where a.account is not null and (
    (a.role <> 'carenet_helper' and c.village >= a.lo and c.village < a.hi and (a.towns = '{}' or left(c.village, 9) = any (a.towns)))
    or p_child = any (app.my_children())
    or (c.short_record and c.created_by = a.account)
    or exists (select from public.enrolments e join public.series s on s.id = e.series
               where e.child = p_child and s.centre = any (a.offices))
    or (p_person = a.person and exists (select from public.proposals p where p.child = p_child and p.person = a.person
        and p.state in ('agreed', 'accepted', 'settled')))))
$$;

create function app.grant_reach(p_person uuid, p_child uuid, p_because text, p_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if not app.may_give_reach(p_child, p_person) then
    raise exception using errcode = 'CN404', message = 'no such child in this scope';
  end if;
  insert into public.reaches (person, child, village, because, starts_at)
  select p_person, p_child, c.village, p_because, p_at from public.children c where c.id = p_child
  on conflict (person, child, because) do update set ends_at = null,
    starts_at = case when reaches.ends_at is null then reaches.starts_at else excluded.starts_at end;
end $$;

-- Taking reach away is open to the person itself and to whoever may decide about the child.
create function app.end_reach(p_because text, p_person uuid, p_at timestamptz) returns int
language sql security definer set search_path = '' as $$
  with ended as (update public.reaches r set ends_at = greatest(p_at, r.starts_at)
    where r.because = p_because and (p_person is null or r.person = p_person) and (r.ends_at is null or r.ends_at > p_at)
      and (r.person = (select a.person from app.acting() a) or app.may_give_reach(r.child, r.person)) returning 1)
  select count(*)::int from ended
$$;

revoke all on function app.may_give_reach(uuid, uuid), app.grant_reach(uuid, uuid, text, timestamptz),
  app.end_reach(text, uuid, timestamptz) from public;
grant execute on function app.grant_reach(uuid, uuid, text, timestamptz), app.end_reach(text, uuid, timestamptz)
  to carenet_officer, carenet_area, carenet_helper;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
