"""What fits me nearby and lacks people: only what I may take and am free for, best first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.scheduling.queries.sessions import FIELDS, Session, session_of
from carenet.scheduling.rules.nearness import Fit, Point, part_of_day, travel_minutes

AHEAD_DAYS: Final = 21
CANDIDATES_MAX: Final = 400
SHOWN_MAX: Final = 12
ME: Final = """
select p.division, v.subjects, coalesce(v.reach_minutes, 30) as reach_minutes, d.latitude, d.longitude,
  (select coalesce(array_agg(a.weekday || ':' || a.part), '{}') from availabilities a
   where a.person = p.id) as free
from people p left join volunteers v on v.person = p.id and v.left_on is null
left join divisions d on d.code = p.division where p.id = $1 limit 1"""
# Near by code first: the county is the widest that is searched.
OPEN: Final = (
    """select x.*, d.latitude, d.longitude, app.follows($1, 'word', $2) is not null
    or exists (select from care_sessions y join series o on o.id = y.series where y.id = x.id and o.needs_word) as asks from ("""
    + FIELDS
    + """where s.starts_at > $2 and s.on_day <= $3 and s.cancelled_at is null
  and not exists (select from series o where o.id = s.series
    and ($2 < (s.on_day - o.opens_days)::timestamp at time zone 'Asia/Shanghai'
      or $2 >= s.starts_at - make_interval(hours => o.closes_hours)))
  and s.adults + s.asking < s.adults_max and s.kind <> 'counselling' and left(s.village, 6) = left($4, 6) and u.id is null
  and not exists (select from askings a where a.care_session = s.id and a.person = $1 and a.ended_at is null)
  and not exists (select from leaves l where l.person = $1 and l.ended_at is null and s.on_day between l.starts_on and l.ends_on)
  and not exists (select from commitments t where t.person = $1 and t.kind = 'occupies'
    and tstzrange(t.starts_at, t.ends_at, '[)') && tstzrange(s.starts_at, s.ends_at, '[)'))
order by left(s.village, 9) = left($4, 9) desc, s.adults < s.adults_min desc, s.starts_at, s.id limit $5) x
left join divisions d on d.code = x.village"""
)
CLEARED: Final = """
select starts_on, ends_on from cleared_spans where person = $1 and not app.suspended($1)
order by starts_on limit 50"""


@dataclass(frozen=True, slots=True)
class Opening:
    """A session that could be mine, and how well it fits."""

    session: Session
    fit: Fit
    asks: bool
    """Whether whoever runs the place says yes or no first."""


@dataclass(frozen=True, slots=True)
class Openings:
    """What there is for me; `cleared` says whether papers are why there is nothing."""

    rows: list[Opening]
    further: list[Opening]
    cleared: bool


def _point(row: Any) -> Point | None:
    return (row["latitude"], row["longitude"]) if row["latitude"] is not None else None


def _fit(me: Any, row: Any, session: Session) -> Fit:
    local = session.starts_at.astimezone(clock.SHANGHAI)
    minutes = travel_minutes(me["division"] or "", session.village, _point(me), _point(row))
    return Fit(
        free_then=f"{local.isoweekday()}:{part_of_day(local.hour)}" in me["free"],
        minutes=minutes,
        within_reach=minutes <= me["reach_minutes"],
        subject_known=bool(session.subject and session.subject in (me["subjects"] or [])),
        people_lacking=session.lacking,
    )


async def openings(*, by: Actor) -> Openings:
    """Sessions of the next three weeks that I may take, do not clash with, and that lack people."""
    now, today = clock.now(), clock.today()
    async with reading(by) as db:
        me = await db.fetchrow(ME, by.me)
        spans = await db.fetch(CLEARED, by.me)
        if me is None or not me["division"]:
            return Openings([], [], bool(spans))
        rows = await db.fetch(
            OPEN, by.me, now, today + timedelta(days=AHEAD_DAYS), me["division"], CANDIDATES_MAX
        )
    found = []
    for row in rows:
        fields = {k: v for k, v in row.items() if k not in ("latitude", "longitude", "asks")}
        session = session_of(fields)
        if any(s["starts_on"] <= session.on_day <= s["ends_on"] for s in spans):
            found.append(Opening(session, _fit(me, row, session), row["asks"]))
    found.sort(key=lambda o: (o.fit.order, o.session.starts_at))
    cleared = any(s["ends_on"] >= today for s in spans)
    near = [o for o in found if o.fit.within_reach]
    far = [o for o in found if not o.fit.within_reach]
    return Openings(near[:SHOWN_MAX], far[:SHOWN_MAX], cleared)
