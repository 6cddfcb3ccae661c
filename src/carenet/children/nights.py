"""What the week plan says of a night: a home that has the child since stands before a plan of earlier."""


def at_a_home(day: str) -> str:
    """SQL: does a home have the child in the night of a row `w`? That it sleeps alone, said since, counts whatever else holds.

    Args:
        day: an expression for the local day.

    """
    return f"""w.night not in ('boarding', 'rented') and exists (select from placements p
    where p.child = w.child and p.ends_on is null and coalesce(p.starts_on, p.planned_from) <= {day}
      and (p.kind = 'full_care' or p.kind = 'half_care' and p.overnight = 1
        and (p.weekdays = '{{}}' or w.weekday::text = any (p.weekdays)))
      and not (w.night in ('home', 'alone') and w.starts_on >= coalesce(p.starts_on, p.planned_from)))"""


def planned(day: str) -> str:
    """SQL: the nights of the week plan of the child $1.

    Args:
        day: an expression for the local day.

    """
    return f"""select w.id, w.weekday, w.fetched_by,
  case when {at_a_home(day)} then 'host' else w.night end as night
from week_plan_nights w where w.child = $1 and w.ends_on is null order by w.weekday"""
