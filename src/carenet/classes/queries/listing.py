"""Holiday classes of a scope; one with its list, its waiting list and its days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.classes.rules.places import adults_for
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.scheduling.queries.registers import short_names
from carenet.scheduling.wording import PER_ADULT

CLASSES_MAX: Final = 100
CHILDREN_MAX: Final = 260
DAYS_MAX: Final = 80
COULD_MAX: Final = 120
HEAD: Final = """
select h.*, s.title, s.activity, s.weekdays, s.first_on, s.last_on, s.starts_at, s.ends_at, s.ended_at,
  s.ended_because, c.name as place, m.name as room_name, app.runs_centre(h.centre) as runs
from holiday_classes h join series s on s.id = h.id join centres c on c.id = h.centre
left join rooms m on m.id = s.room """
OF_SCOPE: Final = (
    HEAD
    + """where (h.village >= $1 and h.village < $2 or h.centre = any ($3)) and s.last_on >= $4
order by s.ended_at is not null, s.first_on, c.name, h.id limit $5"""
)
ASKED: Final = """
select a.*, k.name, k.allergy, coalesce(sc.class_name, k.class_said) as class_name, h.name as household
from class_applications a join children k on k.id = a.child
left join schoolings sc on sc.child = k.id and sc.ends_on is null
left join household_members m on m.child = k.id and m.ends_on is null
left join care_households h on h.id = m.household
where a.holiday_class = $1 and a.ended_at is null
order by a.placed_at is null, a.offered_at is null,
  case when a.placed_at is not null then k.sort_key end, a.passed, not a.alone_by_day, not a.young,
  a.asked_at, a.id limit $2"""
# Who leaves in the middle of a day belongs to it until its end, as in the register.
PLACE: Final = """(select y.id from class_applications y where y.holiday_class = e.series
  and y.child = e.child and y.placed_at is not null order by y.placed_at desc, y.id desc limit 1)"""
DAYS: Final = f"""
select s.id, s.on_day, s.starts_at, s.ends_at, s.adults, s.adults_max, s.activity, s.cancelled_at is not null as cancelled,
  r.opened_at, r.closed_at, m.menu, m.portions,
  (select count(*) from enrolments e join class_applications a on a.id = {PLACE}
   where e.series = s.series and e.starts_on <= s.on_day
     and (e.ends_on is null or e.ends_on >= s.on_day)) as children,
  (select count(*) from enrolments e join class_applications a on a.id = {PLACE} and a.eats
   where e.series = s.series and e.starts_on <= s.on_day
     and (e.ends_on is null or e.ends_on >= s.on_day)
     and not exists (select from excuses x where x.child = a.child and x.ended_on is null
       and s.on_day between x.starts_on and x.ends_on)) as eaters,
  (select count(distinct n.slot) from head_counts n where n.care_session = s.id) as counts
from care_sessions s left join registers r on r.care_session = s.id
left join class_meals m on m.care_session = s.id
where s.series = $1 order by s.starts_at limit $2"""
COULD: Final = """
select k.id as child, k.name, coalesce(sc.class_name, k.class_said) as class_name, h.name as household
from children k left join household_members hm on hm.child = k.id and hm.ends_on is null
left join care_households h on h.id = hm.household
left join schoolings sc on sc.child = k.id and sc.ends_on is null
where k.left_on is null and k.merged_into is null and k.village = $2
  and not exists (select from class_applications a where a.holiday_class = $1 and a.child = k.id and a.ended_at is null)
order by k.sort_key, k.id limit $3"""
TERMS_AHEAD: Final = """
select starts_on, ends_on from terms where left(division, 6) = left($1, 6) and ends_on >= $2
order by starts_on limit 2"""
LOG: Final = """
select app.log_read(c, array['name', 'class', 'allergy', 'enrolment'], 'holiday_class') from unnest($1::uuid[]) c"""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a class: who is expected, who is there for them, what was counted."""

    id: UUID
    on_day: date
    starts_at: datetime
    ends_at: datetime
    adults: int
    adults_max: int
    cancelled: bool
    opened_at: datetime | None
    closed_at: datetime | None
    menu: str | None
    portions: int | None
    children: int
    eaters: int
    counts: int
    need: int

    @property
    def lacking(self) -> int:
        """How many adults are missing for the children expected."""
        return 0 if self.cancelled else max(0, self.need - self.adults)


@dataclass(frozen=True)
class ClassPage:
    """A class as whoever runs its place sees it."""

    one: Mapping[str, Any]
    placed: Sequence[Mapping[str, Any]]
    waiting: Sequence[Mapping[str, Any]]
    days: Sequence[Day]
    could_join: Sequence[Mapping[str, Any]]

    @property
    def unseen(self) -> int:
        """So many asked before the reader led the place, and are not within reach yet."""
        known = len(self.placed) + len(self.waiting)
        return max(0, int(self.one["taken"]) + int(self.one["waiting"]) - known)


def day_of(row: Any) -> Day:
    """A day from its record."""
    kept = {k: row[k] for k in Day.__slots__ if k != "need"}
    per = PER_ADULT.get(row["activity"], PER_ADULT["play"])
    return Day(**kept, need=adults_for(row["children"], per))


async def classes_within(*, by: Actor) -> list[dict[str, Any]]:
    """The classes of the places the one who acts runs or supervises, that are not over."""
    async with reading(by) as db:
        rows = await db.fetch(OF_SCOPE, by.lo, by.hi, list(by.offices), clock.today(), CLASSES_MAX)
    return [dict(row) for row in rows]


async def holidays_ahead(village: str, *, by: Actor) -> tuple[date, date | None]:
    """The first day of the next holidays of a county and their last, where its terms are known."""
    today = clock.today()
    async with reading(by) as db:
        terms = await db.fetch(TERMS_AHEAD, village, today)
    if not terms:
        return today, None
    if terms[0]["starts_on"] > today:
        return today, terms[0]["starts_on"] - timedelta(days=1)
    last = terms[1]["starts_on"] - timedelta(days=1) if len(terms) > 1 else None
    return terms[0]["ends_on"] + timedelta(days=1), last


async def class_page(holiday_class: UUID, *, by: Actor, could: bool = True) -> ClassPage:
    """One class with its children, each recorded as read.

    Raises:
        NotFound: there is none at a place that the actor runs.

    """
    async with reading(by, recorded=True) as db:
        one = await db.fetchrow(HEAD + "where h.id = $1", holiday_class)
        if one is None or not one["runs"]:
            raise NotFound
        asked = await db.fetch(ASKED, holiday_class, CHILDREN_MAX)
        days = await db.fetch(DAYS, holiday_class, DAYS_MAX)
        others = await db.fetch(COULD, holiday_class, one["village"], COULD_MAX) if could else []
        await db.execute(LOG, [r["child"] for r in (*asked, *others)])
    named = _named(asked, by)
    return ClassPage(
        dict(one), [r for r in named if r["placed_at"]], [r for r in named if not r["placed_at"]],
        [day_of(row) for row in days], _named(others, by),
    )  # fmt: skip


def _named(rows: Sequence[Any], by: Actor) -> list[dict[str, Any]]:
    """Children with the names that the reader's screen may show."""
    names = short_names(list(rows), full=by.is_officer)
    return [{**row, "name": name} for row, name in zip(rows, names, strict=True)]
