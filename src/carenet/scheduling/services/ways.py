"""The way between two places on one day: whether there is time for it, and who judged that it will do."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope
from carenet.scheduling.rules.arranging import Tight, WaysTooLong
from carenet.scheduling.rules.nearness import travel_minutes
from carenet.scheduling.rules.signing import TooFar

BESIDE: Final = """
select p.person, b.* from unnest($1::uuid[]) p (person) cross join lateral app.beside_session(p.person, $2) b
order by p.person, b.gap_minutes"""
STAYING: Final = """
select u.id, u.person, n.name from sign_ups u join lateral app.names_of(array[u.person]) n on true
where u.care_session = $1 and u.withdrawn_at is null order by n.name, u.person"""
JUDGED: Final = """
select o.sign_up, o.minutes, o.left_minutes from sign_up_overrides o
where o.sign_up = any ($1) and o.rule = 'travel'"""


async def tight_ways(db: Scope, people: Sequence[UUID], session: UUID) -> dict[UUID, Tight]:
    """Who has too little time between this session and another place that day, and by how much."""
    found: dict[UUID, Tight] = {}
    for row in await db.fetch(BESIDE, list(people), session):
        there = (row["latitude"], row["longitude"]) if row["latitude"] is not None else None
        here = (row["here_latitude"], row["here_longitude"])
        point = (float(here[0]), float(here[1])) if here[0] is not None else None
        need = travel_minutes(row["village"], row["here"], there, point)
        if need > row["gap_minutes"]:
            tight = Tight(str(row["place"]), need, int(row["gap_minutes"]))
            found.setdefault(row["person"], tight)
    return found


async def require_way(
    db: Scope, held: Any, who: UUID, sign_up: UUID, although: str | None, by: Actor
) -> None:
    """One adult gets there in time, or whoever runs the place said why it will do all the same.

    Raises:
        TooFar: neither.

    """
    tight = (await tight_ways(db, [who], held["id"])).get(who)
    if tight is None:
        return
    if not although:
        raise TooFar(place=tight.place, need=tight.need, gap=tight.gap)
    await _judge(db, held, who, sign_up, tight, although, by)


async def require_ways(db: Scope, held: Any, although: str | None, by: Actor) -> None:
    """All who come still get there in time after other hours, or it was said why it will do.

    What was judged for an adult before, for as long a way and as little time, is not asked again.

    Raises:
        WaysTooLong: with the names of those who would not.

    """
    staying = await db.fetch(STAYING, held["id"])
    tight = await tight_ways(db, [row["person"] for row in staying], held["id"])
    if not tight:
        return
    judged = await db.fetch(JUDGED, [row["id"] for row in staying])
    left = [
        row
        for row in staying
        if (way := tight.get(row["person"])) is not None
        and not any(
            j["sign_up"] == row["id"] and j["minutes"] >= way.need and j["left_minutes"] <= way.gap
            for j in judged
        )
    ]
    if left and not although:
        raise WaysTooLong({r["person"]: (r["name"], tight[r["person"]]) for r in left})
    for row in left:
        await _judge(db, held, row["person"], row["id"], tight[row["person"]], str(although), by)


async def _judge(
    db: Scope, held: Any, who: UUID, sign_up: UUID, tight: Tight, because: str, by: Actor
) -> None:
    await db.execute(
        """insert into sign_up_overrides (id, sign_up, centre, village, person, rule, minutes,
             left_minutes, because, at, by)
           values ($1, $2, $3, $4, $5, 'travel', $6, $7, $8, $9, $10)""",
        uuid7(), sign_up, held["centre"], held["village"], who, tight.need, tight.gap, because,
        clock.now(), by.id,
    )  # fmt: skip
