"""What homes and proxy parents owe about themselves, as rows of the board of what is owed."""

from typing import Final

# Of a home that missed several days in turn one line stands, with the first day missed. A yearly look that was missed
# stays until it is made; whoever stopped owes nothing.
BY_HOMES: Final = """
select d.id, null::uuid, coalesce(d.family, d.person),
  case when d.family is null then '/helpers/' || d.person else '/host-families/' || d.family end,
  d.village::text, case d.kind when 'roster' then 'host_roster' else 'home_renewal' end, least(d.due_on, m.due_on),
  coalesce(d.family, d.person)
from home_duties d
left join host_families f on f.id = d.family
left join proxy_parents y on y.person = d.person and y.left_on is null
left join lateral (select min(e.due_on) as due_on from home_duties e
  where e.kind = d.kind and e.missed_at is not null and e.exempted_at is null and d.kind = 'roster' and e.family = d.family
    and not exists (select from home_duties n where n.family = e.family and n.kind = e.kind and n.met_at > e.missed_at)) m on true
where d.met_at is null and d.exempted_at is null and d.opens_on <= $1 and (f.id is null or f.left_on is null)
  and (d.family is not null or y.person is not null)
  and (d.missed_at is null or d.kind = 'renewal' and d.due_on = coalesce(f.renew_by, y.renew_by))
  and not app.home_duty_rests(d.village, d.kind, $1)"""
