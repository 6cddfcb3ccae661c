"""Whoever has a place after their last day is not said to stop."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T22:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who really stops coming"

UP = r"""
set local role carenet_sealed;
-- Who stops coming every time to what my children come to and has no place after it, and who is there from then on.
create or replace function app.who_comes_next(p_today date) returns table (child uuid, place text, adult text, last_on date, first_at timestamptz, after text[])
language sql stable security definer set search_path = '' as $$
  select e.child, c.name::text, p.name::text, x.until_on, n.starts_at,
    (select array_agg(distinct w.name::text order by w.name::text) from public.people w where w.id in (
       select o.person from public.standing_sign_ups o where o.series = r.id and o.ended_at is null and o.until_on > x.until_on
       union select u.person from public.sign_ups u where u.care_session = n.id and u.withdrawn_at is null))
  from public.enrolments e join public.series r on r.id = e.series join public.centres c on c.id = r.centre
    join public.standing_sign_ups x on x.series = r.id and x.ended_at is null and x.until_on >= p_today and x.until_on < r.last_on
    join public.people p on p.id = x.person
    cross join lateral (select s.id, s.starts_at from public.care_sessions s where s.series = r.id and s.on_day > x.until_on
      and s.cancelled_at is null order by s.starts_at limit 1) n
  where e.child = any (app.my_caring()) and r.kind = 'tutoring' and r.ended_at is null
    and e.starts_on <= (n.starts_at at time zone 'Asia/Shanghai')::date
    and (e.ends_on is null or e.ends_on >= (n.starts_at at time zone 'Asia/Shanghai')::date)
    and not exists (select from public.sign_ups u join public.care_sessions s on s.id = u.care_session
      where s.series = r.id and s.on_day > x.until_on and s.cancelled_at is null and u.person = x.person and u.withdrawn_at is null)
  order by x.until_on, c.name limit 40
$$;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
