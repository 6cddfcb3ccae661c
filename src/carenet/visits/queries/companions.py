"""Joint visits: who could have come, who was there lately, what is asked of me."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from carenet.children.words import class_words, short_name
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading

LATELY: Final = timedelta(days=60)
"""So far back a home's visitors are shown before somebody sets off."""
ASKED_MAX: Final = 50
ASKED: Final = """
select m.id, m.child, m.named_at, c.name, s.grade, s.class_name, w.name as who, m.on_day
from visit_companions m join children c on c.id = m.child
left join schoolings s on s.child = c.id and s.ends_on is null
left join app.names_of(array[m.named_by]) w on w.id = m.named_by
where m.person = $1 and m.answered_at is null order by m.named_at, m.id limit $2"""

WAITING: Final = """
select (select count(*) from record_notes q where q.author = $1 and q.kind = 'question'
    and not exists (select from record_notes a where a.answers = q.id)) as asked,
  (select count(*) from visit_companions m where m.person = $1 and m.answered_at is null) as together,
  (select count(distinct j.visit) from joint_visits j where j.person = $1 and j.answered_at is null
    and j.called_off_at is null and j.starts_at > $2) as planned"""


@dataclass(frozen=True, slots=True)
class House:
    """A home before a visit: who could come along, and who was there in the last 60 days."""

    people: list[tuple[str, str]]
    lately: list[tuple[str, date]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Was I there too?"""

    id: UUID
    short: str
    class_name: str | None
    who: str | None
    on_day: date


async def house_of(child: UUID, *, by: Actor) -> House:
    """Who could come along to a child's home, and who has been there lately; empty outside one's reach."""
    async with reading(by) as db:
        people = await db.fetch("select * from app.might_come($1)", child)
        lately = await db.fetch(
            "select * from app.been_there($1, $2)", child, clock.today() - LATELY
        )
    return House(
        [(str(row["person"]), row["name"]) for row in people],
        [(row["name"], row["on_day"]) for row in lately],
    )


async def waiting_for(*, by: Actor) -> tuple[int, int, int]:
    """How many questions about the actor's records wait, visits it is said to have been on, and is asked to come to."""
    async with reading(by) as db:
        (row,) = await db.fetch(WAITING, by.me, clock.now())
    return row["asked"], row["together"], row["planned"]


async def asked_together(*, by: Actor) -> list[Asked]:
    """Visits somebody wrote down that the actor is said to have been on; each child is recorded as read."""
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(ASKED, by.me, ASKED_MAX)
        await db.execute(
            "select app.log_read(c, array['short name', 'class'], 'log') from unnest($1::uuid[]) c",
            [row["child"] for row in rows],
        )
    return [
        Asked(
            row["id"], short_name(row["name"]), class_words(row["grade"], row["class_name"]),
            row["who"], row["on_day"],
        )
        for row in rows
    ]  # fmt: skip
