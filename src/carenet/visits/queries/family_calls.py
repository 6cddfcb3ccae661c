"""A guardian's calls: with which child, when wanted, when last spoken."""

from typing import Any

from carenet.core.actors import Actor
from carenet.core.database import reading


async def calls_page(*, by: Actor) -> dict[str, Any]:
    """The guardian's children and the latest calls with them."""
    async with reading(by, recorded=True) as db:
        children = await db.fetch(
            """select c.id, c.name, (select s.class_name from schoolings s
                 where s.child = c.id and s.ends_on is null limit 1) as class_name
               from guardians g join children c on c.id = g.child
               where g.person = $1 and g.ends_on is null and c.left_on is null
               order by c.birth_date limit 20""",
            by.me,
        )
        ids = [c["id"] for c in children]
        calls = await db.fetch(
            """select child, kind, wanted_at, happened_at, answer, received_at from family_calls
               where child = any($1::uuid[]) order by received_at desc limit 30""",
            ids,
        )
        await db.execute(
            "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x",
            ids,
            ["name", "calls"],
            "family",
        )
    return {"children": [dict(c) for c in children], "calls": [dict(c) for c in calls]}
