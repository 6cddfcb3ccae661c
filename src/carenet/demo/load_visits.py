"""Two visits of the demo's team: next weekend's is approved, the one four weeks later waits for a word."""

from datetime import date, timedelta
from typing import Final

import asyncpg

from carenet.demo.shapes import County
from carenet.demo.sink import id_of

SATURDAY: Final = 6
LATER: Final = timedelta(weeks=4)
# The leader asks; who leads the team has an account in the demo, being one of the cast.
PROPOSE: Final = """
insert into team_visits (id, team, centre, village, rhythm, first_on, last_on, agreement, agreed_on, proposed_by, proposed_at)
select $1, t.id, c.id, c.village, 'weekend', $3, $3::date + 1, $4, t.agreement_on, a.id, now() - interval '2 days'
from teams t join accounts a on a.person = t.leader
join lateral (select id, village from centres where closed_on is null and village = $2 order by id limit 1) c on true
order by t.id limit 1"""
APPROVE: Final = """
insert into team_visit_states (id, visit, village, state, at, by)
select gen_random_uuid(), v.id, v.village, 'approved', now() - interval '1 day', a.id
from team_visits v join accounts a on a.handle = 'township' where v.id = $1"""
AGREEMENT: Final = "2026-07"


async def load_visits(db: asyncpg.Connection, made: County) -> None:
    """Write them, as the migrator."""
    village = made.cast["director"].division
    for name, first in (("soon", _weekend(made.today)), ("later", _weekend(made.today) + LATER)):
        await db.execute(PROPOSE, id_of(f"team visit {name}"), village, first, AGREEMENT)
    await db.execute(APPROVE, id_of("team visit soon"))


def _weekend(today: date) -> date:
    """The next Saturday after today."""
    return today + timedelta(days=(SATURDAY - today.isoweekday() - 1) % 7 + 1)
