"""Whom a step means comes with every way that leads there; who holds what in an area is one question."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:52:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Ways of whom a step means; holders of duties of an area"

UP = r"""
grant select on group_bots, channel_stops, wechat_bindings, contact_ways, suspensions to carenet_sealed;
set local role carenet_sealed;
drop function app.climb_people(text, uuid, uuid, timestamptz);

-- Everybody a step could mean at a place and a moment, with what keeps them from answering, the channels for which
-- there is an address (never the address), and those that the person does not wish. Workers ask for any place, officers
-- for their own; a child's people are a worker's to know.
create function app.climb_people(p_village text, p_centre uuid, p_child uuid, p_at timestamptz)
returns table (role text, person uuid, name text, has_account boolean, suspended boolean, away boolean, deputy uuid, addressed text[],
  stopped text[], roles text[], channels text[], quiet_from time, quiet_until time, digest boolean, paused_until timestamptz)
language sql stable security definer set search_path = '' as $$
  -- A worker that logged in under its own role has set none: the setting then says "none", which is no role to ask about.
  with asker as (select pg_has_role(coalesce(nullif(current_setting('role', true), 'none'), session_user::text), 'carenet_worker', 'usage') as works),
  held as (
    select d.role::text as role, a.person from public.duties d join public.accounts a on a.id = d.account
    where d.role in ('lead', 'director', 'township', 'county') and d.approved_at is not null
      and d.starts_on <= (p_at at time zone 'Asia/Shanghai')::date and d.ends_on >= (p_at at time zone 'Asia/Shanghai')::date
      and not exists (select from public.duty_endings e where e.duty = d.id)
      and not exists (select from public.account_endings x where x.account = a.id and x.undone_at is null)
      and case d.role when 'lead' then d.organisation = p_centre
          else d.lo <= p_village and p_village < d.hi and (d.towns = '{}' or left(p_village, 9) = any (d.towns)) end
    union select 'duty_phone', app.on_call(left(p_village, 9), p_at)
    union select 'carer', c.person from public.carers c where c.child = p_child and c.ends_on is null and (select works from asker)
    -- Who has the child in care at that hour is its carer too: the home, or whoever stands in for it.
    union select case l.kind when 'proxy_parent' then 'proxy' else 'carer' end, app.stands_for(l.id, p_at) from public.placements l
      where l.child = p_child and l.kind in ('proxy_parent', 'full_care', 'half_care') and l.starts_on is not null
      and l.ends_on is null and (select works from asker)),
  away as (select distinct on (b.person) b.person, b.deputy from public.off_duties b
    where b.person in (select h.person from held h) and b.lifted_at is null and b.starts_at <= p_at and b.ends_at > p_at
    order by b.person, (b.deputy is null), b.starts_at desc, b.id),
  -- Who stands in may be away too: one step further is not asked, the step goes upward instead.
  everybody as (select h.role, h.person from held h where h.person is not null
    union select 'deputy', w.deputy from away w where w.deputy is not null),
  reached as materialized (select * from app.addresses(array(select e.person from everybody e)))
  select e.role, e.person, p.name::text, a.id is not null, app.suspended(e.person, p_at),
    w.person is not null or exists (select from public.off_duties b where e.role = 'deputy' and b.person = e.person and b.lifted_at is null
      and b.starts_at <= p_at and b.ends_at > p_at),
    w.deputy,
    array_remove(array[case when r.email is not null then 'email' end, case when r.phone is not null then 'sms' end,
      case when r.openid is not null then 'wechat' end], null),
    array(select s.channel::text from public.channel_stops s where s.person = e.person and s.lifted_at is null order by 1),
    array(select distinct e2.role from everybody e2 where e2.person = e.person),
    coalesce(n.channels::text[], '{}'), n.quiet_from, n.quiet_until, coalesce(n.digest in ('daily', 'weekly'), false), n.paused_until
  from everybody e join public.people p on p.id = e.person
  left join away w on w.person = e.person
  left join reached r on r.person = e.person
  left join lateral (select x.id from public.accounts x where x.person = e.person
    and not exists (select from public.account_endings z where z.account = x.id and z.undone_at is null) order by x.created_at limit 1) a on true
  left join public.notification_preferences n on n.person = e.person
  where (select works from asker) or exists (select from app.acting() s where s.role in ('carenet_officer', 'carenet_area')
    and p_village >= s.lo and p_village < s.hi and (s.towns = '{}' or left(p_village, 9) = any (s.towns)))
  order by 1, 3, 2 limit 200 $$;

-- Who holds the duties that answer for the places of the actor's own area at a moment, and what keeps each from
-- answering: for the whole area in one question, where a place at a time took minutes in a large county.
create function app.duty_holders(p_at timestamptz)
returns table (role text, person uuid, name text, organisation uuid, lo text, hi text, towns text[], suspended boolean, away boolean,
  deputy uuid, deputy_out boolean)
language sql stable security definer set search_path = '' as $$
  with s as (select x.lo, x.hi, x.towns from app.acting() x where x.role in ('carenet_officer', 'carenet_area')),
  held as materialized (
    select d.role::text as role, a.person, d.organisation, d.lo::text as lo, d.hi::text as hi, d.towns::text[] as towns
    from s join public.duties d on d.lo < s.hi and d.hi > s.lo join public.accounts a on a.id = d.account
    where d.role in ('lead', 'director', 'township', 'county') and d.approved_at is not null
      and d.starts_on <= (p_at at time zone 'Asia/Shanghai')::date and d.ends_on >= (p_at at time zone 'Asia/Shanghai')::date
      and not exists (select from public.duty_endings e where e.duty = d.id)
      and not exists (select from public.account_endings x where x.account = a.id and x.undone_at is null)),
  off as materialized (select distinct on (b.person) b.person, b.deputy from public.off_duties b
    where b.lifted_at is null and b.starts_at <= p_at and b.ends_at > p_at
    order by b.person, (b.deputy is null), b.starts_at desc, b.id),
  aside as materialized (select distinct u.person from public.suspensions u where u.starts_at <= p_at and (u.ends_at is null or u.ends_at > p_at))
  select h.role, h.person, p.name::text, h.organisation, h.lo, h.hi, h.towns, u.person is not null, o.person is not null, o.deputy,
    exists (select from off o2 where o2.person = o.deputy) or exists (select from aside u2 where u2.person = o.deputy)
  from held h join public.people p on p.id = h.person
  left join off o on o.person = h.person left join aside u on u.person = h.person
  order by h.role, p.name, h.person limit 20000 $$;

revoke all on function app.climb_people(text, uuid, uuid, timestamptz), app.duty_holders(timestamptz) from public;
grant execute on function app.climb_people(text, uuid, uuid, timestamptz) to carenet_officer, carenet_area, carenet_worker;
grant execute on function app.duty_holders(timestamptz) to carenet_officer, carenet_area;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
