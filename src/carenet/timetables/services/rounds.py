"""Timetables as rounds: opened for an area and a term, started, stopped, undone, closed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, tasks
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, MayNot, NotFound
from carenet.places.codes import DIGITS, level_of
from carenet.timetables.rules.grid import CannotPlan, Span, to_json

MAY_PLAN: Final = ("county", "township", "director")
SOLVE: Final = "timetables.solve"
PUBLISH: Final = "timetables.publish"
TERM_DAYS_MAX: Final = 200
"""Longer than any term: beyond that somebody looks again at who is free and who needs what."""


@dataclass(frozen=True, slots=True)
class TimetableWish:
    """A timetable as somebody asks for it; `place` is a division's code or a centre's id."""

    name: str
    place: str
    first_on: date
    last_on: date
    grid: Sequence[Span]
    times: int


async def open_timetable(wish: TimetableWish, *, by: Actor) -> UUID:
    """Open a timetable for a centre, a township or a county and the days of a term.

    Raises:
        MayNot: the place is not within the actor's scope.
        CannotPlan: the days are over or too many.

    """
    by.needs(*MAY_PLAN)
    _require_days(wish.first_on, wish.last_on)
    async with transaction(by) as db:
        division, centre = await _place(db, wish.place)
        lo = division[: DIGITS[level_of(division)]]
        if not (by.lo <= lo and f"{lo}~" <= by.hi and (not by.towns or lo[:9] in by.towns)):
            raise MayNot
        made = uuid7()
        await db.execute(
            """insert into timetables (id, name, division, centre, lo, hi, first_on, last_on, grid,
                 times, state, opened_by, opened_at, duty)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12, $13)""",
            made, wish.name, division, centre, lo, f"{lo}~", wish.first_on, wish.last_on,
            json.dumps(to_json(wish.grid)), wish.times, by.id, clock.now(),
            by.duties[0].id if by.duties else None,
        )  # fmt: skip
    return made


def _require_days(first: date, last: date) -> None:
    if last < first or last <= clock.today():
        raise CannotPlan(N_("The last day lies before the first, or is over."))
    if (last - first).days > TERM_DAYS_MAX:
        raise CannotPlan(
            N_("A timetable is made for a term, %(days)s days at most."), days=TERM_DAYS_MAX
        )


async def _place(db: Scope, place: str) -> tuple[str, UUID | None]:
    """The division of a place, and the centre if it is one.

    Raises:
        NotFound: there is no such place.

    """
    if "-" not in place:
        if not await db.fetchval("select exists (select from divisions where code = $1)", place):
            raise NotFound
        return place, None
    centre = UUID(place)
    village = await db.fetchval("select village from centres where id = $1", centre)
    if village is None:
        raise NotFound
    return str(village), centre


async def hold_timetable(db: Scope, timetable: UUID, *states: str) -> Any:
    """Take turns on a timetable, which must be in one of these states; its row.

    Raises:
        NotFound: no such timetable within reach.
        CannotPlan: it has moved on.

    """
    row = await db.fetchrow(
        "select id, state, take, task, summary from timetables where id = $1 for update", timetable
    )
    if row is None:
        raise NotFound
    if row["state"] not in states:
        raise CannotPlan(
            N_("Somebody was quicker: this timetable has moved on. Please look again.")
        )
    return row


async def start(timetable: UUID, *, by: Actor) -> UUID:
    """Have it solved, or solved again, by the worker; what is kept stays. The task's id.

    Raises:
        CannotPlan: it is being worked on, or part of it is published.

    """
    by.needs(*MAY_PLAN)
    async with transaction(by) as db:
        row = await hold_timetable(db, timetable, "open", "draft")
        if await _begun(db, timetable, row["take"]):
            raise CannotPlan(N_("Part of this draft is published already; publish the rest of it."))
        task = await tasks.ask(SOLVE, timetable, by=by)
        await db.execute(
            "update timetables set state = 'solving', task = $2, clash = null where id = $1",
            timetable, task,
        )  # fmt: skip
    return task


async def _begun(db: Scope, timetable: UUID, take: int) -> bool:
    found: bool = await db.fetchval(
        """select exists (select from timetable_courses
             where timetable = $1 and take = $2 and published_at is not null)""",
        timetable, take,
    )  # fmt: skip
    return found


async def start_publishing(timetable: UUID, *, by: Actor) -> UUID:
    """Have the draft become series and sessions, place by place; the task's id.

    Raises:
        CannotPlan: there is no draft, or nothing in it.

    """
    by.needs(*MAY_PLAN)
    async with transaction(by) as db:
        row = await hold_timetable(db, timetable, "draft")
        if not await db.fetchval(
            "select exists (select from timetable_courses where timetable = $1 and take = $2)",
            timetable, row["take"],
        ):  # fmt: skip
            raise CannotPlan(N_("There is nothing in this draft to publish."))
        task = await tasks.ask(PUBLISH, timetable, by=by)
        await db.execute(
            "update timetables set state = 'publishing', task = $2 where id = $1", timetable, task
        )
    return task


async def stop(timetable: UUID, *, by: Actor) -> None:
    """Ask what is running to stop; what was there before stays.

    Raises:
        CannotPlan: nothing is running, or somebody else started it.

    """
    by.needs(*MAY_PLAN)
    async with transaction(by) as db:
        row = await hold_timetable(db, timetable, "solving", "publishing")
        try:
            await tasks.cancel(row["task"], by=by)
        except NotFound:
            raise CannotPlan(N_("Only the person who started it can stop it.")) from None
        if (await tasks.view(row["task"], by=by)).over:
            await fall_back(db, timetable)


async def fall_back(db: Scope, timetable: UUID) -> None:
    """After a stop or a failure it is what it was: a draft if there is one."""
    await db.execute(
        """update timetables set state = case when take = 0 then 'open' else 'draft' end
           where id = $1 and state in ('solving', 'publishing')""",
        timetable,
    )


async def undo(timetable: UUID, *, by: Actor) -> None:
    """Go back to the draft before the last solution; possible once, and before anything is published.

    Raises:
        CannotPlan: there is no draft before this one.

    """
    by.needs(*MAY_PLAN)
    async with transaction(by) as db:
        row = await hold_timetable(db, timetable, "draft")
        before = (row["summary"] or {}).get("before")
        if not before or await _begun(db, timetable, row["take"]):
            raise CannotPlan(N_("There is no draft before this one."))
        await db.execute(
            """update timetables set take = take - 1, summary = $2, clash = null where id = $1""",
            timetable, json.dumps(before),
        )  # fmt: skip


async def close(timetable: UUID, *, by: Actor) -> None:
    """Nothing more is to come of it; what was published goes on."""
    by.needs(*MAY_PLAN)
    async with transaction(by) as db:
        await hold_timetable(db, timetable, "open", "draft", "published")
        await db.execute("update timetables set state = 'closed' where id = $1", timetable)
