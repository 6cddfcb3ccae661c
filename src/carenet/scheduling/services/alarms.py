"""The child nobody has seen: raised by the clock, told step by step, closed with a name and a reason."""

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, hold_climb, start_climb
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import unremind
from carenet.escalation.rules import CHILD, HOLD_MINUTES, REGISTER
from carenet.scheduling.facts import AlarmClosed, AlarmRaised
from carenet.scheduling.rules.leaving import CannotTick
from carenet.scheduling.rules.missing import (
    CAME_LATER,
    HERE,
    CannotClose,
    Seen,
    answers_too_late,
    at_once,
    came_later,
    climb_began,
    missing,
)
from carenet.scheduling.services.changing import call_off
from carenet.scheduling.services.holding import hold_session, require_runs, subject_of
from carenet.scheduling.services.rungs import LADDERS

CHILDREN_MAX: Final = 300
REASON_MAX: Final = 200
EXPECTED: Final = """
select e.child, e.village, k.birth_date, k.special_care, u.tier,
  coalesce(a.state = 'here', false) as here,
  coalesce(a.state = 'excused', false) or exists (select from excuses x where x.child = e.child
    and $2 between x.starts_on and x.ends_on and x.ended_on is null) as excused
from enrolments e join children k on k.id = e.child
left join child_attendances a on a.care_session = $3 and a.child = e.child
left join urgencies u on u.child = e.child and u.ended_on is null
where e.series = $1 and e.starts_on <= $2 and (e.ends_on is null or e.ends_on >= $2)
  and k.left_on is null limit $4"""
RAISE: Final = """
insert into alarms (id, kind, care_session, centre, child, village, raised_at, step, reasons)
values ($1, $2, $3, $4, $5, $6, $7, 0, $8)
on conflict (care_session, kind, child) where closed_at is null do nothing"""


def climbing(alarm: UUID) -> str:
    """How a child's climb names its alarm."""
    return f"alarm:{alarm}"


async def raise_unopened(session: UUID, *, by: Actor) -> UUID | None:
    """Nobody opened the register by T+20: one alarm about the place. A worker's verb."""
    async with transaction(by) as db:
        held = await hold_session(session)
        opened = await db.fetchval(
            "select exists (select from registers where care_session = $1)", session
        )
        if opened or held["cancelled_at"] is not None:
            return None
        made = uuid7()
        if not await db.execute(
            RAISE,
            made,
            "register",
            session,
            held["centre"],
            None,
            held["village"],
            clock.now(),
            "[]",
        ):
            return None
        await announce(AlarmRaised(made, "register", session))
    return made


async def raise_missing(session: UUID, *, by: Actor) -> list[UUID]:
    """Each child neither here nor excused at T+20 becomes an alarm that climbs. A worker's verb.

    Its ladder counts from the beginning of the session, however late the register was opened.
    """
    now = clock.now()
    async with transaction(by) as db:
        held = await hold_session(session)
        rows = await db.fetch(EXPECTED, held["series"], held["on_day"], session, CHILDREN_MAX)
        gone = set(missing(Seen(r["child"], r["here"], r["excused"]) for r in rows))
        made = []
        for row in rows:
            if row["child"] not in gone or held["cancelled_at"] is not None:
                continue
            why = at_once(
                born=row["birth_date"], tier=row["tier"], special_care=bool(row["special_care"]),
                day=held["on_day"],
            )  # fmt: skip
            alarm = uuid7()
            if await db.execute(
                RAISE, alarm, "child", session, held["centre"], row["child"], row["village"], now,
                json.dumps(why),
            ):  # fmt: skip
                await start_climb(
                    CHILD,
                    climbing(alarm),
                    held["starts_at"],
                    LADDERS[CHILD],
                    place=row["village"],
                    alarm=alarm,
                    urgent=why,
                )
                await announce(AlarmRaised(alarm, "child", session))
                made.append(alarm)
    return made


async def _raise_at_once(
    db: Scope, held: Any, child: UUID, village: str | None, why: str, kind: str = "child"
) -> UUID | None:
    """An alarm whose ladder begins now, the director told with the first step; None where one is open."""
    now, alarm = clock.now(), uuid7()
    if village is None or not await db.execute(
        RAISE, alarm, kind, held["id"], held["centre"], child, village, now, json.dumps([why])
    ):
        return None
    await start_climb(
        CHILD, climbing(alarm), climb_began(now), LADDERS[CHILD], place=village, alarm=alarm,
        urgent=[why],
    )  # fmt: skip
    await announce(AlarmRaised(alarm, kind, held["id"]))
    return alarm


async def raise_stranger(held: Any, child: UUID, *, by: Actor) -> None:
    """Somebody who is not on the list fetched a child: the director hears of it at once."""
    async with transaction(by) as db:
        village = await db.fetchval("select village from children where id = $1", child)
        await _raise_at_once(db, held, child, village, "stranger", "stranger")


async def raise_not_home(session: UUID, child: UUID, *, by: Actor) -> UUID:
    """One call said that a child who left has not come home: it is looked for from now on.

    It climbs as a missing child does, and the director hears of it at once.

    Raises:
        CannotTick: the child did not leave from here, or is looked for already.
        NotFound: the place is not the actor's to run.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        village = await db.fetchval(
            """select village from child_attendances
               where care_session = $1 and child = $2 and left_at is not null""",
            session, child,
        )  # fmt: skip
        alarm = await _raise_at_once(db, held, child, village, "not_home")
        if alarm is None:
            raise CannotTick(N_("This child did not leave from here, or is looked for already."))
    return alarm


async def raise_gone(session: UUID, child: UUID, *, by: Actor) -> UUID:
    """A child who was here was not there when heads were counted: it is looked for at once.

    Raises:
        CannotTick: the child is not ticked as here, has left, or is looked for already.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        village = await db.fetchval(
            """update child_attendances set state = 'missing', at = $3, by = $4 where care_session = $1
                 and child = $2 and state = 'here' and left_at is null returning village""",
            session, child, clock.now(), by.id,
        )  # fmt: skip
        alarm = await _raise_at_once(db, held, child, village, "gone")
        if alarm is None:
            raise CannotTick(N_("This child is not ticked as here, or is looked for already."))
    return alarm


async def take_alarm(alarm: UUID, *, by: Actor) -> None:
    """I am on it: the others see who. For HOLD_MINUTES nobody else is told; then it climbs on."""
    now = clock.now()
    async with transaction(by) as db:
        row = await _answerable(db, alarm, by)
        await db.execute(
            """update alarms set taken_by = $2, taken_at = $3
               where id = $1 and closed_at is null""",
            alarm, by.me, now,
        )  # fmt: skip
        await hold_climb(*ladder_of(row), now, HOLD_MINUTES, by=by)


def ladder_of(alarm: Any) -> tuple[str, str]:
    """The ladder an alarm climbs, and how its climb names it."""
    if alarm["kind"] == "register":
        return REGISTER, subject_of(alarm["care_session"])
    return CHILD, climbing(alarm["id"])


async def close_alarm(alarm: UUID, because: str, *, by: Actor, false_alarm: bool = False) -> None:
    """Answer for an alarm: by whom, why, when. Only then does it stop climbing.

    Raises:
        CannotClose: no reason was given, or somebody was quicker.
        MayNot: it is not this person's to answer.
        NotFound: it is not within reach.

    """
    if not because.strip():
        raise CannotClose
    async with transaction(by) as db:
        row = await _answerable(db, alarm, by)
        if row["closed_at"] is not None:
            raise CannotClose(N_("Somebody answered for this already."))
        await _close(db, row, because, false_alarm, by)


async def _answerable(db: Scope, alarm: UUID, by: Actor) -> Any:
    """An alarm for those who may answer: who runs the place or covers the child, and its teacher."""
    row = await db.fetchrow("select * from alarms where id = $1 for update", alarm)
    if row is None:
        raise NotFound
    if not by.is_officer and not by.has("teacher"):
        await require_runs(row["centre"], by=by, db=db)
    return row


async def answer_unopened(alarm: UUID, answer: str, *, by: Actor) -> UUID:
    """What the lead says of a register nobody opened; the session it is about.

    `not_open` calls the session off. `all_here` and `some_missing` lead on to the register, which
    the caller opens: opening it closes this alarm.
    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select * from alarms where id = $1 and kind = 'register' and closed_at is null", alarm
        )
        if row is None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        if answer == "not_open":
            await call_off(row["care_session"], "not open today", by=by)
            await _close(db, row, "not open today", false_alarm=False, by=by)
        return UUID(str(row["care_session"]))


async def close_for_child(
    session: UUID, child: UUID, because: str, said_by: str | None, seen_at: datetime, *,
    came_at: datetime | None = None, by: Actor,
) -> None:  # fmt: skip
    """A tick answers the child's open alarm.

    Here all along, or seen by a device before the alarm was raised: then it was false. Whoever came
    only after it was raised was missing indeed.
    """
    words = f"{because} ({said_by})" if said_by else because
    async with transaction(by) as db:
        rows = await db.fetch(
            """select * from alarms where care_session = $1 and child = $2 and kind = 'child'
                 and closed_at is null for update""",
            session, child,
        )  # fmt: skip
        for row in rows:
            later = came_later(seen_at, came_at, row["raised_at"])
            untrue = not later and (because == HERE or answers_too_late(seen_at, row["raised_at"]))
            await _close(db, row, CAME_LATER if later else words, untrue, by)


async def close_for_register(session: UUID, opened_at: datetime, *, by: Actor) -> None:
    """Opening the register answers the alarm about the place; opened before it, it was false."""
    async with transaction(by) as db:
        rows = await db.fetch(
            """select * from alarms where care_session = $1 and kind = 'register'
                 and closed_at is null for update""",
            session,
        )
        for row in rows:
            late = answers_too_late(opened_at, row["raised_at"])
            await _close(db, row, "the register was opened", false_alarm=late, by=by)


async def _close(db: Scope, row: Any, because: str, false_alarm: bool, by: Actor) -> None:
    await db.execute(
        """update alarms set closed_at = $2, closed_by = $3, closed_because = $4, false_alarm = $5
           where id = $1 and closed_at is null""",
        row["id"], clock.now(), by.person, because[:REASON_MAX], false_alarm,
    )  # fmt: skip
    await end_climb(*ladder_of(row), by=by, because=because[:REASON_MAX])
    await unremind(climbing(row["id"]))
    await announce(AlarmClosed(row["id"], false_alarm))
