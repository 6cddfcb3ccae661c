"""Whoever finds no circle of friends may come to one that meets already and has room."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.matching.pairing.arriving import Suggested, suggestions
from carenet.matching.pairing.circles import Begun, Circle, Member, joins
from carenet.matching.pairing.making import make
from carenet.matching.pairing.shapes import GROUPS_MAX, SUPPLY_MAX, Helper
from carenet.matching.queries.gathering import circle_group, members_of
from carenet.matching.queries.material import ABOUT, AROUND, SUPPLY, Material, helpers_of
from carenet.matching.rules import NO_CIRCLE, Service

WITHOUT: Final = f"select {ABOUT} from needs n {AROUND} where n.id = any($1)"
# `size` counts all children who meet, also those whom the reader does not see; who is asked for has a place too.
BEGUN: Final = f"""
select {ABOUT}, p.person as accompanies, p.meets, app.begun_circle(p.person, n.group_key) as size
from (select person, need, true as meets from placements
      where kind = 'peer' and ends_on is null and village >= $1 and village < $2
    union all select person, need, false from proposals
      where state in ('draft', 'locked', 'published', 'agreed') and village >= $1 and village < $2) p
  join needs n on n.id = p.need {AROUND}
where n.service = 'peer' and n.group_key is not null order by n.group_key, n.id limit $3"""


async def joining(
    read: Material, lo: str, hi: str, drafted: AbstractSet[UUID], *, by: Actor
) -> list[Suggested]:
    """Children without a circle and the adult of the circle each could come to, with cost and reasons.

    `read` is the area's material; needs in `drafted` have a line already.
    """
    alone = [m.id for m in read.needs_marked if m.mark == NO_CIRCLE and m.id not in drafted]
    if not alone:
        return []
    async with reading(by) as db:
        rows = await db.fetch(WITHOUT, alone)
        met = await db.fetch(BEGUN, lo, hi, GROUPS_MAX)
        supply = await db.fetch(SUPPLY, Service.PEER.value, lo[:6], clock.today(), SUPPLY_MAX)
    helpers, _ = helpers_of(supply, Service.PEER, [], [], full_too=True)
    adults = {h.person: h for h in helpers}
    by_need = {row["id"]: row for row in rows}
    found = []
    for one, circle, of in joins(_members(rows, read), _begun(met, read, adults)):
        group = replace(
            circle_group(Circle((one, *circle.members), of), [by_need[one.need]]),
            id=str(circle.key),
        )
        adult = adults[circle.person]
        made = make([group], [replace(adult, capacity=adult.load + 1)], read.ties, Service.PEER)
        found += [
            replace(s, told=replace(s.told, begun=len(circle.members)))
            for s in suggestions(made, {})
            if s.told
        ]
    return found


def _members(rows: Any, read: Material) -> list[Member]:
    return members_of(rows, read.ties.never, read.ties.apart)


def _begun(rows: Any, read: Material, adults: dict[UUID, Helper]) -> list[Begun]:
    """The circles of which every child is seen, so that all of it can be looked at, and whose adult may go on."""
    circles: dict[tuple[UUID, UUID], list[Any]] = defaultdict(list)
    for row in rows:
        circles[row["group_key"], row["accompanies"]].append(row)
    return [
        Begun(key, person, tuple(_members(mine, read)))
        for (key, person), mine in circles.items()
        if 0 < sum(row["meets"] for row in mine) == mine[0]["size"] and person in adults
    ]
