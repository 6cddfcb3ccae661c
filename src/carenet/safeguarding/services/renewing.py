"""What a year and a quarter bring about for homes and proxy parents: the yearly look opens, what was not done is missed."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.safeguarding.rules.taking_on import RENEWAL_WINDOW, ROSTER_DAYS, ROSTER_NOTICE

OPENED_MAX: Final = 200
"""At most so many at once; the rest a minute later."""
_DUE: Final = """
select 'host' as kind, f.id as family, null::uuid as person, f.village::text as village, f.renew_by from host_families f
where f.left_on is null and f.approved_on is not null and f.renew_by <= $1::date + $2::int and f.renew_by > $1::date - $3::int
  and not exists (select from candidacies c where c.family = f.id and c.done_at is null and c.ended_at is null)
  and not exists (select from home_duties d where d.family = f.id and d.kind = 'renewal' and d.due_on = f.renew_by)
union all
select 'proxy_parent', null, x.person, p.division::text, x.renew_by from proxy_parents x join people p on p.id = x.person
where x.left_on is null and x.approved_on is not null and x.renew_by <= $1::date + $2::int and x.renew_by > $1::date - $3::int
  and p.division is not null
  and not exists (select from candidacies c where c.person = x.person and c.done_at is null and c.ended_at is null)
  and not exists (select from home_duties d where d.person = x.person and d.kind = 'renewal' and d.due_on = x.renew_by)
order by renew_by, village limit $4"""
_MISSED: Final = """
update home_duties set missed_at = $2 where id in (
  select id from home_duties where met_at is null and missed_at is null and exempted_at is null and due_on < $1
    and not app.home_duty_rests(village, kind, $1)
  order by due_on, id limit $3 for update skip locked)
returning family, village, kind"""
_LACKING: Final = """
insert into home_duties (family, village, kind, opens_on, due_on)
select f.id, f.village, 'roster', $1::date, greatest($1::date + $2::int, case when l.exempted_at is not null then l.due_on + $3::int end)
from host_families f
left join lateral (select d.due_on, d.exempted_at from home_duties d where d.family = f.id and d.kind = 'roster'
  order by d.due_on desc limit 1) l on true
where f.left_on is null and f.approved_on is not null and not exists (select from home_duties d where d.family = f.id
  and d.kind = 'roster' and d.met_at is null and d.missed_at is null and d.exempted_at is null)
order by f.id limit $4"""
"""A home without a date for who lives there: two weeks after one that was missed, 90 days after one that was exempted."""

# With the one that is open, what was missed before it leaves the board too; it stays written down as missed.
_LIFT: Final = """
update home_duties d set exempted_at = $2 from home_duties o
where o.id = $1 and o.met_at is null and o.exempted_at is null and d.kind = o.kind and d.met_at is null
  and d.exempted_at is null and (d.id = o.id or d.missed_at is not null)
  and (d.family = o.family or d.person = o.person) returning d.id, d.due_on"""


async def lift(home_duty: UUID, at: datetime, *, by: Actor) -> list[tuple[UUID, date]]:
    """What a home owes is off, with what it missed of the same kind before; which, and when they were due.

    Raises:
        NotFound: nothing like that was owed within the actor's area.

    """
    async with transaction(by) as db:
        rows = await db.fetch(_LIFT, home_duty, at)
        if not rows and not await db.fetchval(
            "select true from home_duties where id = $1 and exempted_at is not null", home_duty
        ):
            raise NotFound
    return [(row["id"], row["due_on"]) for row in rows]


async def go_on(today: date, now: datetime, *, by: Actor) -> int:
    """Open what is to be looked at anew, note what was missed; how many rows changed.

    A renewal opens 60 days before the year ends, once for each year. What was missed stays missed;
    who lives in a home is asked again two weeks later.

    Args:
        today: the local day.
        now: this moment.
        by: a worker.

    """
    async with transaction(by) as db:
        due = await db.fetch(_DUE, today, RENEWAL_WINDOW.days, ROSTER_DAYS, OPENED_MAX)
        for one in due:
            await db.execute(
                """insert into candidacies (kind, family, person, village, how)
                   values ($1, $2, $3, $4, 'renewal')""",
                one["kind"], one["family"], one["person"], one["village"],
            )  # fmt: skip
            await db.execute(
                """insert into home_duties (family, person, village, kind, opens_on, due_on)
                   values ($1, $2, $3, 'renewal', least($4::date, $5::date), $5)""",
                one["family"], one["person"], one["village"], today, one["renew_by"],
            )  # fmt: skip
        missed = await db.execute(_MISSED, today, now, OPENED_MAX)
        opened = await db.execute(_LACKING, today, ROSTER_NOTICE.days, ROSTER_DAYS, OPENED_MAX)
    return len(due) + missed + opened
