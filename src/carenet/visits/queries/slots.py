"""Times of the phone room: for a parent the free ones and their own, for whoever keeps it all that are open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.children.words import short_name
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import MayNot
from carenet.visits.queries.agreements import CHILDREN_MAX, MINE, called
from carenet.visits.services.slots import MAY_OPEN

WEEKS: Final = timedelta(days=14)
KEPT_MAX: Final = 200
FREE: Final = "select id, place, starts_at, ends_at from app.free_call_slots($1, $2)"
TAKEN: Final = """
select id, child, place, starts_at, ends_at, held_at, minutes from call_slots where guardian = $1
order by starts_at desc limit 30"""
KEPT: Final = """
select s.id, s.place, s.starts_at, s.ends_at, s.child, s.held_at, s.minutes, c.name, n.name as parent
from call_slots s left join children c on c.id = s.child
left join app.names_of(array[s.guardian]) n on true
where s.starts_at > $1 order by s.starts_at limit $2"""


@dataclass(frozen=True, slots=True)
class Booking:
    """A guardian's page: each child with its free times, and what was taken."""

    children: list[dict[str, Any]]
    taken: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One time of a phone room as its keeper sees it."""

    id: UUID
    place: str
    starts_at: datetime
    ends_at: datetime
    short: str | None
    parent: str | None
    held_at: datetime | None
    minutes: int | None


async def booking_page(now: datetime, *, by: Actor) -> Booking:
    """Free times for each of the guardian's children within two weeks; the reading is recorded."""
    async with reading(by, recorded=True) as db:
        children = [dict(one) for one in await db.fetch(MINE, by.me, None, CHILDREN_MAX)]
        for one in children:
            one["called"] = called(one["name"])
            one["free"] = [dict(x) for x in await db.fetch(FREE, one["id"], now + WEEKS)]
        names = {one["id"]: one["called"] for one in children}
        taken = [
            dict(x) | {"called": names.get(x["child"], "")} for x in await db.fetch(TAKEN, by.me)
        ]
        await db.execute(
            "select app.log_read(c, array['name', 'calls'], 'family') from unnest($1::uuid[]) c",
            list(names),
        )
    return Booking(children, taken)


async def kept_slots(now: datetime, *, by: Actor) -> list[Kept]:
    """The times of the actor's phone room from yesterday on; each child named is recorded as read.

    Raises:
        MayNot: the actor keeps no phone room.

    """
    if not by.has(*MAY_OPEN):
        raise MayNot
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(KEPT, now - timedelta(days=1), KEPT_MAX)
        await db.execute(
            "select app.log_read(c, array['short name', 'calls'], 'family') from unnest($1::uuid[]) c",
            list({row["child"] for row in rows if row["name"]}),
        )
    return [
        Kept(
            row["id"], row["place"], row["starts_at"], row["ends_at"],
            short_name(row["name"]) if row["name"] else ("" if row["child"] else None),
            row["parent"], row["held_at"], row["minutes"],
        )
        for row in rows
    ]  # fmt: skip
