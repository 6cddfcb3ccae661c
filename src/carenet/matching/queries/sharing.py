"""What services that share hours have in common: the hours left, and their material as one."""

from collections.abc import Collection, Sequence
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.matching.pairing.shapes import Helper, Ties
from carenet.matching.queries.material import Material


async def hours_left(people: Collection[UUID], *, by: Actor) -> dict[UUID, int]:
    """The hours a week each of these volunteers has left; who never said any is not in it."""
    if not people:
        return {}
    async with reading(by) as db:
        rows = await db.fetch("select person, hours from app.hours_left($1)", list(people))
    return {r["person"]: r["hours"] for r in rows}


def once(helpers: Sequence[Helper]) -> tuple[Helper, ...]:
    """Each person once, with what stands first."""
    found: dict[UUID, Helper] = {}
    for helper in helpers:
        found.setdefault(helper.person, helper)
    return tuple(found.values())


def joined(parts: Sequence[Material]) -> Material:
    """What stays out, and how much there is, of all services of a round."""
    if len(parts) == 1:
        return parts[0]
    ties = [p.ties for p in parts]
    return Material(
        tuple(g for p in parts for g in p.groups),
        once([h for p in parts for h in p.helpers]),
        Ties(ties[0].never, frozenset[tuple[UUID, UUID]]().union(*(t.bans for t in ties))),
        tuple(m for p in parts for m in p.needs_marked),
        tuple(m for p in parts for m in p.helpers_marked),
        sum(p.needs for p in parts),
        sum(p.room for p in parts),
    )
