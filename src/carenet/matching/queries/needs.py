"""Reads of one child's needs."""

from typing import Any
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound


async def needs_page(child: UUID, *, by: Actor) -> dict[str, Any]:
    """A child's needs, open and met, newest first.

    Raises:
        NotFound: no such child within reach.

    """
    async with reading(by, recorded=True) as db:
        name = await db.fetchval("select name from children where id = $1", child)
        if name is None:
            raise NotFound
        rows = await db.fetch(
            """select id, service, subject, tier, reasons, wish, opened_on, rule, met_at, closed_at,
                 closed_because from needs where child = $1 order by opened_on desc, id limit 50""",
            child,
        )
        await db.execute("select app.log_read($1, $2, $3)", child, ["name", "needs"], "matching")
    return {"child": child, "name": name, "needs": [dict(r) for r in rows]}
