"""What a year and a quarter bring about for homes and proxy parents: the yearly look opens, what was not done is missed."""

from datetime import date, datetime
from typing import Final

from carenet.core.actors import Actor
from carenet.core.database import transaction
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
  select id from home_duties where met_at is null and missed_at is null and due_on < $1
  order by due_on, id limit $3 for update skip locked)
returning family, village, kind"""


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
        missed = await db.fetch(_MISSED, today, now, OPENED_MAX)
        for one in missed:
            if one["kind"] == "roster":
                await db.execute(
                    """insert into home_duties (family, village, kind, opens_on, due_on)
                       select f.id, f.village, 'roster', $2::date, $2::date + $3::int from host_families f
                       where f.id = $1 and f.left_on is null""",
                    one["family"], today, ROSTER_NOTICE.days,
                )  # fmt: skip
    return len(due) + len(missed)
