"""A family reads who is there with its children, and hears when that changes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The family of a tutored child hears who comes"

UP = r"""
set local role carenet_sealed;
-- Whoever looks after the children of a series at home, and the parent confirmed as caring, where
-- whereabouts are not closed: as `my_caring` says it of the one who asks.
create function app.families_of_series(p_series uuid, p_day date) returns setof uuid
language sql stable security definer set search_path = '' as $$
  with here as (select e.child from public.enrolments e where e.series = p_series and e.starts_on <= p_day
    and (e.ends_on is null or e.ends_on >= p_day))
  select k.person from here join public.carers k on k.child = here.child and k.ends_on is null
  union
  select g.person from here join public.guardians g on g.child = here.child and g.ends_on is null
    and g.caring_confirmed_on is not null
    and not exists (select from public.guardians o where o.child = g.child and o.ends_on is null
      and o.separated_on is not null and o.separated_on >= g.caring_confirmed_on)
    and not exists (select from public.concerns x where x.child = g.child and x.mandatory and x.closed_at is null)
  limit 300
$$;
revoke all on function app.families_of_series(uuid, date) from public;
grant execute on function app.families_of_series(uuid, date) to carenet_worker;

-- Who is there with my children at a session; of counselling nothing is said.
create function app.who_is_there(p_from timestamptz, p_until timestamptz) returns table (care_session uuid, adult text)
language sql stable security definer set search_path = '' as $$
  select distinct s.id, p.name::text from public.enrolments e join public.care_sessions s on s.series = e.series
    join public.sign_ups u on u.care_session = s.id and u.withdrawn_at is null
    join public.people p on p.id = u.person
  where e.child = any (app.my_caring()) and s.kind <> 'counselling' and s.cancelled_at is null
    and s.starts_at >= p_from and s.starts_at < p_until and e.starts_on <= s.on_day
    and (e.ends_on is null or e.ends_on >= s.on_day)
  order by 2 limit 400
$$;
-- Who stops coming every time to what my children come to, and who is there from then on.
create function app.who_comes_next(p_today date) returns table (child uuid, place text, adult text, last_on date, first_at timestamptz, after text[])
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
    and e.starts_on <= (n.starts_at at time zone 'Asia/Shanghai')::date and (e.ends_on is null or e.ends_on >= (n.starts_at at time zone 'Asia/Shanghai')::date)
  order by x.until_on, c.name limit 40
$$;
revoke all on function app.who_is_there(timestamptz, timestamptz), app.who_comes_next(date) from public;
grant execute on function app.who_is_there(timestamptz, timestamptz), app.who_comes_next(date) to carenet_officer, carenet_area, carenet_helper;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
