"""A person's own hours: what counts, what waits for a second person, what was doubted."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.paging import Page, place
from carenet.scheduling.rules.check_in import minutes_early, minutes_late
from carenet.scheduling.wording import title_of

ROWS: Final = """
select h.id, h.on_day, h.kind, h.minutes, h.because, h.counts, h.decided_at, h.answer,
  h.refused_by is not null as refused, c.name as place, a.came_at, a.went_at, a.came_by, a.went_by,
  s.kind as session_kind, s.subject, s.activity, s.title, s.starts_at, s.ends_at,
  (select coalesce(jsonb_agg(jsonb_build_object('minutes', x.minutes, 'because', x.because,
     'counts', x.counts, 'refused', x.refused_by is not null) order by x.entered_at), '[]')
   from service_hours x where x.counters = h.id) as counters,
  (select jsonb_build_object('minutes', d.minutes, 'because', d.because, 'upheld', d.upheld,
     'answer', d.answer, 'open', d.decided_at is null)
   from hour_disputes d where d.entry = h.id order by d.at desc, d.id desc limit 1) as doubt
from service_hours h left join centres c on c.id = h.centre
left join adult_attendances a on a.id = h.attendance left join sign_ups u on u.id = a.sign_up
left join care_sessions s on s.id = u.care_session
where h.person = $1 and h.kind <> 'counter' order by h.on_day desc, h.entered_at desc
limit $2 offset $3"""
TOTALS: Final = """
select count(*) filter (where kind <> 'counter') as rows,
  coalesce(sum(minutes) filter (where counts), 0)::int as counted,
  coalesce(sum(minutes) filter (where kind = 'measured'), 0)::int as measured,
  coalesce(sum(minutes) filter (where kind = 'attested' and counts), 0)::int as attested,
  coalesce(sum(minutes) filter (where kind = 'counter' and counts), 0)::int as corrected,
  coalesce(sum(minutes) filter (where kind = 'attested' and decided_at is null), 0)::int as waiting,
  coalesce(sum(minutes) filter (where counts and on_day >= $2), 0)::int as this_year,
  count(distinct on_day) filter (where counts) as days, min(on_day) filter (where counts) as first_on,
  max(on_day) filter (where counts) as last_on
from service_hours where person = $1"""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a person's ledger, in minutes; each way of knowing apart."""

    rows: int
    counted: int
    measured: int
    attested: int
    corrected: int
    waiting: int
    this_year: int
    days: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class Hours:
    """My hours."""

    page: Page[dict[str, Any]]
    totals: Totals


def shown(row: Any) -> dict[str, Any]:
    """An entry with its title, what stands after counter-entries, and whether one was late."""
    stands = row["minutes"] if row["counts"] else 0
    stands += sum(c["minutes"] for c in row["counters"] if c["counts"])
    title = title_of({**dict(row), "kind": row["session_kind"]}) if row["session_kind"] else ""
    late = minutes_late(row["came_at"], row["starts_at"]) if row["came_at"] else 0
    early = minutes_early(row["went_at"], row["ends_at"]) if row["went_at"] else 0
    return {**dict(row), "title": title, "stands": stands, "late": late, "early": early}


async def totals_of(db: Scope, person: UUID) -> Totals:
    """The sums of one person."""
    row = await db.fetchrow(TOTALS, person, date(clock.today().year, 1, 1))
    assert row is not None  # noqa: S101  an aggregate always has a row
    return Totals(**row)


async def my_hours(*, by: Actor, number: int | None = None) -> Hours:
    """What I gave, from attendance."""
    page, size, offset = place(number, None)
    async with reading(by) as db:
        totals = await totals_of(db, by.me)
        rows = await db.fetch(ROWS, by.me, size, offset)
    return Hours(Page([shown(r) for r in rows], page, size, totals.rows), totals)
