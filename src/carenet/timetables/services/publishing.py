"""A draft becomes series, sessions, enrolments and sign-ups: place by place, each in one transaction.

The worker acts on behalf of whoever asked. A place that is published stays so when a later one
fails or somebody stops the work; publishing again goes on with the rest.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, tasks
from carenet.core.actors import Actor, on_behalf
from carenet.core.database import Scope, reading, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_
from carenet.matching.services.needs import meet_needs
from carenet.scheduling.rules.arranging import ALONE_CHILDREN_MAX
from carenet.scheduling.services.series import (
    SeriesWish,
    create_series,
    end_series,
    set_last_day,
)
from carenet.timetables.facts import TimetablePublished
from carenet.timetables.rules.becoming import (
    ADULTS_MAX,
    TWO_ADULTS,
    Becoming,
    Sessions,
    becoming,
    first_day,
)
from carenet.timetables.rules.courses import HOMEWORK
from carenet.timetables.services.filling import Came, enrol, take_turns
from carenet.timetables.services.moving_over import BECAUSE, move_over
from carenet.timetables.services.rounds import fall_back

STAGES: Final = (N_("Reading"), N_("Publishing place by place"))
READING: Final = "reading"
COURSES: Final = """
select id, series, subject, children from timetable_courses
where timetable = $1 and take = $2 and centre = $3 and published_at is null order by key for update"""
LINES: Final = """
select weekday, starts_at, ends_at, room, lead, beside, alone from timetable_lines
where course = $1 order by weekday, starts_at"""


async def publish_timetable(task: UUID, *, by: Actor) -> str:
    """The job: every place of a draft, one after the other."""
    subject = None
    try:
        async with tasks.working_on(task, by) as job:
            if job is None or job.subject is None:
                return "nothing to do"
            subject = job.subject
            await job.progress(STAGES[0])
            row, places = await _places(subject, by)
            behalf = on_behalf(by, job.begun_by)
            for done, place in enumerate(places):
                await job.progress(STAGES[1], done, len(places))
                await publish_place(row, place, by=behalf)
            await move_over(row, first_day(row["first_on"], clock.today()), by=behalf)
            await _end(subject, behalf)
    finally:
        if subject is not None:
            async with transaction(by) as db:
                await fall_back(db, subject)
    return "done"


async def _places(timetable: UUID, by: Actor) -> tuple[Any, list[UUID]]:
    async with reading(by) as db:
        row = await db.fetchrow(
            "select id, take, first_on, last_on from timetables where id = $1", timetable
        )
        if row is None:
            raise LookupError("the timetable is gone")
        places = await db.fetch(
            """select distinct centre from timetable_courses
               where timetable = $1 and take = $2 and published_at is null order by centre""",
            timetable, row["take"],
        )  # fmt: skip
    return row, [place["centre"] for place in places]


async def _end(timetable: UUID, by: Actor) -> None:
    async with transaction(by) as db:
        await db.execute(
            """update timetables set state = 'published', published_at = $2, published_by = $3
               where id = $1 and state = 'publishing'""",
            timetable, clock.now(), by.account,
        )  # fmt: skip


async def publish_place(row: Any, centre: UUID, *, by: Actor) -> None:
    """All courses of one place: old series end first, then the new ones are made and filled."""
    today = clock.today()
    first, last = first_day(row["first_on"], today), row["last_on"]
    async with transaction(by) as db:
        courses = await db.fetch(COURSES, row["id"], row["take"], centre)
        plans = []
        for course in courses:
            lines = await db.fetch(LINES, course["id"])
            series = await _series(db, course["series"])
            plans.append((course, lines, series, becoming(series, lines, first, last, today)))
        for _, _, _, what in plans:
            await _end_old(what, by)
        for course, lines, series, what in plans:
            made = await _make(course, centre, series, what, (first, last), by)
            came = await _fill(db, course, lines, made, first, by)
            await db.execute(
                "update timetable_courses set published_at = $2, made = $3 where id = $1",
                course["id"], clock.now(), json.dumps(_told(what, made, came)),
            )  # fmt: skip
        await announce(TimetablePublished(row["id"], centre))


async def _series(db: Scope, series: UUID | None) -> Any:
    if series is None:
        return None
    return await db.fetchrow("select * from series where id = $1 for update", series)


async def _end_old(what: Becoming, by: Actor) -> None:
    if what.keep or what.old is None:
        return
    if what.old_until is not None:
        await set_last_day(what.old, what.old_until, by=by)
    else:
        await end_series(what.old, BECAUSE, by=by)


async def _make(
    course: Any, centre: UUID, series: Any, what: Becoming, term: tuple[date, date], by: Actor
) -> list[UUID]:
    """The series of a course from now on: the old one, until the term's end, or new ones."""
    if what.keep:
        if series["last_on"] < term[1]:
            await set_last_day(series["id"], term[1], by=by)
        return [series["id"]]
    return [
        await create_series(_wish(course, centre, series, sessions, term), by=by)
        for sessions in what.new
    ]


def _wish(
    course: Any, centre: UUID, series: Any, sessions: Sessions, term: tuple[date, date]
) -> SeriesWish:
    """A series as the draft has it; what the old one was beyond its hours it stays."""
    subject = None if course["subject"] in (HOMEWORK, READING) else course["subject"]
    places = max(series["children_max"] if series else 0, course["children"])
    if sessions.adults_min < TWO_ADULTS:  # a series may have had more places with two adults
        places = min(places, ALONE_CHILDREN_MAX)
    return SeriesWish(
        centre=centre, room=sessions.room, kind="tutoring",
        subject=series["subject"] if series else subject,
        activity=series["activity"] if series
        else READING if course["subject"] == READING else HOMEWORK,
        title=series["title"] if series else None,
        weekdays=sessions.weekdays, weeks=series["weeks"] if series else "every",
        starts_at=sessions.starts_at, ends_at=sessions.ends_at, first_on=term[0], last_on=term[1],
        adults_min=sessions.adults_min,
        adults_max=max(series["adults_max"] if series else 0, ADULTS_MAX),
        children_max=places,
        drop_in=bool(series and series["drop_in"]),
    )  # fmt: skip


async def _fill(
    db: Scope, course: Any, lines: Sequence[Any], made: Sequence[UUID], first: date, by: Actor
) -> Came:
    """Children are enrolled, adults take their places, needs are met."""
    came = Came()
    pupils = await db.fetch(
        "select child, need from timetable_children where course = $1 order by child", course["id"]
    )
    for series in made:
        await enrol(series, [pupil["child"] for pupil in pupils], first, came, by=by)
        await take_turns(series, lines, first, came, by=by)
    met = [
        p["need"]
        for p in pupils
        if p["need"] is not None and str(p["child"]) not in came.not_enrolled
    ]
    if made and met:
        await meet_needs(met, f"series:{made[0]}", by=by)
    return came


def _told(what: Becoming, made: Sequence[UUID], came: Came) -> dict[str, Any]:
    return {
        "series": [str(series) for series in made], "kept": what.keep, "signed": came.signed,
        "not_signed": came.not_signed, "not_enrolled": came.not_enrolled,
    }  # fmt: skip
