"""Who could stand in: cleared for that day, free at that hour, near, not asked too often."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.database import Scope
from carenet.scheduling.rules.nearness import part_of_day, travel_minutes

LOOKED_AT_MAX: Final = 60
ASKED_DAYS: Final = 30
CANDIDATES: Final = """
select p.id as person, p.division, coalesce(v.reach_minutes, 30) as reach_minutes, d.latitude, d.longitude,
  exists (select from availabilities a where a.person = p.id and a.weekday = $5 and a.part = $6) as free_then,
  exists (select from adult_attendances a where a.person = p.id and a.centre = s.centre) as knows_the_place,
  (select count(*) from stand_ins x where x.person = p.id and x.asked_at > $7) as asked_lately
from care_sessions s
join people p on left(p.division, 6) = left(s.village, 6)
left join volunteers v on v.person = p.id and v.left_on is null
left join divisions d on d.code = p.division
where s.id = $1 and p.id <> $3
  and exists (select from accounts a join account_roles o on o.account = a.id
    and o.role in ('volunteer', 'proxy_parent') and (o.ends_on is null or o.ends_on >= s.on_day)
    where a.person = p.id and not exists (select from account_endings e where e.account = a.id and e.undone_at is null))
  and exists (select from cleared_spans c where c.person = p.id and s.on_day between c.starts_on and c.ends_on)
  and not app.suspended(p.id)
  and app.follows(p.id, 'word', now()) is null
  and (s.id <> all (array(select app.lacking_local())) or app.tier_on(p.id, s.on_day) = 'cleared'
    and not app.visits_with_team(p.id, s.centre, s.on_day))
  and not exists (select from leaves l where l.person = p.id and l.ended_at is null and s.on_day between l.starts_on and l.ends_on)
  and not exists (select from commitments t where t.person = p.id and t.kind = 'occupies'
    and tstzrange(t.starts_at, t.ends_at, '[)') && tstzrange(s.starts_at, s.ends_at, '[)'))
  and not exists (select from stand_ins x where x.sign_up = $2 and x.person = p.id)
  and not exists (select from restrictions r join enrolments e on e.child = r.child and e.series = s.series
    where r.person = p.id and r.ends_at is null)
order by left(p.division, 9) = left(s.village, 9) desc, free_then desc, asked_lately, p.id limit $4"""
PLACE: Final = "select latitude, longitude from divisions where code = $1"


async def fitting(db: Scope, held: Any, sign_up: UUID, not_this: UUID, number: int) -> list[UUID]:
    """The best few for a session who were not asked for this place yet.

    Best: within their reach, at a time they said to be free, who know the place, asked seldom, near.
    """
    local = held["starts_at"].astimezone(clock.SHANGHAI)
    rows = await db.fetch(
        CANDIDATES, held["id"], sign_up, not_this, LOOKED_AT_MAX, local.isoweekday(),
        part_of_day(local.hour), clock.now() - timedelta(days=ASKED_DAYS),
    )  # fmt: skip
    there = await db.fetchrow(PLACE, held["village"])
    b = (there["latitude"], there["longitude"]) if there and there["latitude"] else None

    def order(row: Any) -> tuple[Any, ...]:
        a = (row["latitude"], row["longitude"]) if row["latitude"] is not None else None
        minutes = travel_minutes(row["division"], held["village"], a, b)
        return (
            minutes > row["reach_minutes"], not row["free_then"], not row["knows_the_place"],
            row["asked_lately"], minutes, row["person"],
        )  # fmt: skip

    return [row["person"] for row in sorted(rows, key=order)[:number]]
