"""Writing down what a solved timetable came to: its courses with children, its lines, what is missing."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, tasks
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.scheduling.timetable.files import instance_json
from carenet.scheduling.timetable.outcome import Plan
from carenet.scheduling.timetable.problem import Problem
from carenet.timetables.facts import TimetableSolved
from carenet.timetables.queries.material import Material
from carenet.timetables.rules.courses import Course
from carenet.timetables.rules.grid import Span
from carenet.timetables.rules.lines import Planned

TAKES_KEPT: Final = 2
"""This draft and the one before it, to which one can go back."""
DROPPED: Final = (
    "delete from timetable_lines l using timetable_courses c where c.id = l.course and c.timetable = $1 and c.take {which} $2",
    "delete from timetable_children x using timetable_courses c where c.id = x.course and c.timetable = $1 and c.take {which} $2",
    "delete from timetable_courses c where c.timetable = $1 and c.take {which} $2",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Solved:
    """A problem as it was handed over, its plan, the plan's lines, and the wishes that clash."""

    problem: Problem
    plan: Plan
    lines: Sequence[Planned]
    clash: Sequence[str]


async def save(job: tasks.Job, timetable: UUID, read: Material, solved: Solved) -> None:
    """Write the draft in one transaction; where wishes clash the draft before stays and they are named."""
    async with transaction(job.by) as db:
        row: Any = await db.fetchrow(
            "select take, summary from timetables where id = $1 for update", timetable
        )
        if solved.clash:
            await db.execute(
                "update timetables set clash = $2 where id = $1",
                timetable,
                json.dumps(solved.clash),
            )
            await tasks.give_result(
                job.id, {"timetable": str(timetable), "clash": len(solved.clash)}
            )
            return
        take = row["take"] + 1
        await _drop(db, timetable, ">=", take)
        await _drop(db, timetable, "<=", take - TAKES_KEPT)
        ids = await _courses(db, timetable, take, read.week.courses, solved)
        await _lines(db, timetable, ids, solved.lines)
        before = {k: v for k, v in (row["summary"] or {}).items() if k != "before"} or None
        summary = _summary(read, solved) | {"before": before if row["take"] else None}
        await db.execute(
            """update timetables set state = 'draft', take = $2, solved_at = $3, problem = $4,
                 summary = $5, clash = null where id = $1""",
            timetable, take, clock.now(), json.dumps(instance_json(solved.problem)),
            json.dumps(summary),
        )  # fmt: skip
        await tasks.give_result(job.id, {"timetable": str(timetable), "lines": len(solved.lines)})
        await announce(TimetableSolved(timetable, job.begun_by))


async def _drop(db: Scope, timetable: UUID, which: str, take: int) -> None:
    for sql in DROPPED:
        await db.execute(sql.format(which=which), timetable, take)


async def _courses(
    db: Scope, timetable: UUID, take: int, courses: Sequence[Course], solved: Solved
) -> list[UUID]:
    ids = [uuid7() for _ in courses]
    villages = {p.id: p.village for p in await _villages(db, courses)}
    missing = {one.class_: one for one in solved.plan.missing}
    rows = []
    for at, course in enumerate(courses):
        lacks = missing.get(at)
        rows.append((
            ids[at], timetable, take, course.key, course.centre, villages[course.centre],
            course.subject, len(course.pupils), course.times, course.series,
            json.dumps([_today(t.span, t.lead) for t in course.today]),
            lacks.times if lacks else 0, lacks.shortage if lacks else None,
            json.dumps(_values(lacks.values, course)) if lacks else None,
        ))  # fmt: skip
    await db.executemany(
        """insert into timetable_courses (id, timetable, take, key, centre, village, subject, children,
             times, series, today, missing, shortage, shortage_values)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)""",
        rows,
    )
    await db.executemany(
        """insert into timetable_children (timetable, course, child, village, need)
           select $1, $2, c.id, c.village, $4 from children c where c.id = $3""",
        [(timetable, ids[at], p.child, p.need) for at, c in enumerate(courses) for p in c.pupils],
    )
    return ids


@dataclass(frozen=True, slots=True)
class _Centre:
    id: UUID
    village: str


async def _villages(db: Scope, courses: Sequence[Course]) -> list[_Centre]:
    rows = await db.fetch(
        "select id, village from centres where id = any($1::uuid[])", [c.centre for c in courses]
    )
    return [_Centre(**row) for row in rows]


def _today(span: Span, lead: UUID | None) -> dict[str, Any]:
    return {
        "weekday": span.weekday, "from": f"{span.starts_at:%H:%M}",
        "until": f"{span.ends_at:%H:%M}", "lead": str(lead) if lead else None,
    }  # fmt: skip


def _values(values: Mapping[str, str | int], course: Course) -> dict[str, Any]:
    """What fills the sentence: names come from ids when it is shown, in the reader's language."""
    return {**values, "centre": str(course.centre), "subject": course.subject}


async def _lines(db: Scope, timetable: UUID, ids: Sequence[UUID], lines: Sequence[Planned]) -> None:
    await db.executemany(
        """insert into timetable_lines (timetable, course, weekday, starts_at, ends_at, room, lead,
             beside, alone, reasons) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        [
            (timetable, ids[x.course], x.span.weekday, x.span.starts_at, x.span.ends_at, x.room,
             x.lead, x.beside, x.alone, json.dumps(dict(x.reasons)))
            for x in lines
        ],
    )  # fmt: skip


def _summary(read: Material, solved: Solved) -> dict[str, Any]:
    plan, week = solved.plan, read.week
    reasons = [line.reasons for line in solved.lines]
    return {
        "centres": len(week.places), "rooms": read.rooms, "adults": len(week.people),
        "adults_out": dict(read.adults_out), "left_out": dict(read.left_out),
        "courses": len(week.courses),
        "children": len({p.child for c in week.courses for p in c.pupils}),
        "wanted": plan.wanted, "placed": len(solved.lines), "missing": plan.unscheduled,
        "bound": plan.bound, "status": plan.status, "km": round(plan.km, 1),
        "running": sum(1 for c in week.courses if c.series),
        "same_time": sum(1 for r in reasons if r["same_time"]),
        "other_time": sum(1 for r in reasons if r["same_time"] is False),
        "other_tutor": sum(1 for r in reasons if r["same_tutor"] is False),
        "second_missing": sum(1 for r in reasons if r["second_missing"]),
        "alone": sum(1 for line in solved.lines if line.alone),
        "shortages": dict(Counter(m.shortage for m in plan.missing)),
        "seconds": plan.seconds.get("total"),
    }  # fmt: skip
