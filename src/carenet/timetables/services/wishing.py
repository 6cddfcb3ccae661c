"""What people want kept or changed in a draft: it holds from the next solution on, until lifted."""

from collections.abc import Sequence
from datetime import time
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, NotFound
from carenet.timetables.rules.grid import CannotPlan
from carenet.timetables.services.rounds import MAY_PLAN, hold_timetable

LINES_MAX: Final = 2_000
KEEP: Final = """
insert into timetable_wishes (timetable, key, weekday, starts_at, lead, by, at)
select $1, c.key, l.weekday, l.starts_at, l.lead, $3, $4
from timetable_lines l join timetable_courses c on c.id = l.course
where l.timetable = $1 and c.take = $2 and ($5::uuid[] is null or l.id = any($5))
  and ($6::uuid is null or c.centre = $6) limit $7
on conflict do nothing"""
LET_GO: Final = """
update timetable_wishes w set lifted_at = $3
from timetable_lines l join timetable_courses c on c.id = l.course
where w.timetable = $1 and l.timetable = $1 and c.take = $2 and w.lifted_at is null and w.key = c.key
  and (w.weekday is null or (w.weekday, w.starts_at) = (l.weekday, l.starts_at))
  and (w.lead is null or w.lead = l.lead)
  and ($4::uuid[] is null or l.id = any($4)) and ($5::uuid is null or c.centre = $5)"""


async def keep_lines(
    timetable: UUID, lines: Sequence[UUID] | None, centre: UUID | None = None, *, by: Actor
) -> int:
    """Keep lines of a draft as they are, whatever else moves; how many. None is all, or all of a place."""
    by.needs(*MAY_PLAN)
    async with transaction(by) as db:
        row = await hold_timetable(db, timetable, "draft")
        chosen = list(lines) if lines is not None else None
        return await db.execute(
            KEEP, timetable, row["take"], by.id, clock.now(), chosen, centre, LINES_MAX
        )


async def let_lines_go(
    timetable: UUID, lines: Sequence[UUID] | None, centre: UUID | None = None, *, by: Actor
) -> int:
    """Keep lines no longer; how many wishes were lifted."""
    by.needs(*MAY_PLAN)
    async with transaction(by) as db:
        row = await hold_timetable(db, timetable, "draft")
        chosen = list(lines) if lines is not None else None
        return await db.execute(LET_GO, timetable, row["take"], clock.now(), chosen, centre)


async def add_wish(
    timetable: UUID, course: UUID, at: tuple[int, time] | None, lead: UUID | None, *, by: Actor
) -> UUID:
    """Want a course at another time, with another tutor, or both: from the next solution on.

    Raises:
        CannotPlan: neither was said, or it has as many wishes as sessions.

    """
    by.needs(*MAY_PLAN)
    if at is None and lead is None:
        raise CannotPlan(N_("Please choose a time, a tutor or both."))
    async with transaction(by) as db:
        row = await hold_timetable(db, timetable, "draft")
        found = await _course(db, timetable, row["take"], course)
        many = await db.fetchval(
            """select count(*) from timetable_wishes
               where timetable = $1 and key = $2 and lifted_at is null""",
            timetable, found["key"],
        )  # fmt: skip
        if many >= found["times"]:
            raise CannotPlan(
                N_("It has a wish for each of its sessions already. Please lift one of them first.")
            )
        made = uuid7()
        await db.execute(
            """insert into timetable_wishes (id, timetable, key, weekday, starts_at, lead, by, at)
               values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing""",
            made, timetable, found["key"], at[0] if at else None, at[1] if at else None, lead,
            by.id, clock.now(),
        )  # fmt: skip
    return made


async def _course(db: Scope, timetable: UUID, take: int, course: UUID) -> Any:
    found = await db.fetchrow(
        """select key, times from timetable_courses
           where id = $1 and timetable = $2 and take = $3""",
        course, timetable, take,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


async def lift_wish(timetable: UUID, wish: UUID, *, by: Actor) -> None:
    """A wish no longer holds; also when it was one of those that clash.

    Raises:
        NotFound: there is no such wish.

    """
    by.needs(*MAY_PLAN)
    async with transaction(by) as db:
        await hold_timetable(db, timetable, "draft", "open")
        touched = await db.execute(
            """update timetable_wishes set lifted_at = $3
               where id = $1 and timetable = $2 and lifted_at is null""",
            wish, timetable, clock.now(),
        )  # fmt: skip
        if not touched:
            raise NotFound
        await db.execute(
            """update timetables set clash = null where id = $1 and clash ? $2::text""",
            timetable, str(wish),
        )  # fmt: skip
