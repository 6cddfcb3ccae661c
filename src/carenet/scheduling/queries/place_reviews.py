"""Children with a place at a centre, and whether they were asked this term how it is there."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from carenet.children.words import class_words
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place

# $1 today, $2 the span, $3 its end, $4 offices, $5 asked already or not yet.
ROWS: Final = """
select x.child, x.centre, x.village, x.since, c.name, s.grade, s.class_name, k.name as centre_name, t.id as term,
  t.name as term_name, t.ends_on, v.on_day, v.child_said, v.goes_on, v.note, count(*) over () as total
from (select e.child, e.centre, max(e.village) as village, min(e.starts_on) as since from enrolments e
    where e.starts_on <= $1 and (e.ends_on is null or e.ends_on >= $1)
      and (e.village >= $2 and e.village < $3 or e.centre = any ($4)) group by e.child, e.centre) x
join children c on c.id = x.child and c.left_on is null
join centres k on k.id = x.centre
join lateral (select t.id, t.name, t.ends_on from terms t where $1 between t.starts_on and t.ends_on
  and starts_with(x.village, rtrim(t.division, '0')) order by t.starts_on desc limit 1) t on true
left join schoolings s on s.child = c.id and s.ends_on is null
left join place_reviews v on v.child = x.child and v.centre = x.centre and v.term = t.id
where (v.id is not null) = $5
order by k.name, c.sort_key, x.child limit $6 offset $7"""


@dataclass(frozen=True, slots=True)
class PlaceHeld:
    """A child's place at a centre in this term, with its review if there is one."""

    child: UUID
    centre: UUID
    village: str
    name: str
    class_name: str | None
    centre_name: str
    since: date
    term: str
    ends_on: date
    on_day: date | None
    child_said: str | None
    goes_on: bool | None
    note: str | None


async def places_held(page: int | None, today: date, *, asked: bool, by: Actor) -> Page[PlaceHeld]:
    """Whom to ask in this term, or who was asked; each child named is recorded as read."""
    number, size, offset = place(page, None)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(ROWS, today, by.lo, by.hi, list(by.offices), asked, size, offset)
        await db.execute(
            "select app.log_read(c, array['name', 'class', 'enrolment'], 'place_reviews') from unnest($1::uuid[]) c",
            list({row["child"] for row in rows}),
        )
    found = [
        PlaceHeld(
            row["child"], row["centre"], row["village"], row["name"],
            class_words(row["grade"], row["class_name"]), row["centre_name"], row["since"],
            row["term_name"], row["ends_on"], row["on_day"], row["child_said"], row["goes_on"],
            row["note"],
        )
        for row in rows
    ]  # fmt: skip
    return Page(found, number, size, rows[0]["total"] if rows else 0)
