"""Series as a list and as one page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.scheduling.queries.calendar import days_of
from carenet.scheduling.queries.registers import short_names
from carenet.scheduling.queries.sessions import Session, session_of
from carenet.scheduling.rollout import Skipped, occurrences
from carenet.scheduling.rules.signing import open_span
from carenet.scheduling.services.series import pattern_of
from carenet.scheduling.services.succeeding import KNOWN
from carenet.scheduling.wording import title_of

AHEAD_MAX: Final = 60
CHILDREN_MAX: Final = 200
CANDIDATES_MAX: Final = 120
ROOMS: Final = """
select r.id, r.name, r.organisation from rooms r join centres c on c.id = r.organisation
where r.ended_on is null and (c.village >= $1 and c.village < $2 or c.id = any ($3))
order by r.name limit 600"""
ONE: Final = """
select s.*, c.name as place, m.name as room_name, app.runs_centre(s.centre) as runs,
  (select x.until_on from standing_sign_ups x where x.series = s.id and x.person = $2 and x.ended_at is null
     and x.until_on >= app.local_today()) as mine_until,
  (select coalesce(jsonb_agg(jsonb_build_object('session', t.id, 'starts_at', t.starts_at, 'why', t.why) order by t.starts_at), '[]')
   from (select n.id, n.starts_at, t.why from standing_turns t join standing_sign_ups x on x.id = t.standing
     join care_sessions n on n.id = t.care_session where x.series = s.id and x.person = $2 and x.ended_at is null
       and t.why is not null and n.starts_at > $3 and n.cancelled_at is null
       and not exists (select from sign_ups u where u.care_session = n.id and u.person = $2 and u.withdrawn_at is null)
     order by n.starts_at limit 20) t) as no_turns
from series s join centres c on c.id = s.centre left join rooms m on m.id = s.room where s.id = $1"""
STANDING: Final = """
select x.id, x.person = $3 as own, n.name, x.until_on, x.goodbye_on, x.goodbye_note, x.until_on <= $2 as last_day_came,
  x.until_on < r.last_on as leaves, (select m.name from app.names_of(array[x.successor]) m) as successor,
  exists (select from standing_sign_ups y where y.series = x.series and y.person = x.successor
    and y.ended_at is null and y.until_on > x.until_on) as comes_after
from standing_sign_ups x join series r on r.id = x.series join lateral app.names_of(array[x.person]) n on true
where x.series = $1 and ($4 or x.person = $3) and x.until_on >= $2 - 30 and x.until_on >= r.first_on
  and not exists (select from standing_sign_ups y where y.series = x.series and y.person = x.person
    and y.ended_at is null and y.id <> x.id)
order by x.until_on, n.name, x.id limit 60"""
OF_CENTRE: Final = """
select id, kind, subject, activity, title, weekdays from series
where centre = $1 and ended_at is null and last_on >= $2 order by weekdays, starts_at, id limit $3"""
AHEAD: Final = """
select s.id, s.series, s.centre, s.village, s.kind, s.subject, s.activity, s.title, s.on_day,
  s.starts_at, s.ends_at, s.adults, app.adults_needed(s) as adults_min, s.adults_max, s.children_max,
  s.cancelled_at is not null as cancelled, c.name as place, false as mine, null as opened_at,
  null as closed_at
from care_sessions s join centres c on c.id = s.centre
where s.series = $1 and s.ends_at > $2 order by s.starts_at limit $3"""
# A brother or sister who goes to another place for the same: said beside the name, and asked of nobody.
ENROLLED: Final = """
select e.child, k.name, coalesce(sc.class_name, k.class_said) as class_name, h.name as household, false as sibling,
  (select min(ce.name) from household_members sb
     join enrolments x on x.child = sb.child and (x.ends_on is null or x.ends_on >= $2)
     join series y on y.id = x.series and y.kind = me.kind and y.centre <> me.centre and y.ended_at is null
     join centres ce on ce.id = y.centre
   where sb.household = hm.household and sb.child <> e.child and sb.ends_on is null
     and not exists (select from enrolments z where z.series = me.id and z.child = sb.child
       and (z.ends_on is null or z.ends_on >= $2))) as elsewhere
from enrolments e join children k on k.id = e.child join series me on me.id = e.series
left join household_members hm on hm.child = k.id and hm.ends_on is null
left join care_households h on h.id = hm.household
left join schoolings sc on sc.child = k.id and sc.ends_on is null
where e.series = $1 and (e.ends_on is null or e.ends_on >= $2) order by k.sort_key, k.id limit $3"""
COULD_JOIN: Final = """
select k.id as child, k.name, coalesce(sc.class_name, k.class_said) as class_name, h.name as household, null as elsewhere,
  exists (select from household_members sb join enrolments x on x.child = sb.child and x.series = $1
    and (x.ends_on is null or x.ends_on >= $2) where sb.household = hm.household and sb.child <> k.id
    and sb.ends_on is null) as sibling
from children k left join household_members hm on hm.child = k.id and hm.ends_on is null
left join care_households h on h.id = hm.household left join schoolings sc on sc.child = k.id and sc.ends_on is null
where k.left_on is null and k.merged_into is null and k.village = $3
  and not exists (select from enrolments e where e.series = $1 and e.child = k.id
    and (e.ends_on is null or e.ends_on >= $2))
order by sibling desc, k.sort_key, k.id limit $4"""


@dataclass(frozen=True)
class SeriesPage:
    """One series: what repeats, what it skips, its sessions ahead and its children."""

    series: dict[str, Any]
    title: str
    ahead: list[Session]
    skipped: list[Skipped]
    children: list[dict[str, Any]]
    could_join: list[dict[str, Any]]
    until_on: date | None
    opens_next: date | None
    no_turns: list[dict[str, Any]]
    standing: list[dict[str, Any]]
    """Whoever comes every time, those who go first; for others than whoever runs the place: oneself."""
    could_follow: list[tuple[UUID, str]]


async def rooms_within(*, by: Actor) -> list[dict[str, Any]]:
    """The rooms of the places within the scope."""
    async with reading(by) as db:
        return [dict(r) for r in await db.fetch(ROOMS, by.lo, by.hi, list(by.offices))]


async def series_of(centre: UUID, *, by: Actor) -> list[dict[str, Any]]:
    """The series of a place that still meet."""
    async with reading(by) as db:
        rows = await db.fetch(OF_CENTRE, centre, clock.today(), AHEAD_MAX)
    return [dict(row) for row in rows]


async def series_page(series: UUID, *, by: Actor) -> SeriesPage:
    """One series; its children for whoever runs the place, each recorded as read.

    Raises:
        NotFound: there is none.

    """
    now, today = clock.now(), clock.today()
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(ONE, series, by.person, now)
        if row is None:
            raise NotFound
        ahead = await db.fetch(AHEAD, series, now, AHEAD_MAX)
        days = await days_of(row["village"], row["centre"], row["first_on"], row["last_on"], by=by)
        children: list[Any] = []
        could: list[Any] = []
        standing = await db.fetch(STANDING, series, today, by.person, row["runs"])
        could_follow: list[Any] = []
        if row["runs"]:
            could_follow = await db.fetch(KNOWN, series, today) if standing else []
            children = await db.fetch(ENROLLED, series, today, CHILDREN_MAX)
            could = await db.fetch(COULD_JOIN, series, today, row["village"], CANDIDATES_MAX)
            await db.execute(
                "select app.log_read(c, array['name', 'class'], 'series') from unnest($1::uuid[]) c",
                [r["child"] for r in (*children, *could)],
            )
    skipped = [
        o for o in occurrences(pattern_of(row), days) if isinstance(o, Skipped) and o.day >= today
    ]
    return SeriesPage(
        dict(row), title_of(row), [session_of(r) for r in ahead], skipped,
        _named(children, by), _named(could, by), row["mine_until"],
        _opens_next(row, ahead, now),
        [{**t, "starts_at": datetime.fromisoformat(t["starts_at"])} for t in row["no_turns"]],
        [dict(r) for r in standing], [(r["id"], r["name"]) for r in could_follow],
    )  # fmt: skip


def _opens_next(row: Any, ahead: list[Any], now: datetime) -> date | None:
    """On which day sign-up opens next for whoever comes every time."""
    if row["mine_until"] is None or row["opens_days"] is None:
        return None
    days = [
        open_span(one["starts_at"], row["opens_days"], None)[0]
        for one in ahead
        if one["on_day"] <= row["mine_until"] and not one["cancelled"]
    ]
    return next((opens.date() for opens in days if opens is not None and opens > now), None)


def _named(rows: list[Any], by: Actor) -> list[dict[str, Any]]:
    """Children with the names that the reader's screen may show."""
    names = short_names(rows, full=by.is_officer)
    return [
        {
            "child": row["child"],
            "name": name,
            "elsewhere": row["elsewhere"],
            "sibling": row["sibling"],
        }
        for row, name in zip(rows, names, strict=True)
    ]
