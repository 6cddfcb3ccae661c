"""Sessions as lists and as one page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound
from carenet.scheduling.rules.hours import may_check_in
from carenet.scheduling.rules.signing import GivingBack, giving_back
from carenet.scheduling.wording import title_of

WEEK_MAX: Final = 300
CENTRES_MAX: Final = 300
SHORT_DAYS: Final = 14
PEOPLE_MAX: Final = 40
FIELDS: Final = """
select s.id, s.series, s.centre, s.village, s.kind, s.subject, s.activity, s.title, s.on_day,
  s.starts_at, s.ends_at, s.adults, s.adults_min, s.adults_max, s.children_max,
  s.cancelled_at is not null as cancelled, c.name as place, u.id is not null as mine,
  r.opened_at, r.closed_at
from care_sessions s join centres c on c.id = s.centre
left join sign_ups u on u.care_session = s.id and u.person = $1 and u.withdrawn_at is null
left join registers r on r.care_session = s.id """
IN_SCOPE: Final = "(s.village >= $2 and s.village < $3 or s.centre = any ($4)) "
OF_WEEK: Final = (
    FIELDS
    + """where s.on_day between $5 and $6 and ($7::uuid is null or s.centre = $7) and """
    + IN_SCOPE
    + "order by s.starts_at, c.name, s.id limit $8"
)
SHORT: Final = (
    FIELDS
    + """where s.starts_at > $5 and s.on_day <= $6 and s.cancelled_at is null
  and s.adults < s.adults_min and ($7::uuid is null or s.centre = $7) and """
    + IN_SCOPE
    + "order by s.starts_at, c.name, s.id limit $8"
)
MINE: Final = (
    FIELDS
    + """where u.id is not null and s.on_day between $2 and $3
order by s.starts_at limit $4"""
)
CENTRES: Final = """
select c.id, c.name, c.village from centres c where c.closed_on is null
  and (c.village >= $1 and c.village < $2 or c.id = any ($3)) order by c.village, c.name limit $4"""
PEOPLE: Final = """
select u.person, n.name, u.role, u.tier, a.came_at, a.went_at, a.minutes
from sign_ups u join lateral app.names_of(array[u.person]) n on true
left join adult_attendances a on a.sign_up = u.id
where u.care_session = $1 and u.withdrawn_at is null order by u.role desc, n.name limit $2"""
ASKED: Final = """
select x.person, n.name, x.wave, x.asked_at, x.answer_by, x.answer, x.answered_at
from stand_ins x join lateral app.names_of(array[x.person]) n on true
where x.care_session = $1 order by x.wave, x.asked_at, n.name limit $2"""
ONE: Final = """
select s.*, c.name as place, c.short_code, c.observable_until, m.name as room_name,
  (select x.because from session_cancellations x where x.care_session = s.id and x.undone_at is null
   order by x.at desc limit 1) as called_off_because,
  (select count(*) from waitings w where w.care_session = s.id and w.ended_at is null) as waiting,
  (select count(*) from enrolments e where e.series = s.series and e.starts_on <= s.on_day
   and (e.ends_on is null or e.ends_on >= s.on_day)) as children,
  r.opened_at, r.closed_at
from care_sessions s join centres c on c.id = s.centre left join rooms m on m.id = s.room
left join registers r on r.care_session = s.id where s.id = $1"""
OWN: Final = """
select u.id as sign_up, w.id as waiting, w.asked_at, w.answer_by, a.came_at, a.went_at, a.minutes,
  app.runs_centre(s.centre) as runs, exists (select from stand_ins x where x.care_session = s.id
    and x.person = $2 and x.answer is null) as may_stand_in
from care_sessions s
left join sign_ups u on u.care_session = s.id and u.person = $2 and u.withdrawn_at is null
left join waitings w on w.care_session = s.id and w.person = $2 and w.ended_at is null
left join adult_attendances a on a.sign_up = u.id
where s.id = $1"""


@dataclass(frozen=True, slots=True)
class Session:
    """A session in a list."""

    id: UUID
    series: UUID | None
    centre: UUID
    village: str
    kind: str
    subject: str | None
    activity: str
    title: str
    on_day: date
    starts_at: datetime
    ends_at: datetime
    adults: int
    adults_min: int
    adults_max: int
    children_max: int
    cancelled: bool
    place: str
    mine: bool
    opened_at: datetime | None
    closed_at: datetime | None

    @property
    def lacking(self) -> int:
        """How many adults are missing to the least there must be."""
        return 0 if self.cancelled else max(0, self.adults_min - self.adults)


@dataclass(frozen=True, slots=True)
class Own:
    """What the one who asks has to do with a session."""

    sign_up: UUID | None
    waiting: UUID | None
    asked_at: datetime | None
    answer_by: datetime | None
    came_at: datetime | None
    went_at: datetime | None
    minutes: int | None
    runs: bool
    may_stand_in: bool


@dataclass(frozen=True)
class SessionPage:
    """One session with who comes and what can be done."""

    session: dict[str, Any]
    title: str
    own: Own
    people: list[dict[str, Any]]
    asked: list[dict[str, Any]]
    back: GivingBack
    begun: bool
    over: bool
    may_check_in: bool


def session_of(row: Any) -> Session:
    """A list row from its record."""
    return Session(**{**dict(row), "title": title_of(row)})


async def centres_within(*, by: Actor) -> list[dict[str, Any]]:
    """The places the one who acts runs or supervises."""
    async with reading(by) as db:
        rows = await db.fetch(CENTRES, by.lo, by.hi, list(by.offices), CENTRES_MAX)
    return [dict(row) for row in rows]


async def week_of(monday: date, *, by: Actor, centre: UUID | None = None) -> list[Session]:
    """The sessions of a week at one place, or at all within the scope."""
    async with reading(by) as db:
        rows = await db.fetch(
            OF_WEEK, by.person, by.lo, by.hi, list(by.offices), monday,
            monday + timedelta(days=6), centre, WEEK_MAX,
        )  # fmt: skip
    return [session_of(row) for row in rows]


async def short_sessions(*, by: Actor, centre: UUID | None = None) -> list[Session]:
    """What lies ahead and lacks people."""
    async with reading(by) as db:
        rows = await db.fetch(
            SHORT, by.person, by.lo, by.hi, list(by.offices), clock.now(),
            clock.today() + timedelta(days=SHORT_DAYS), centre, WEEK_MAX,
        )  # fmt: skip
    return [session_of(row) for row in rows]


async def my_sessions(first: date, last: date, *, by: Actor) -> list[Session]:
    """What I am signed up for between two days."""
    async with reading(by) as db:
        rows = await db.fetch(MINE, by.me, first, last, WEEK_MAX)
    return [session_of(row) for row in rows]


async def _people(db: Scope, session: UUID) -> list[dict[str, Any]]:
    return [dict(row) for row in await db.fetch(PEOPLE, session, PEOPLE_MAX)]


async def session_page(session: UUID, *, by: Actor) -> SessionPage:
    """One session; who comes is shown to those who run the place, to others only themselves.

    Raises:
        NotFound: there is none.

    """
    now = clock.now()
    async with reading(by) as db:
        row = await db.fetchrow(ONE, session)
        own = await db.fetchrow(OWN, session, by.person)
        if row is None or own is None:
            raise NotFound
        people = await _people(db, session)
        asked = await db.fetch(ASKED, session, PEOPLE_MAX) if own["runs"] else []
    return SessionPage(
        dict(row), title_of(row), Own(**own), people, [dict(r) for r in asked], giving_back(now, row["starts_at"]),
        begun=row["starts_at"] <= now, over=row["ends_at"] <= now,
        may_check_in=may_check_in(now, row["starts_at"], row["ends_at"]),
    )  # fmt: skip
