"""A visit's last day is over, or it was called off: places go back, and what it opened ends by dated rows."""

from datetime import date
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.scheduling.services.signing import withdraw

VISITS_MAX: Final = 50
PLACES_MAX: Final = 500
GONE: Final = "the team does not come"
OVER: Final = """
select id, village from team_visits where state = 'approved' and last_on < $1
order by last_on, id limit $2"""
# Places ahead of the team's people on the days of a visit that does not take place, and of visitors outside every visit.
PLACES: Final = """
select distinct u.care_session, u.person, s.starts_at from team_visits v
join team_members m on m.team = v.team
join sign_ups u on u.person = m.person and u.withdrawn_at is null
join care_sessions s on s.id = u.care_session and s.starts_at > $2
where v.id = $1 and not app.visits_with_team(u.person, s.centre, s.on_day)
  and (m.visiting or s.centre = v.centre and s.on_day between v.first_on and v.last_on)
order by s.starts_at, u.care_session, u.person limit $3"""


# Places ahead on days that a visit had and has no more; a place that fits another visit of the team stays.
LEFT: Final = """
select distinct u.care_session, u.person, s.starts_at from team_visits v
join team_members m on m.team = v.team
join sign_ups u on u.person = m.person and u.withdrawn_at is null
join care_sessions s on s.id = u.care_session and s.starts_at > $2
where v.id = $1 and s.centre = v.centre and s.on_day between $3 and $4
  and not app.visits_with_team(u.person, s.centre, s.on_day)
order by s.starts_at, u.care_session, u.person limit $5"""
MOVED: Final = "the team comes on other days"


async def leave_days(db: Scope, visit: UUID, first: date, last: date, *, by: Actor) -> None:
    """Places ahead on days that a visit had, and has no more, go back."""
    for row in await db.fetch(LEFT, visit, clock.now(), first, last, PLACES_MAX):
        await withdraw(row["care_session"], MOVED, by=by, person=row["person"])


async def end_visits(today: date, *, by: Actor) -> int:
    """Visits whose last day is over; how many. A worker's verb."""
    async with transaction(by) as db:
        rows = await db.fetch(OVER, today, VISITS_MAX)
        for row in rows:
            await db.execute(
                "insert into team_visit_states (id, visit, village, state, at) values ($1, $2, $3, 'over', $4)",
                uuid7(), row["id"], row["village"], clock.now(),
            )  # fmt: skip
            await end_access(db, row["id"], by=by)
    return len(rows)


async def end_access(db: Scope, visit: UUID, *, by: Actor) -> None:
    """Places ahead go back; duties at the place, reach, calendars of whoever came with the team end."""
    for row in await db.fetch(PLACES, visit, clock.now(), PLACES_MAX):
        await withdraw(row["care_session"], GONE, by=by, person=row["person"])
    await db.fetchval("select app.end_visit_access($1, $2)", visit, clock.now())
