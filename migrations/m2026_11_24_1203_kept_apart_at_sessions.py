"""A child is not enrolled where an adult comes who must stay away from it; reach follows enrolments."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T12:03:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "A child is not enrolled where an adult comes who must stay away; reach follows enrolments"
)

UP = r"""
set local role carenet_sealed;

create function app.kept_apart() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if (new.ends_on is null or new.ends_on >= new.starts_on) and exists (
    select from public.care_sessions s join public.sign_ups u on u.care_session = s.id and u.withdrawn_at is null
    where s.series = new.series and s.cancelled_at is null and s.ends_at > now()
      and s.on_day >= new.starts_on and (new.ends_on is null or s.on_day <= new.ends_on) and app.restricted(u.person, new.child)) then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  return new;
end $$;

-- Whoever leads a place reaches the children enrolled there, for as long as each is enrolled.
create or replace function app.reach_enrolled(p_centre uuid, p_day date, p_at timestamptz) returns int
language sql security definer set search_path = '' as $$
  with mine as (select a.person from app.acting() a where p_centre = any (a.offices)),
  given as (insert into public.reaches (person, child, village, because, starts_at)
    select distinct on (e.child) m.person, e.child, e.village, 'enrolment:' || e.id::text, p_at
    from mine m join public.enrolments e on e.centre = p_centre
    where e.starts_on <= p_day and (e.ends_on is null or e.ends_on >= p_day)
      and not exists (select from public.reaches r where r.person = m.person and r.child = e.child
                      and (r.ends_at is null or r.ends_at > p_at))
    order by e.child, e.starts_on
    on conflict (person, child, because) do update set ends_at = null, starts_at = excluded.starts_at
    returning 1)
  select count(*)::int from given
$$;

revoke all on function app.kept_apart() from public;
grant execute on function app.kept_apart() to carenet_owner;
set local role carenet_owner;
create trigger kept_apart before insert or update on enrolments for each row execute function app.kept_apart();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
