"""What is owed to the children of an area and past its day, or due soon."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from carenet.children.words import class_words
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.placements.queries.backups import stands_in
from carenet.placements.queries.owing import set_aside

SOON_DAYS: Final = 7

OWED: Final = f"""
select o.id, o.child, c.name, s.grade, s.class_name, o.village, o.kind, o.due_on,
  coalesce({stands_in("o.placement", "$5")}, o.person) as person, o.tried_at,
  u.tier, count(*) over () as total
from obligations o join children c on c.id = o.child
left join schoolings s on s.child = c.id and s.ends_on is null
left join urgencies u on u.child = c.id and u.ended_on is null
where o.met_at is null and o.missed_at is null and c.left_on is null
  and o.opens_on <= $1 and o.due_on < $2
  and not {set_aside("o", "$1")}
order by u.tier nulls last, o.due_on, c.sort_key, o.id limit $3 offset $4"""


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed to one child by one adult."""

    id: UUID
    child: UUID
    name: str
    class_name: str | None
    village: str
    kind: str
    due_on: date
    who: str
    days_late: int


async def owed(page: int | None, today: date, *, soon: bool, by: Actor) -> Page[Owed]:
    """What is overdue, or with `soon` what is due within a week too; the child's need comes first.

    Each child named is recorded as read.
    """
    number, size, offset = place(page, None)
    until = date.fromordinal(today.toordinal() + (SOON_DAYS + 1 if soon else 0))
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(OWED, today, until, size, offset, clock.now())
        people = [row["person"] for row in rows]
        names = {
            r["id"]: r["name"]
            for r in await db.fetch("select id, name from app.names_of($1)", people)
        }
        await db.execute(
            "select app.log_read(c, array['name', 'obligations'], 'obligations') from unnest($1::uuid[]) c",
            list({row["child"] for row in rows}),
        )
    found = [
        Owed(
            row["id"], row["child"], row["name"],
            class_words(row["grade"], row["class_name"]), row["village"], row["kind"],
            row["due_on"], names.get(row["person"], ""), (today - row["due_on"]).days,
        )
        for row in rows
    ]  # fmt: skip
    return Page(found, number, size, rows[0]["total"] if rows else 0)
