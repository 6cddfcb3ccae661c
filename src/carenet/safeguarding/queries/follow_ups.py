"""A child's follow-ups, the open ones first; every look is written in the read log."""

from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound

ROWS_MAX: Final = 100


async def follow_ups_page(child: UUID, *, by: Actor) -> dict[str, Any]:
    """The child's name and its follow-ups. Two factors.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    by.needs_two_factors()
    async with reading(by, recorded=True) as db:
        name = await db.fetchval("select name from children where id = $1", child)
        if name is None:
            raise NotFound
        rows = await db.fetch(
            """select id, kind, found_on, due_on, done_on, done_how from follow_ups
               where child = $1 order by done_on is not null, due_on, id limit $2""",
            child,
            ROWS_MAX,
        )
        await db.execute(
            "select app.log_read($1, $2, $3)", child, ["name", "follow_ups"], "safeguarding"
        )
    return {"child": child, "name": name, "rows": [dict(row) for row in rows]}
