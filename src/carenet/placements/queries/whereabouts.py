"""Where a child was on any night, in one question: placements, covers, week plan, stays with the parents."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound

DAYS_MAX: Final = 1830
"""Five years at once."""
SHOWN_DAYS: Final = 365
FIRST_YEAR: Final = 2000
SPANS_MAX: Final = 200
# The order of precedence is that of rules/nights.py; a test holds both side by side.
NIGHTS: Final = """
with stays as materialized (
    select starts_on, coalesce(returned_on, case when ends_on > $4::date then ends_on end) as ends_on, place
    from parent_stays where child = $1 and called_off_at is null),
  homes as materialized (
    select id, kind, weekdays, overnight, person, coalesce(starts_on, planned_from) as starts_on, ends_on from placements
    where child = $1 and kind in ('full_care', 'half_care')),
  covers as materialized (
    select placement, person, starts_at, ends_at from backups
    where child = $1 and accepted_at is not null and closed_at is null),
  plan as materialized (select weekday, night, starts_on, ends_on from week_plan_nights where child = $1),
  kin as materialized (select person, starts_on, ends_on from carers where child = $1 and person is not null),
  nights as (
    select d.day, s.place, case
        when s.starts_on is not null then 'parents'
        when n.night in ('boarding', 'rented') then n.night
        when h.id is not null and c.person is not null then 'cover'
        when h.id is not null and not (n.night is not distinct from 'home' and n.starts_on >= h.starts_on) then 'host'
        when n.night is not null then n.night
        when k.person is not null then 'home' else 'unknown' end as what,
      case when s.starts_on is not null then null
        when n.night in ('boarding', 'rented') then coalesce(c.person, h.person, k.person)
        when h.id is not null and c.person is not null then c.person
        when h.id is not null and not (n.night is not distinct from 'home' and n.starts_on >= h.starts_on) then h.person
        when n.night is not distinct from 'alone' then null else k.person end as person
    from (select t::date as day, ((t::date + 1) + time '02:00') at time zone 'Asia/Shanghai' as at
          from generate_series($2::date::timestamp, $3::date::timestamp, interval '1 day') t) d
    left join lateral (select * from stays x where x.starts_on <= d.day and (x.ends_on is null or x.ends_on > d.day)
      order by x.starts_on desc limit 1) s on true
    left join lateral (select * from homes x where x.starts_on <= d.day and (x.ends_on is null or x.ends_on > d.day)
      and (x.kind = 'full_care' or x.overnight = 1 and (x.weekdays = '{}' or extract(isodow from d.day)::text = any (x.weekdays)))
      order by x.starts_on desc limit 1) h on true
    left join lateral (select * from covers x where x.placement = h.id and x.starts_at <= d.at and x.ends_at > d.at limit 1) c on true
    left join lateral (select * from plan x where x.weekday = extract(isodow from d.day) and x.starts_on <= d.day
      and (x.ends_on is null or x.ends_on > d.day) order by x.starts_on desc limit 1) n on true
    left join lateral (select * from kin x where x.starts_on <= d.day and (x.ends_on is null or x.ends_on > d.day)
      order by x.starts_on desc limit 1) k on true)"""
ONE_NIGHT: Final = NIGHTS + "\nselect day, what, person, place from nights order by day"
# Nights that follow each other in the same place become one line.
SPANS: Final = (
    NIGHTS
    + """,
  marked as (select *, (what, person, place) is distinct from lag((what, person, place)) over (order by day) as turns from nights),
  counted as (select *, count(*) filter (where turns) over (order by day) as run from marked)
select min(day) as first, max(day) as last, what, person, place, count(*) as nights,
  (select w.name from app.names_of(array[person]) w) as adult
from counted group by run, what, person, place order by 1 desc limit """
    + str(SPANS_MAX)
)
STAY: Final = """
select s.id, s.place, s.starts_on, s.ends_on, s.confirmer,
  (select w.name from app.names_of(array[s.confirmer]) w) as confirms
from parent_stays s where s.child = $1 and s.returned_on is null and s.called_off_at is null
order by s.starts_on limit 5"""


async def whereabouts(
    child: UUID, until: date, today: date, *, days: int = SHOWN_DAYS, by: Actor
) -> dict[str, Any]:
    """A stretch of nights as lines, newest first; the stays to come, and who may confirm a return.

    Only for whoever keeps the register; the reading is recorded.

    Raises:
        NotFound: there is no such child within the actor's area.

    """
    from_ = until - timedelta(days=min(days, DAYS_MAX) - 1)
    async with reading(by, recorded=True) as db:
        name = await db.fetchval("select name from children where id = $1", child)
        if name is None or not by.is_officer:
            raise NotFound
        spans = await db.fetch(SPANS, child, from_, until, today)
        stays = await db.fetch(STAY, child)
        confirmers = await db.fetch(CONFIRMERS, child)
        await db.execute(
            "select app.log_read($1, $2, $3)", child, ["name", "nights of"], "whereabouts"
        )
    return {
        "child": child, "name": name, "from": from_, "until": until,
        "spans": [dict(s) for s in spans], "stays": [dict(s) for s in stays],
        "confirmers": [(c["person"], c["name"]) for c in confirmers],
    }  # fmt: skip


# Who will see the child come back: the home, the carers, the parents, the paired teacher.
CONFIRMERS: Final = """
select distinct q.person, w.name from (
  select person from placements where child = $1 and ends_on is null
  union select person from carers where child = $1 and ends_on is null
  union select person from guardians where child = $1 and ends_on is null and separated_on is null) q
cross join lateral app.names_of(array[q.person]) w order by w.name limit 20"""


async def stay_page(stay: UUID, *, by: Actor) -> dict[str, Any]:
    """One stay with the parents, to whoever confirms the return and to officers.

    Raises:
        NotFound: no such stay that is the actor's.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(
            """select s.*, c.name as child_name,
                 (select w.name from app.names_of(array[s.confirmer]) w) as confirms
               from parent_stays s join children c on c.id = s.child where s.id = $1""",
            stay,
        )
        if row is None or not (by.is_officer or row["confirmer"] == by.person):
            raise NotFound
        await db.execute(
            "select app.log_read($1, $2, $3)", row["child"], ["name", "nights of"], "whereabouts"
        )
    return dict(row) | {"notes": by.has("county", "township", "director")}
