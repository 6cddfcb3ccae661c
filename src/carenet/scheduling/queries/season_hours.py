"""Winter and summer hours of a place, as they hold."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound


async def season_hours_of(hours: UUID, *, by: Actor) -> Mapping[str, Any]:
    """Hours that hold.

    Raises:
        NotFound: there are none, or they are of a place that is not the actor's.

    """
    async with reading(by) as db:
        row = await db.fetchrow(
            """select x.id, x.name, x.division, x.organisation, x.starts_on, x.ends_on, x.from_time, x.minutes,
                 c.name as place, c.id is not null and app.runs_centre(c.id) as runs
               from season_hours x left join centres c on c.id = x.organisation
               where x.id = $1 and x.lifted_at is null""",
            hours,
        )
    if row is None or not (row["runs"] or by.covers((row["division"] or "").ljust(12, "0"))):
        raise NotFound
    return dict(row)
