"""The letters of an office, one of them with its list, and my own."""

from typing import Any, Final
from uuid import UUID

from carenet.core import paging
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound

MINE_MAX: Final = 50
LISTED_MAX: Final = 2000
TARGETS_MAX: Final = 300
LIST: Final = """
select l.id, l.title, l.from_name, l.audience, l.class_name, l.place, l.sent_at, l.listed_at, l.over_at,
  (select count(*) from letter_recipients r where r.letter = l.id) as people,
  (select count(*) from letter_recipients r where r.letter = l.id and r.acknowledged_at is null) as waiting,
  count(*) over () as total
from letters l where (office = any($1) or $2) order by l.sent_at desc, l.id limit $3 offset $4"""
ONE: Final = """
select l.*, (select w.name from app.names_of(array[l.sent_by_person]) w) as sender
from letters l where l.id = $1 and (l.office = any($2) or $3)"""
# Telephone numbers are read under the reader's own rights: without a duty over the village there is none.
PEOPLE: Final = """
select r.person, w.name, r.village, r.acknowledged_at, r.how, k.outcome, f.name as officer,
  c.kind as way, c.value as phone, c.via
from letter_recipients r cross join lateral app.names_of(array[r.person]) w
left join call_tasks k on k.id = r.call_task
left join lateral (select n.name from app.names_of(array[k.for_person]) n) f on true
left join lateral (select x.kind, x.value, x.via from contact_ways x
  where x.person = r.person and x.ended_on is null and x.kind <> 'email' order by x.works desc, x.rank limit 1) c on true
where r.letter = $1 and (not $2 or r.acknowledged_at is null)
order by r.acknowledged_at is not null, r.village, w.name, r.person limit $3"""
MINE: Final = """
select l.id, l.title, l.body, l.from_name, l.sent_at, r.acknowledged_at, r.how
from letter_recipients r join letters l on l.id = r.letter
where r.person = $1 and (l.over_at is null or r.acknowledged_at is not null)
order by r.acknowledged_at is not null, l.sent_at desc limit $2"""


async def letters(number: int | None, *, by: Actor) -> paging.Page[dict[str, Any]]:
    """A page of the letters of my area or office, latest first."""
    page, size, offset = paging.place(number, None)
    async with reading(by) as db:
        rows = await db.fetch(LIST, list(by.offices), by.is_officer, size, offset)
    total = rows[0]["total"] if rows else 0
    return paging.Page([dict(row) for row in rows], page, size, total)


async def letter_page(letter: UUID, *, only_waiting: bool, by: Actor) -> dict[str, Any]:
    """One letter with its people, those first who have not acknowledged.

    Raises:
        NotFound: it is not of my area or office.

    """
    async with reading(by) as db:
        row = await db.fetchrow(ONE, letter, list(by.offices), by.is_officer)
        if row is None:
            raise NotFound
        people = await db.fetch(PEOPLE, letter, only_waiting, LISTED_MAX)
    waiting = sum(one["acknowledged_at"] is None for one in people)
    return dict(row) | {"people": [dict(one) for one in people], "waiting": waiting}


async def my_letters(*, by: Actor) -> list[dict[str, Any]]:
    """What was written to me, the unread first."""
    async with reading(by) as db:
        return [dict(row) for row in await db.fetch(MINE, by.me, MINE_MAX)]


async def offices_to_write_for(*, by: Actor) -> dict[str, Any]:
    """Centres and schools in my area or of my own, and the classes with children I may see."""
    async with reading(by) as db:
        rows = await db.fetch(
            """select o.id, o.name, o.kind, o.division from organisations o
               where o.kind in ('school', 'kindergarten', 'centre') and (o.id = any($1)
                 or ($2 and o.division >= $3 and o.division < $4
                   and ($5::text[] = '{}' or left(o.division, 9) = any($5))))
               order by o.kind, o.name limit $6""",
            list(by.offices), by.is_officer, by.lo, by.hi, list(by.towns), TARGETS_MAX,
        )  # fmt: skip
        classes = await db.fetch(
            """select distinct s.organisation, s.class_name from schoolings s
               where s.organisation = any($1) and s.ends_on is null and s.class_name is not null
               order by s.organisation, s.class_name limit $2""",
            [row["id"] for row in rows], TARGETS_MAX,
        )  # fmt: skip
    return {"offices": [dict(row) for row in rows], "classes": [dict(row) for row in classes]}
