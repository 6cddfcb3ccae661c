"""What the week plan says of a night: a home that has the child since stands before a plan of earlier."""

from typing import Final

AT_A_HOME: Final = """w.night not in ('boarding', 'rented') and exists (select from placements p
    where p.child = w.child and p.ends_on is null and coalesce(p.starts_on, p.planned_from) <= $2::date
      and (p.kind = 'full_care' or p.kind = 'half_care' and p.overnight = 1
        and (p.weekdays = '{}' or w.weekday::text = any (p.weekdays)))
      and not (w.night in ('home', 'alone') and w.starts_on >= coalesce(p.starts_on, p.planned_from)))"""
"""Of a row `w` on the day $2; that a child sleeps alone, said since, counts whatever else holds."""
PLANNED: Final = f"""select w.id, w.weekday, w.fetched_by,
  case when {AT_A_HOME} then 'host' else w.night end as night
from week_plan_nights w where w.child = $1 and w.ends_on is null order by w.weekday"""
