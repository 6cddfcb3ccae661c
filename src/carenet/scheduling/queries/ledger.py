"""The ledger of hours as the desk sees it: what waits for a second person, what is doubted, who gave how much."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound
from carenet.scheduling.queries.hours import ROWS, Totals, shown, totals_of

WAITING_MAX: Final = 100
MONTHS_BACK: Final = 24
IN_SCOPE: Final = "(h.village >= $1 and h.village < $2 or h.centre = any ($3))"
# Names by a definer function in one go: whoever runs the place may know who came.
WAITING: Final = f"""
select h.id, h.person, n.name, h.kind, h.on_day, h.minutes, h.because, h.typed_by, t.name as typed_name,
  c.name as place, a.came_at, a.went_at, o.minutes as was
from service_hours h join lateral app.names_of(array[h.person]) n on true
left join centres c on c.id = h.centre left join adult_attendances a on a.id = h.attendance
left join service_hours o on o.id = h.counters
left join accounts x on x.id = h.typed_by left join lateral app.names_of(array[x.person]) t on true
where h.kind <> 'measured' and h.decided_at is null and {IN_SCOPE}
order by h.on_day, n.name, h.id limit $4"""
DOUBTS: Final = f"""
select h.id, h.person, n.name, h.minutes, h.because, h.at, e.on_day, e.minutes as was, e.kind,
  c.name as place, a.came_at, a.went_at, h.by
from hour_disputes h join service_hours e on e.id = h.entry
join lateral app.names_of(array[h.person]) n on true
left join centres c on c.id = h.centre left join adult_attendances a on a.id = e.attendance
where h.decided_at is null and {IN_SCOPE} order by h.at, h.id limit $4"""
PEOPLE: Final = f"""
with given as (
  select h.person, sum(h.minutes) filter (where h.counts) as counted,
    coalesce(sum(h.minutes) filter (where h.kind = 'measured'), 0)::int as measured,
    coalesce(sum(h.minutes) filter (where h.kind = 'attested' and h.counts), 0)::int as attested,
    coalesce(sum(h.minutes) filter (where h.kind = 'counter' and h.counts), 0)::int as corrected,
    coalesce(sum(h.minutes) filter (where h.kind = 'attested' and h.decided_at is null), 0)::int as waiting,
    count(distinct h.on_day) filter (where h.counts) as days
  from service_hours h where {IN_SCOPE} and h.on_day >= $4 and h.on_day < $5
    and ($6::uuid is null or h.centre = $6) group by h.person)
select g.*, n.name, count(*) over () as total
from given g join lateral app.names_of(array[g.person]) n on true
order by n.name, g.person limit $7 offset $8"""


@dataclass(frozen=True)
class Desk:
    """What the ledger asks of the one who runs places, and who gave how much in a month."""

    waiting: list[dict[str, Any]]
    doubts: list[dict[str, Any]]
    people: Page[dict[str, Any]]
    month: date
    before: date | None
    after: date | None


@dataclass(frozen=True)
class PersonHours:
    """One person's entries, as whoever runs the places sees them."""

    person: UUID
    name: str
    totals: Totals
    page: Page[dict[str, Any]]


def month_of(day: date | None) -> date:
    """The first of a day's month; of this month where none is given or it lies ahead."""
    today = clock.today()
    return (day if day and day <= today else today).replace(day=1)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


async def desk(
    on: date | None, *, by: Actor, centre: UUID | None = None, number: int | None = None
) -> Desk:
    """What waits, what is doubted, and a month's givers within the scope."""
    month = month_of(on)
    page, size, offset = place(number, None)
    scope = (by.lo, by.hi, list(by.offices))
    async with reading(by) as db:
        waiting = await db.fetch(WAITING, *scope, WAITING_MAX)
        doubts = await db.fetch(DOUBTS, *scope, WAITING_MAX)
        people = await db.fetch(PEOPLE, *scope, month, _next(month), centre, size, offset)
    total = people[0]["total"] if people else 0
    this = clock.today().replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    oldest = (this - timedelta(days=31 * MONTHS_BACK)).replace(day=1)
    return Desk(
        [{**dict(r), "mine": _mine(r, by)} for r in waiting],
        [{**dict(r), "mine": r["person"] == by.person} for r in doubts],
        Page([dict(r) for r in people], page, size, total), month,
        before if before >= oldest else None, _next(month) if month < this else None,
    )  # fmt: skip


def _mine(row: Any, by: Actor) -> bool:
    """Did the one who looks write or give these hours? Then another decides."""
    return bool(row["person"] == by.person or row["typed_by"] == by.account)


async def person_hours(person: UUID, *, by: Actor, number: int | None = None) -> PersonHours:
    """One person's entries within the scope.

    Raises:
        NotFound: there are none that this one may see.

    """
    page, size, offset = place(number, None)
    async with reading(by) as db:
        totals = await totals_of(db, person)
        if not totals.rows:
            raise NotFound
        name = await db.fetchval("select name from app.names_of(array[$1::uuid])", person)
        rows = await db.fetch(ROWS, person, size, offset)
    return PersonHours(
        person, name or "", totals, Page([shown(r) for r in rows], page, size, totals.rows)
    )
