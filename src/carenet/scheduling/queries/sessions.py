"""Sessions as lists and as one page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound
from carenet.scheduling.rules.attesting import ATTEST_WITHIN
from carenet.scheduling.rules.check_in import minutes_early, minutes_late
from carenet.scheduling.rules.hours import may_check_in
from carenet.scheduling.rules.signing import GivingBack, giving_back, open_span
from carenet.scheduling.wording import title_of

WEEK_MAX: Final = 300
CENTRES_MAX: Final = 300
SHORT_DAYS: Final = 14
PEOPLE_MAX: Final = 40
COULD_MAX: Final = 60
FIELDS: Final = """
select s.id, s.series, s.centre, s.village, s.kind, s.subject, s.activity, s.title, s.on_day,
  s.starts_at, s.ends_at, s.adults, app.adults_needed(s) as adults_min, s.adults_max, s.children_max,
  s.cancelled_at is not null as cancelled, c.name as place, u.id is not null as mine,
  s.id = any (array(select app.lacking_local())) as no_local, r.opened_at, r.closed_at, m.name as room_name
from care_sessions s join centres c on c.id = s.centre left join rooms m on m.id = s.room
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
  and (app.lacks_adults(s) or s.id = any (array(select app.lacking_local()))) and ($7::uuid is null or s.centre = $7) and """
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
select u.person, n.name, u.role, u.tier, a.came_at, a.went_at, a.minutes, a.came_by, a.went_by
from sign_ups u join lateral app.names_of(array[u.person]) n on true
left join adult_attendances a on a.sign_up = u.id
where u.care_session = $1 and u.withdrawn_at is null order by u.role desc, n.name limit $2"""
COULD_COME: Final = """
select p.id, p.name from people p join volunteers v on v.person = p.id and v.left_on is null
join care_sessions s on s.id = $1
where exists (select from cleared_spans c where c.person = p.id and s.on_day between c.starts_on and c.ends_on)
  and not app.suspended(p.id)
  and not exists (select from commitments t where t.person = p.id and t.kind = 'occupies'
    and tstzrange(t.starts_at, t.ends_at, '[)') && tstzrange(s.starts_at, s.ends_at, '[)'))
order by exists (select from adult_attendances a where a.person = p.id and a.centre = s.centre) desc,
  p.division = s.village desc, p.sort_key, p.id limit $2"""
"""Volunteers an officer may sign up on their own word: those who came here before first."""
KNOWN_HERE: Final = """
select x.person as id, n.name from (select u.person, max(u.signed_up_at) as last from sign_ups u
  join care_sessions s on s.id = $1 and s.centre = u.centre
  where u.signed_up_at > now() - interval '180 days'
    and not exists (select from sign_ups t where t.care_session = $1 and t.person = u.person and t.withdrawn_at is null)
  group by u.person order by last desc, u.person limit $2) x
join lateral app.names_of(array[x.person]) n on true order by n.name, x.person"""
"""Whom a lead knows: those who signed up at the place in the last half year."""
OTHERS: Final = """
select id, kind, subject, activity, title, starts_at, ends_at from care_sessions
where centre = $2 and on_day = $3 and id <> $1 and cancelled_at is null and starts_at > $4
  and kind not in ('counselling', 'holiday_class') order by starts_at, id limit 20"""
"""What could be taken in: held at the same place on the same day."""
BESIDE: Final = """select s.id, s.kind, s.subject, s.activity, s.title, s.starts_at, s.ends_at, m.name as room_name
from care_sessions s left join rooms m on m.id = s.room where s.id = any ($1) order by s.starts_at, s.id limit 20"""
OVERRIDDEN: Final = """
select o.person, o.minutes, o.left_minutes, o.because from sign_up_overrides o join sign_ups u on u.id = o.sign_up
where u.care_session = $1 and u.withdrawn_at is null order by o.at, o.id limit $2"""
"""The latest judgement of each adult comes last and is the one shown."""
ASKING: Final = """
select a.person, n.name, a.asked_at, a.answer_by from askings a join lateral app.names_of(array[a.person]) n on true
where a.care_session = $1 and a.ended_at is null order by a.asked_at, a.id limit $2"""
ASKING_WITHIN: Final = """
select s.id, s.kind, s.subject, s.activity, s.title, s.starts_at, s.ends_at, c.name as place, min(a.answer_by) as answer_by,
  count(*) as people from askings a join care_sessions s on s.id = a.care_session join centres c on c.id = s.centre
where a.ended_at is null and s.cancelled_at is null and s.starts_at > $1
  and (a.village >= $2 and a.village < $3 or a.centre = any ($4))
group by s.id, c.name order by 9, s.id limit $5"""
ASKED: Final = """
select x.person, n.name, x.asked_at, x.answer_by, x.answer_by > $3 as goes_on, x.answer, x.answered_at
from stand_ins x join lateral app.names_of(array[x.person]) n on true
where x.care_session = $1 order by x.wave, x.asked_at, n.name limit $2"""
ONE: Final = """
select s.*, c.name as place, c.short_code, c.observable_until, m.name as room_name, o.opens_days, o.closes_hours, app.adults_needed(s) as needed, app.comes_together(s.id) as together, coalesce(o.needs_word, false) or app.follows($2, 'word', $3) is not null as needs_word,
  (select x.because from session_cancellations x where x.care_session = s.id and x.undone_at is null
   order by x.at desc limit 1) as called_off_because,
  array(select o from app.apart_beside(s.id) o) as apart,
  (select count(*) from waitings w where w.care_session = s.id and w.ended_at is null) as waiting,
  (select count(*) from enrolments e where e.series = s.series and e.starts_on <= s.on_day
   and (e.ends_on is null or e.ends_on >= s.on_day)) as children,
  r.opened_at, r.closed_at
from care_sessions s join centres c on c.id = s.centre left join rooms m on m.id = s.room
left join series o on o.id = s.series
left join registers r on r.care_session = s.id where s.id = $1"""
OWN: Final = """
select u.id as sign_up, w.id as waiting, w.asked_at, w.answer_by, a.came_at, a.went_at, a.minutes,
  app.runs_centre(s.centre) as runs, exists (select from stand_ins x where x.care_session = s.id
    and x.person = $2 and x.answer is null) as may_stand_in,
  k.outcome is null and k.id is not null as asks, k.answer_by as word_by, k.outcome as word, k.because as word_because,
  (select t.why from standing_turns t join standing_sign_ups y on y.id = t.standing and y.ended_at is null
   where t.care_session = s.id and t.person = $2) as no_turn,
  exists (select from teams x where x.leader = $2 and app.local_today() between x.starts_on and x.ends_on) as leads_team,
  s.id = any (array(select app.lacking_local())) as no_local
from care_sessions s
left join sign_ups u on u.care_session = s.id and u.person = $2 and u.withdrawn_at is null
left join waitings w on w.care_session = s.id and w.person = $2 and w.ended_at is null
left join adult_attendances a on a.sign_up = u.id
left join lateral (select x.* from askings x where x.care_session = s.id and x.person = $2 order by x.asked_at desc limit 1) k on true
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
    room_name: str | None = None
    no_local: bool = False
    """A visiting team has places and no adult of the place has one."""

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
    asks: bool
    word_by: datetime | None
    word: str | None
    word_because: str | None
    no_turn: str | None
    leads_team: bool
    no_local: bool


@dataclass(frozen=True)
class SessionPage:
    """One session with who comes and what can be done."""

    session: dict[str, Any]
    title: str
    own: Own
    people: list[dict[str, Any]]
    asked: list[dict[str, Any]]
    asking: list[dict[str, Any]]
    back: GivingBack
    opens: datetime | None
    closes: datetime
    begun: bool
    over: bool
    may_check_in: bool
    may_attest: bool
    could_come: list[tuple[UUID, str]]
    others: list[dict[str, Any]]
    although: dict[UUID, dict[str, Any]]
    apart: list[dict[str, Any]]  # groups then with a child not to be with one of these


async def asked_within(*, by: Actor) -> list[dict[str, Any]]:
    """Sessions ahead for which somebody waits for the word of whoever runs the place."""
    async with reading(by) as db:
        rows = await db.fetch(ASKING_WITHIN, clock.now(), by.lo, by.hi, list(by.offices), WEEK_MAX)
    return [{**row, "title": title_of(row)} for row in rows]


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


def _punctual(person: dict[str, Any], session: Any) -> dict[str, Any]:
    """How late somebody came, and how early they went."""
    late = minutes_late(person["came_at"], session["starts_at"]) if person["came_at"] else 0
    early = minutes_early(person["went_at"], session["ends_at"]) if person["went_at"] else 0
    return {**person, "late": late, "early": early}


async def session_page(session: UUID, *, by: Actor) -> SessionPage:
    """One session; who comes is shown to those who run the place, to others only themselves.

    Raises:
        NotFound: there is none.

    """
    now = clock.now()
    async with reading(by) as db:
        row = await db.fetchrow(ONE, session, by.person, now)
        own = await db.fetchrow(OWN, session, by.person)
        if row is None or own is None:
            raise NotFound
        people = await _people(db, session)
        asked = await db.fetch(ASKED, session, PEOPLE_MAX, now) if own["runs"] else []
        asking = (
            await db.fetch(ASKING, session, PEOPLE_MAX) if own["runs"] and row["asking"] else []
        )
        could, others = [], []
        if own["runs"] and row["starts_at"] > now:
            others = await db.fetch(OTHERS, session, row["centre"], row["on_day"], now)
            known = COULD_COME if by.is_officer else KNOWN_HERE
            could = await db.fetch(known, session, COULD_MAX)
        apart = await db.fetch(BESIDE, row["apart"]) if row["apart"] and own["runs"] else []
        although = await db.fetch(OVERRIDDEN, session, PEOPLE_MAX) if own["runs"] else []
    return SessionPage(
        dict(row), title_of(row), Own(**own), [_punctual(p, row) for p in people], [dict(r) for r in asked], [dict(r) for r in asking], giving_back(now, row["starts_at"]),
        *open_span(row["starts_at"], row["opens_days"], row["closes_hours"]),
        begun=row["starts_at"] <= now, over=row["ends_at"] <= now,
        may_check_in=may_check_in(now, row["starts_at"], row["ends_at"]),
        may_attest=timedelta(0) < now - row["ends_at"] <= ATTEST_WITHIN,
        could_come=[(r["id"], r["name"]) for r in could],
        others=[{**r, "title": title_of(r)} for r in others],
        although={r["person"]: dict(r) for r in although},
        apart=[{**r, "title": title_of(r)} for r in apart],
    )  # fmt: skip
