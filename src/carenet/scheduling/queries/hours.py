"""A person's own hours."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place

ROWS: Final = """
select h.on_day, h.kind, h.minutes, h.because, c.name as place, a.came_at, a.went_at,
  s.kind as session_kind, s.subject, s.activity, s.title
from service_hours h left join centres c on c.id = h.centre
left join adult_attendances a on a.id = h.attendance left join sign_ups u on u.id = a.sign_up
left join care_sessions s on s.id = u.care_session
where h.person = $1 order by h.on_day desc, h.entered_at desc limit $2 offset $3"""
TOTALS: Final = """
select count(*) as rows, coalesce(sum(minutes) filter (where kind = 'measured'), 0) as measured,
  coalesce(sum(minutes) filter (where kind <> 'measured'), 0) as attested,
  coalesce(sum(minutes) filter (where on_day >= $2), 0) as this_year,
  count(distinct on_day) as days
from service_hours where person = $1"""


@dataclass(frozen=True)
class Hours:
    """My hours: measured apart from attested."""

    page: Page[dict[str, Any]]
    measured: int
    attested: int
    this_year: int
    days: int


async def my_hours(*, by: Actor, number: int | None = None) -> Hours:
    """What I gave, from attendance."""
    page, size, offset = place(number, None)
    new_year = date(clock.today().year, 1, 1)
    async with reading(by) as db:
        totals = await db.fetchrow(TOTALS, by.me, new_year)
        rows = await db.fetch(ROWS, by.me, size, offset)
    assert totals is not None  # noqa: S101  an aggregate always has a row
    return Hours(
        Page([dict(r) for r in rows], page, size, totals["rows"]), totals["measured"],
        totals["attested"], totals["this_year"], totals["days"],
    )  # fmt: skip
