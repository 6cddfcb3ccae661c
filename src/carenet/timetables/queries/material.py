"""What a timetable is made from, read by the worker: places, adults, courses, what else goes on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.places.sketch import sketch_point
from carenet.scheduling.rules.nearness import Point, kilometres
from carenet.timetables.queries.adults import people_of
from carenet.timetables.queries.elsewhere import children_elsewhere, taken_elsewhere
from carenet.timetables.rules.courses import (
    HOMEWORK,
    TIER_LAST,
    Course,
    Pupil,
    Today,
    Wanting,
    gather,
)
from carenet.timetables.rules.grid import Span, from_json
from carenet.timetables.rules.week import Person, Place, Room, Taken, Wanted, Week

CENTRES_MAX: Final = 400
SERIES_MAX: Final = 3_000
NEEDS_MAX: Final = 20_000
ENROLMENTS_MAX: Final = 60_000
RECENT_DAYS: Final = 90
"""A series that ended longer ago is no longer what children have today."""
LEADS_DAYS: Final = 28
CENTRE_KM_MAX: Final = 6.0
"""A child whose village has no centre goes to the nearest one within so far (field judgement)."""
CENTRES: Final = """
select c.id, c.village, c.observable_until, coalesce(o.latitude, d.latitude) as latitude,
  coalesce(o.longitude, d.longitude) as longitude
from centres c join organisations o on o.id = c.id left join divisions d on d.code = c.village
where c.village >= $1 and c.village < $2 and ($3::uuid is null or c.id = $3)
  and c.opened_on <= $5 and (c.closed_on is null or c.closed_on > $4)
order by c.id limit $6"""
ROOMS: Final = """
select r.id, r.organisation, r.places from rooms r
where r.organisation = any($1::uuid[]) and r.ended_on is null
  and (r.counselling_approved_on is null or not exists (select from rooms o
    where o.organisation = r.organisation and o.ended_on is null and o.counselling_approved_on is null))
order by r.organisation, r.places desc, r.id"""
# A room for counselling is kept free for it, unless it is the only one.
HOURS: Final = """
select centre, weekday, opens_at, closes_at from opening_hours
where centre = any($1::uuid[]) and season = 'term' order by centre, weekday, opens_at"""
SERIES: Final = """
select id, centre, room, kind, subject, activity, weekdays, weeks, starts_at, ends_at, first_on, last_on
from series where centre = any($1::uuid[]) and ended_at is null and last_on >= $2
  and (kind = 'tutoring' or (first_on <= $4 and last_on >= $3))
order by centre, first_on desc, id limit $5"""
LEADS: Final = """
select s.series, extract(isodow from s.on_day)::int as weekday, u.person, count(*) as times
from care_sessions s join sign_ups u on u.care_session = s.id and u.withdrawn_at is null
where s.series = any($1::uuid[]) and s.on_day >= $2 and s.cancelled_at is null
group by 1, 2, 3 order by 1, 2, 4 desc, 3"""
ENROLLED: Final = """
select e.series, e.child, e.village from enrolments e
where e.series = any($1::uuid[]) and (e.ends_on is null or e.ends_on >= $2)
order by e.series, e.child limit $3"""
NEEDS: Final = """
select n.id, n.child, n.village, n.subject, n.tier, e.centre as goes_to,
  coalesce(h.latitude, d.latitude) as latitude, coalesce(h.longitude, d.longitude) as longitude,
  coalesce(nullif(left(regexp_replace(s.grade, '[^0-9]', '', 'g'), 3), '')::int, 0)
    + case s.stage when 'junior' then 10 when 'kindergarten' then -10 else 0 end as grade,
  (select x.agreed and x.withdrawn_at is null from consents x
   where x.child = n.child and x.purpose = 'volunteer'
   order by x.given_at desc, x.id desc limit 1) as agreed
from needs n join children c on c.id = n.child
  left join lateral (select x.centre from enrolments x
     where x.child = n.child and (x.ends_on is null or x.ends_on >= $4)
     order by x.starts_on desc limit 1) e on true
  left join lateral (select y.hamlet from household_members x
     join care_households y on y.id = x.household
     where x.child = n.child and x.ends_on is null limit 1) m on true
  left join hamlets h on h.id = m.hamlet left join divisions d on d.code = n.village
  left join lateral (select x.grade, x.stage from schoolings x
     where x.child = n.child and x.ends_on is null order by x.starts_on desc limit 1) s on true
where n.service = 'tutoring' and n.village >= $1 and n.village < $2
  and n.met_at is null and n.closed_at is null and c.left_on is null
  and not exists (select from proposals p where p.need = n.id
                  and p.state in ('published', 'agreed', 'accepted'))
  and not exists (select from placements p where p.child = n.child and p.kind = 'tutoring'
                  and p.ends_on is null)
order by n.tier, n.opened_on, n.id limit $3"""
APART: Final = """
select person, child from restrictions where person = any($1::uuid[]) and starts_at <= now()
  and (ends_at is null or ends_at > now())"""
WISHES: Final = """
select id, key, weekday, starts_at, lead from timetable_wishes
where timetable = $1 and lifted_at is null order by at, id"""
KEPT: Final = """
select distinct c.key, x.child from timetable_courses c
  join timetable_children x on x.course = c.id
  join timetable_wishes w on w.timetable = c.timetable and w.key = c.key and w.lifted_at is null
where c.timetable = $1 and c.take = $2 and c.series is null order by c.key, x.child"""


@dataclass(frozen=True)
class Material:
    """A week to be solved, and who stays out of it with the cause, counted."""

    week: Week
    left_out: Mapping[str, int]
    adults_out: Mapping[str, int]
    rooms: int


async def material(row: Mapping[str, Any], *, by: Actor) -> Material:
    """Read everything that the timetable of this row is made from."""
    today = clock.today()
    first, last = term = row["first_on"], row["last_on"]
    async with reading(by) as db:
        centres = await db.fetch(
            CENTRES, row["lo"], row["hi"], row["centre"], first, last, CENTRES_MAX
        )
        ids = [c["id"] for c in centres]
        rooms, hours = await db.fetch(ROOMS, ids), await db.fetch(HOURS, ids)
        since = min(today, first) - timedelta(days=RECENT_DAYS)
        series = await db.fetch(SERIES, ids, since, first, last, SERIES_MAX)
        every = [s["id"] for s in series]
        leads = await db.fetch(LEADS, every, today - timedelta(days=LEADS_DAYS))
        enrolled = await db.fetch(ENROLLED, every, today, ENROLMENTS_MAX)
        needs = await db.fetch(NEEDS, row["lo"], row["hi"], NEEDS_MAX, today)
        wishes = await db.fetch(WISHES, row["id"])
        kept = await db.fetch(KEPT, row["id"], row["take"])
        people, adults_out = await people_of(row["lo"], ids, term, by=by)
        apart = await db.fetch(APART, everyone := [p.id for p in people])
        elsewhere = await taken_elsewhere(db, everyone, ids, term)
        groups = await children_elsewhere(db, {r["child"] for r in (*needs, *enrolled)}, ids, term)
    places = _places(centres, rooms, hours, last)
    who = _comers(leads)
    people = _leading_today(people, series, who)
    running, taken = _running(series, who, people, enrolled)
    wanting, left_out = _wanting(needs, places, whole=row["centre"] is None)
    largest = {p.id: max((r.places for r in p.rooms), default=0) for p in places}
    courses = gather(running, wanting, _by_key(kept), row["times"], largest)
    away: dict[UUID, set[UUID]] = defaultdict(set)
    for one in apart:
        away[one["person"]].add(one["child"])
    week = Week(
        tuple(from_json(row["grid"])), tuple(places), tuple(people), tuple(courses), (*taken, *elsewhere, *groups),
        {who: frozenset(children) for who, children in away.items()},
        tuple(Wanted(**w) for w in wishes),
    )  # fmt: skip
    return Material(week, left_out, adults_out, len(rooms))


def _by_key(rows: Iterable[asyncpg.Record]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        found[row["key"]].append(row["child"])
    return found


def point_of(row: Mapping[str, Any], code: str) -> Point | None:
    """Degrees of a row, or the sketch's point of its division."""
    if row["latitude"] is not None:
        return row["latitude"], row["longitude"]
    found = sketch_point(code)
    return (found.lat, found.lon) if found else None


def _places(
    centres: Sequence[asyncpg.Record], rooms: Sequence[asyncpg.Record],
    hours: Sequence[asyncpg.Record], last: date,
) -> list[Place]:  # fmt: skip
    """Centres with their rooms and hours; one that says no hours is open when the grid asks."""
    made = []
    for c in centres:
        mine = [Room(r["id"], r["places"]) for r in rooms if r["organisation"] == c["id"]]
        opened = [
            Span(h["weekday"], h["opens_at"], h["closes_at"])
            for h in hours if h["centre"] == c["id"]
        ] or [Span(day, time.min, time.max) for day in range(1, 8)]  # fmt: skip
        observable = c["observable_until"] is not None and c["observable_until"] >= last
        point = point_of(c, c["village"]) or (0.0, 0.0)
        made.append(Place(c["id"], c["village"], point, tuple(mine), tuple(opened), observable))
    return made


Comers = Mapping[tuple[UUID, int], Sequence[UUID]]
"""Who comes to a series on a weekday, most often first."""


def _comers(rows: Iterable[asyncpg.Record]) -> Comers:
    found: dict[tuple[UUID, int], list[UUID]] = defaultdict(list)
    for row in rows:
        found[row["series"], row["weekday"]].append(row["person"])
    return found


def _leading_today(
    people: Sequence[Person], series: Sequence[asyncpg.Record], who: Comers
) -> list[Person]:
    """Whoever leads a place and comes to a course there today can lead that course tomorrow."""
    more: dict[UUID, set[str]] = defaultdict(set)
    for one in series:
        if one["kind"] == "tutoring":
            for day in one["weekdays"]:
                for person in who.get((one["id"], day), ()):
                    more[person].add(one["subject"] or HOMEWORK)
    return [
        replace(p, subjects=p.subjects | more[p.id]) if p.own and p.id in more else p
        for p in people
    ]


def _running(
    series: Sequence[asyncpg.Record], who: Comers, people: Sequence[Person],
    enrolled: Sequence[asyncpg.Record],
) -> tuple[list[Course], list[Taken]]:  # fmt: skip
    """Courses that children have today, and everything else that goes on in the week."""
    children: dict[UUID, list[Pupil]] = defaultdict(list)
    for row in enrolled:
        children[row["series"]].append(Pupil(row["child"], row["village"]))
    able = {person.id: person for person in people if person.cleared}
    courses: list[Course] = []
    taken: list[Taken] = []
    for one in series:
        spans = [Span(day, one["starts_at"], one["ends_at"]) for day in sorted(one["weekdays"])]
        pupils, subject = tuple(children[one["id"]]), one["subject"] or HOMEWORK
        if one["kind"] != "tutoring":
            taken += [
                Taken(s, one["centre"], one["room"], tuple(who.get((one["id"], s.weekday), ())),
                      tuple(p.child for p in pupils))
                for s in spans
            ]  # fmt: skip
        elif pupils:
            today = tuple(
                Today(s, _tutor(who.get((one["id"], s.weekday), ()), able, subject)) for s in spans
            )
            courses.append(
                Course(f"series:{one['id']}", one["centre"], subject, pupils, len(spans), TIER_LAST,
                       one["id"], today)
            )  # fmt: skip
    return _one_each(courses), taken


def _tutor(comers: Sequence[UUID], able: Mapping[UUID, Person], subject: str) -> UUID | None:
    """Who holds it now: of those who come, one who teaches it, volunteers before whoever leads the place."""
    teach = [
        p for p in comers if p in able and (subject == HOMEWORK or subject in able[p].subjects)
    ]
    return min(teach, key=lambda p: able[p].own is not None, default=None)


def _one_each(courses: Iterable[Course]) -> list[Course]:
    """A child counts in one course of a subject: the one of the series that began last."""
    seen: set[tuple[UUID, str]] = set()
    found = []
    for course in courses:
        mine = tuple(p for p in course.pupils if (p.child, course.subject) not in seen)
        seen |= {(p.child, course.subject) for p in mine}
        if mine:
            found.append(replace(course, pupils=mine))
    return found


def _wanting(
    needs: Sequence[asyncpg.Record], places: Sequence[Place], *, whole: bool
) -> tuple[list[Wanting], dict[str, int]]:
    """Needs at the place nearest to the child; of those left out, how many and why."""
    by_village = {place.village: place.id for place in reversed(places)}
    ours = {place.id for place in places}
    found: list[Wanting] = []
    out: dict[str, int] = defaultdict(int)
    for row in needs:
        if row["agreed"] is False:
            out["refused"] += 1
            continue
        centre = row["goes_to"] if row["goes_to"] in ours else by_village.get(row["village"])
        if centre is None and (row["goes_to"] is None or whole):
            centre = _nearest(point_of(row, row["village"]), places)
        if centre is None:
            if whole:
                out["no_centre"] += 1
            continue
        pupil = Pupil(row["child"], row["village"], row["id"])
        subject = row["subject"] or HOMEWORK
        found.append(Wanting(pupil, centre, subject, row["tier"], row["grade"]))
    return found, dict(out)


def _nearest(point: Point | None, places: Sequence[Place]) -> UUID | None:
    if point is None:
        return None
    near = [(kilometres(point, place.point), place.id) for place in places]
    km, place = min(near, default=(CENTRE_KM_MAX + 1, None))
    return place if km <= CENTRE_KM_MAX else None
