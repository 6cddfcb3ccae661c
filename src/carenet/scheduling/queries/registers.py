"""The registers of today, and one register with everything its screen needs."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.pinyin import split_surname
from carenet.core.refusals import MayNot, NotFound
from carenet.core.words import gettext
from carenet.placements.queries.keeping import keepers_names
from carenet.scheduling.queries.missed import Absent, absent_adults
from carenet.scheduling.queries.sessions import (
    FIELDS,
    IN_SCOPE,
    PEOPLE,
    PEOPLE_MAX,
    Session,
    session_of,
)
from carenet.scheduling.rules.leaving import left_early
from carenet.scheduling.wording import title_of

TODAY_MAX: Final = 100
CHILDREN_MAX: Final = 300
TODAY: Final = (
    FIELDS
    + "where s.on_day between $5 and $6 and s.cancelled_at is null and "
    + IN_SCOPE
    + "order by s.starts_at, c.name limit $7"
)
HEAD: Final = """
select s.*, c.name as place, app.runs_centre(s.centre) as runs, r.opened_at, r.closed_at,
  p.id as paper, p.typed_at as paper_typed_at, p.confirmed_at as paper_confirmed_at
from care_sessions s join centres c on c.id = s.centre
left join paper_sheets p on p.care_session = s.id
left join registers r on r.care_session = s.id where s.id = $1"""
CHILDREN: Final = f"""
select k.id, k.name, k.allergy, coalesce(sc.class_name, k.class_said) as class_name, h.name as household,
  a.state, a.because, a.said_by, a.at, a.late_at, a.left_at, a.left_how, a.left_with,
  x.because as excuse, x.said_by as excuse_by, l.id as alarm,
  (select coalesce(array_agg(p.name::text order by p.agreed_on), '{{}}') from pickup_people p
   where p.child = k.id and p.ended_on is null)
  || {keepers_names("k.id", "$5")} as fetchers
from (select e.child from enrolments e where e.series = $2 and e.starts_on <= $3
        and (e.ends_on is null or e.ends_on >= $3)
      union select t.child from child_attendances t where t.care_session = $1) w
join children k on k.id = w.child
left join schoolings sc on sc.child = k.id and sc.ends_on is null
left join household_members m on m.child = k.id and m.ends_on is null
left join care_households h on h.id = m.household
left join child_attendances a on a.care_session = $1 and a.child = k.id
left join lateral (select y.because, y.said_by from excuses y where y.child = k.id
  and $3 between y.starts_on and y.ends_on and y.ended_on is null order by y.at desc limit 1) x on true
left join alarms l on l.care_session = $1 and l.child = k.id and l.closed_at is null and l.kind = 'child'
order by k.sort_key, k.id limit $4"""


@dataclass(frozen=True, slots=True)
class Line:
    """One child on the register, by given name and class."""

    child: UUID
    name: str
    allergy: str | None
    state: str | None
    because: str | None
    said_by: str | None
    late_at: datetime | None
    left_at: datetime | None
    early: bool
    left_how: str | None
    left_with: str | None
    excuse: str | None
    excuse_by: str | None
    alarm: UUID | None
    fetchers: list[str]


@dataclass(frozen=True)
class RegisterPage:
    """A session's register."""

    session: dict[str, Any]
    title: str
    lines: list[Line]
    adults: list[dict[str, Any]]
    absent: list[Absent]

    def count(self, state: str | None) -> int:
        """How many children stand in a state; None counts those nobody has ticked."""
        return sum(line.state == state for line in self.lines)

    @property
    def others(self) -> bool:
        """Is anybody neither ticked yet nor looked for?"""
        return any(line.state is None and line.alarm is None for line in self.lines)

    @property
    def late(self) -> int:
        """How many came late."""
        return sum(line.late_at is not None for line in self.lines)

    @property
    def early(self) -> int:
        """How many went home early."""
        return sum(line.early for line in self.lines)

    @property
    def still_here(self) -> int:
        """Here and not gone home."""
        return sum(line.state == "here" and line.left_at is None for line in self.lines)


async def registers_of(first: date, *, by: Actor, days: int = 1) -> list[Session]:
    """The sessions whose registers are kept on a day, or from it on."""
    async with reading(by) as db:
        rows = await db.fetch(
            TODAY, by.person, by.lo, by.hi, list(by.offices), first,
            first + timedelta(days=days - 1), TODAY_MAX,
        )  # fmt: skip
    return [session_of(row) for row in rows]


def short_names(rows: list[Any], *, full: bool) -> list[str]:
    """Given name and class; two alike get the carer's household. In full only where duty covers it."""
    given = [row["name"] if full else split_surname(row["name"])[1] or row["name"] for row in rows]
    plain = [_with(name, row["class_name"]) for name, row in zip(given, rows, strict=True)]
    twice = Counter(plain)
    return [
        _with(name, row["household"]) if twice[name] > 1 else name
        for name, row in zip(plain, rows, strict=True)
    ]


def _with(name: str, more: str | None) -> str:
    return gettext("%(name)s, %(more)s") % {"name": name, "more": more} if more else name


async def _lines(db: Scope, head: Any, by: Actor) -> list[Line]:
    rows = await db.fetch(
        CHILDREN, head["id"], head["series"], head["on_day"], CHILDREN_MAX, head["ends_at"]
    )
    await db.execute(
        """select app.log_read(c, array['name', 'class', 'allergy', 'attendance'], 'attendance')
           from unnest($1::uuid[]) c""",
        [row["id"] for row in rows],
    )
    names = short_names(list(rows), full=by.is_officer)
    kept = (
        "allergy", "state", "because", "said_by", "late_at", "left_at", "left_how", "left_with", "excuse",
        "excuse_by", "alarm", "fetchers",
    )  # fmt: skip
    return [
        Line(
            child=row["id"],
            name=name,
            early=left_early(row["left_at"], head["ends_at"]),
            **{k: row[k] for k in kept},
        )
        for row, name in zip(rows, names, strict=True)
    ]


async def register_page(session: UUID, *, by: Actor) -> RegisterPage:
    """A session's register for whoever runs the place; each child recorded as read.

    Raises:
        NotFound: there is no such session.
        MayNot: it is somebody else's place.

    """
    async with reading(by, recorded=True) as db:
        head = await db.fetchrow(HEAD, session)
        if head is None:
            raise NotFound
        if not head["runs"]:
            raise MayNot
        adults = await db.fetch(PEOPLE, session, PEOPLE_MAX)
        lines = await _lines(db, head, by)
        absent = await absent_adults(db, head, clock.now()) if head["opened_at"] else []
    return RegisterPage(dict(head), title_of(head), lines, [dict(a) for a in adults], absent)
