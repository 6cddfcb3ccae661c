"""Two adults are two only if they do not belong together: one household or one telephone stands for one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T16:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Independent adults"

UP = r"""
grant select on people, contact_ways, sign_ups, care_sessions, centres to carenet_sealed;
set local role carenet_sealed;
-- At least two have a place, and every two of them share a household or a telephone; which of both is told to nobody.
create function app.all_together(p_people uuid[]) returns boolean
language sql stable security definer set search_path = '' as $$
  select cardinality(p_people) >= 2 and not exists (
    select from unnest(p_people) a(id) join unnest(p_people) b(id) on a.id < b.id
    join public.people x on x.id = a.id join public.people y on y.id = b.id
    where (x.household is null or x.household is distinct from y.household)
      and not exists (select from public.contact_ways v join public.contact_ways w on w.value_index = v.value_index
        where v.person = a.id and w.person = b.id and v.kind = 'own_phone' and w.kind = 'own_phone'
          and v.ended_on is null and w.ended_on is null))
$$;
create function app.comes_together(p_session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select app.all_together((select coalesce(array_agg(u.person), '{}') from public.sign_ups u
    where u.care_session = p_session and u.withdrawn_at is null))
$$;
-- Fired after take_place, which holds the session's row: the last place is not for one who belongs to all who come already.
create function app.somebody_independent() returns trigger language plpgsql security definer set search_path = '' as $$
declare s record; come uuid[];
begin
  if tg_op = 'UPDATE' and not (old.withdrawn_at is not null and new.withdrawn_at is null) then return new; end if;
  select x.kind, x.adults_min, x.adults_max into s from public.care_sessions x where x.id = new.care_session;
  if s.kind = 'counselling' or s.adults_min < 2 then return new; end if;
  select coalesce(array_agg(u.person), '{}') || new.person into come from public.sign_ups u
  where u.care_session = new.care_session and u.withdrawn_at is null and u.id <> new.id;
  if cardinality(come) >= s.adults_max and app.all_together(come) then
    raise exception using errcode = 'CN047', message = 'all who come belong together';
  end if;
  return new;
end $$;
revoke all on function app.all_together(uuid[]), app.comes_together(uuid), app.somebody_independent() from public;
grant execute on function app.comes_together(uuid) to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant execute on function app.somebody_independent() to carenet_owner;
set local role carenet_owner;
create trigger team_somebody_independent before insert or update of withdrawn_at on sign_ups
  for each row execute function app.somebody_independent();
-- One adult alone is for an observable place with one group. Where another group is there at the time, each needs two;
-- and where all who come belong together, one more is needed.
create or replace function app.adults_needed(s care_sessions) returns integer
language sql stable cost 1000 set search_path = '' as $$
  select case when n.least >= 2 and s.adults >= n.least and s.kind <> 'counselling' and app.comes_together(s.id)
    then s.adults + 1 else n.least end
  from (select case when s.adults_min < 2 and s.kind <> 'counselling' and exists (select from public.care_sessions o
      where o.centre = s.centre and o.on_day = s.on_day and o.id <> s.id and o.cancelled_at is null and o.kind <> 'counselling'
        and o.starts_at < s.ends_at and o.ends_at > s.starts_at)
    then 2 else s.adults_min::integer end as least) n
$$;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
