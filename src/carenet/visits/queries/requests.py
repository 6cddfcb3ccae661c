"""What parents ask of the file: their own, or those that wait in an officer's place."""

from typing import Any, Final

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.refusals import MayNot
from carenet.visits.queries.agreements import CHILDREN_MAX, MINE, called
from carenet.visits.services.requests import MAY_ANSWER

OWN: Final = """
select r.id, r.child, r.kind, r.words, r.asked_at, r.due_on, r.answered_at, r.answer from family_requests r
where r.guardian = $1 order by r.asked_at desc limit 50"""
WAITING: Final = """
select r.id, r.child, c.name, r.kind, r.words, r.asked_at, r.due_on, r.village, n.name as parent,
  count(*) over () as total
from family_requests r join children c on c.id = r.child left join app.names_of(array[r.guardian]) n on true
where r.answered_at is null order by r.due_on, r.id limit $1 offset $2"""


async def own_requests(*, by: Actor) -> dict[str, Any]:
    """A guardian's children and what they asked; the reading is recorded."""
    async with reading(by, recorded=True) as db:
        children = [
            {"id": one["id"], "called": called(one["name"])}
            for one in await db.fetch(MINE, by.me, None, CHILDREN_MAX)
        ]
        asked = [dict(one) for one in await db.fetch(OWN, by.me)]
        await db.execute(
            "select app.log_read(c, array['name'], 'family') from unnest($1::uuid[]) c",
            [one["id"] for one in children],
        )
    names = {one["id"]: one["called"] for one in children}
    return {
        "children": children,
        "asked": [a | {"called": names.get(a["child"], "")} for a in asked],
    }


async def waiting_requests(page: int | None, *, by: Actor) -> Page[dict[str, Any]]:
    """What waits for an answer, the one due first; each child named is recorded as read.

    Raises:
        MayNot: the actor decides about no child.

    """
    if not by.has(*MAY_ANSWER):
        raise MayNot
    number, size, offset = place(page, None)
    async with reading(by, recorded=True) as db:
        rows = [dict(one) for one in await db.fetch(WAITING, size, offset)]
        await db.execute(
            "select app.log_read(c, array['name'], 'family') from unnest($1::uuid[]) c",
            list({one["child"] for one in rows}),
        )
    return Page(rows, number, size, rows[0]["total"] if rows else 0)
