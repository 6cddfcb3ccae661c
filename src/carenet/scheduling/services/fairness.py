"""The order of those who want a place, by the hours of this term where the series says so."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.refusals import NotFound
from carenet.scheduling.rules.fairness import Wanting, in_turn
from carenet.scheduling.services.holding import require_runs

NO_TERM_DAYS: Final = 90
"""Outside a term, hours of so many days count."""
MINUTES: Final = """
select p.person, ((select coalesce(sum(h.minutes), 0) from service_hours h
    where h.person = p.person and h.counts and h.on_day between k.since and s.on_day)
  + (select coalesce(sum(extract(epoch from x.ends_at - x.starts_at) / 60), 0) from sign_ups u
    join care_sessions x on x.id = u.care_session where u.person = p.person and u.withdrawn_at is null
      and x.cancelled_at is null and x.starts_at > $3 and x.starts_at < s.starts_at))::int as minutes
from care_sessions s cross join unnest($2::uuid[]) p (person)
cross join lateral (select coalesce(max(t.starts_on), s.on_day - $4::int) as since from terms t
  where left(t.division, 6) = left(s.village, 6) and s.on_day between t.starts_on and t.ends_on) k
where s.id = $1"""


async def ordered(db: Scope, held: Any, rows: Sequence[Any]) -> list[Any]:
    """Rows with id, person and since, in the order in which their turn comes. A worker reads hours."""
    fewer = await db.fetchval("select fewer_first from series where id = $1", held["series"])
    if not fewer or len(rows) < 2:
        return list(rows)
    people = [row["person"] for row in rows]
    given = await db.fetch(MINUTES, held["id"], people, clock.now(), NO_TERM_DAYS)
    minutes = {row["person"]: row["minutes"] for row in given}
    wanting = [
        Wanting(row["id"], row["person"], minutes.get(row["person"], 0), row["since"])
        for row in rows
    ]
    by_id = {row["id"]: row for row in rows}
    return [by_id[one.row] for one in in_turn(wanting, fewer_first=True)]


async def set_fewer_first(series: UUID, fewer_first: bool, *, by: Actor) -> None:
    """Whether those with fewer hours come first where places are scarce, or who wanted it earlier.

    Raises:
        MayNot: it is somebody else's place.
        NotFound: there is no such series, or it has ended.

    """
    async with transaction(by) as db:
        centre = await db.fetchval(
            "select centre from series where id = $1 and ended_at is null for update", series
        )
        if centre is None:
            raise NotFound
        await require_runs(centre, by=by, db=db)
        await db.execute("update series set fewer_first = $2 where id = $1", series, fewer_first)
